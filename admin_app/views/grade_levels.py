"""The grade levels' screen."""

from ..admin import AdminModelView
from ..school import GradeLevel


class GradeLevelView(AdminModelView):
    model = GradeLevel
    category = "Academics"
    can_create = can_edit = can_delete = can_view_details = can_export = True

    column_list = ("name", "rank", "next")
    column_default_sort = ("rank", False)
    column_sortable_list = ("name", "rank")
    column_labels = {"next": "Followed by"}
    form_sections = {"Grade level": ("name", "rank", "next")}
    form_args = {"rank": {"description": "Lists show the lowest first."}}
    lookups = {"next": ("name",)}
    small_lookups = ("next",)
