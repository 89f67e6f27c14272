"""The departments' screen."""

from ..admin import AdminModelView
from ..school import Department


class DepartmentView(AdminModelView):
    model = Department
    category = "Academics"
    can_create = can_edit = can_delete = can_view_details = can_export = True

    column_list = ("name",)
    column_default_sort = ("name", False)
    column_details_list = ("name", "courses", "created_at", "updated_at")
    form_sections = {"Department": ("name",)}
