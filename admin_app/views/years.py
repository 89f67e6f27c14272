"""The screens of academic years and terms."""

from ..admin import AdminModelView
from ..school import AcademicYear, Term


class AcademicYearView(AdminModelView):
    model = AcademicYear
    category = "Academics"
    can_create = can_edit = can_delete = can_view_details = can_export = True

    column_list = ("name", "starts_on", "ends_on", "state")
    column_default_sort = ("starts_on", True)
    column_filters = ("state", "starts_on")
    form_sections = {"Academic year": ("name", "starts_on", "ends_on", "state")}


class TermView(AdminModelView):
    model = Term
    category = "Academics"
    can_create = can_edit = can_delete = can_view_details = can_export = True

    column_list = ("name", "academic_year", "starts_on", "ends_on", "state")
    column_default_sort = ("starts_on", True)
    column_sortable_list = ("name", ("academic_year", "academic_year.starts_on"), "starts_on", "ends_on", "state")
    column_filters = ("academic_year", "state")
    form_sections = {"Term": ("academic_year", "name", "starts_on", "ends_on", "state")}
    form_args = {"state": {"description": "Grades are posted while a term is open."}}
    lookups = {"academic_year": ("name",)}
    small_lookups = ("academic_year",)
