"""The schools' screen."""

from ..admin import AdminModelView
from ..school import School


class SchoolView(AdminModelView):
    model = School
    category = "Academics"
    can_create = can_edit = can_delete = can_view_details = can_export = True

    column_list = ("name", "code", "phone", "email")
    column_default_sort = ("name", False)
    column_labels = {"email": "E-mail"}
    form_sections = {"School": ("name", "code"), "Contact": ("address", "phone", "email")}
