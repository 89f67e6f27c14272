"""The rooms' screen."""

from ..admin import AdminModelView
from ..school import Room


class RoomView(AdminModelView):
    model = Room
    category = "Academics"
    can_create = can_edit = can_delete = can_view_details = can_export = True

    column_list = ("name", "school", "capacity")
    column_default_sort = ("name", False)
    column_sortable_list = ("name", ("school", "school.name"), "capacity")
    column_filters = ("school", "capacity")
    bulk_fields = ("school", "capacity")
    column_editable = ("capacity",)
    form_sections = {"Room": ("school", "name", "capacity")}
    lookups = {"school": ("name",)}
    small_lookups = ("school",)
