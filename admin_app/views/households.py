"""The households' screen."""

from ..admin import AdminModelView
from ..school import Household


class HouseholdView(AdminModelView):
    model = Household
    category = "People"
    can_create = can_edit = can_delete = can_view_details = can_export = True

    column_list = ("name", "address", "city", "postal_code", "phone", "students")
    column_default_sort = ("name", False)
    column_sortable_list = ("name", ("city", ("city", "name")), ("postal_code", ("postal_code", "name")))
    column_filters = ("city", "postal_code")
    bulk_fields = ("city", "postal_code")
    column_editable = ("city", "postal_code", "phone")
    form_sections = {
        "Household": ("name", "address", "city", "postal_code", "phone"),
        "Members": ("students", "guardians"),
    }
    form_args = {"name": {"description": "As a letter would address it: The Ochoa-Lindqvist Family."}}
    lookups = {
        "students": ("lastname", "firstname", "student_number"),
        "guardians": ("lastname", "firstname", "phone"),
    }
    new_in_lookups = ("guardians",)
