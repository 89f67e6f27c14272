"""The staff's screen."""

from ..admin import AdminModelView, Facts, History, PageHeader, Related, Tab
from ..school import Staff
from .labels import FORMER_NAMES, PERSON


class StaffView(AdminModelView):
    model = Staff
    name = "Staff"
    singular = "Member of staff"
    category = "People"
    can_create = can_edit = can_delete = can_view_details = can_export = True

    column_list = ("lastname", "firstname", "title", "department", "email", "phone")
    column_beside = ("firstname",)
    column_default_sort = ("lastname", False)
    column_sortable_list = ("lastname", "firstname", "title", "email", ("department", "department.name"))
    column_filters = ("department", "title")
    bulk_fields = ("title", "department")
    column_editable = ("title", "department", "email", "phone")
    column_labels = {**PERSON, "user": "Signs in as"}
    column_details_list = (
        "firstname",
        "lastname",
        "former_names",
        "staff_number",
        "title",
        "department",
        "school",
        "email",
        "phone",
        "user",
        "created_at",
        "updated_at",
    )
    page_header = PageHeader(facts=("title", "department", "phone", "email"))
    page_tabs = (
        Tab("overview", "Overview", (Facts(),)),
        Tab("sections", "Sections", (Related("section", "teachers.id", ("code", "course", "term", "period", "room")),)),
        Tab("registers", "Registers taken", (Related("register_taken", "taken_by_id", ("on", "section", "taken_at")),)),
        Tab("history", "History", (History(),)),
    )
    form_sections = {
        "Name": ("firstname", "lastname", "former_names"),
        "Work": ("title", "department", "school", "staff_number", "sections"),
        "Contact": ("email", "phone"),
        "Account": ("user",),
    }
    form_args = {
        "former_names": FORMER_NAMES,
        "school": {"description": "Empty for who works at several; those who teach at a school are seen there anyway."},
    }
    lookups = {"department": ("name",), "school": ("name",), "sections": ("code",), "user": ("email",)}
    small_lookups = ("department",)
