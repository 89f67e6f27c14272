"""The tags' screen."""

from ..admin import AdminModelView
from ..school import Tag


class TagView(AdminModelView):
    model = Tag
    category = "Records"
    can_create = can_edit = can_delete = can_view_details = can_export = True

    column_list = ("name", "created_at")
    column_default_sort = ("name", False)
    form_sections = {"Tag": ("name",)}
