"""The courses' screen."""

from ..admin import AdminModelView, Facts, History, PageHeader, Related, Tab
from ..school import Course


class CourseView(AdminModelView):
    model = Course
    category = "Academics"
    can_create = can_edit = can_delete = can_view_details = can_export = True

    column_list = ("code", "title", "department", "credits")
    column_default_sort = ("code", False)
    column_sortable_list = ("code", "title", ("department", "department.name"), "credits")
    column_filters = ("department", "credits")
    bulk_fields = ("department", "credits")
    column_editable = ("title", "department", "credits")
    column_details_list = ("code", "title", "department", "credits", "created_at", "updated_at")
    page_header = PageHeader(facts=("code", "department", "credits"))
    page_tabs = (
        Tab("overview", "Overview", (Facts(),)),
        Tab("sections", "Sections", (Related("section", "course_id", ("code", "term", "period", "room", "seats")),)),
        Tab("history", "History", (History(),)),
    )
    form_sections = {"Course": ("code", "title", "department", "credits")}
    lookups = {"department": ("name",)}
    small_lookups = ("department",)
