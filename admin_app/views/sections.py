"""The sections' screen."""

from ..admin import AdminModelView, Facts, History, PageHeader, Related, Tab, day_filter
from ..school import Section
from ..school.registers import lacks_register
from ..school.teaching import sections_of

#: More than any class has: its list is printed whole.
CLASS = 100


class SectionView(AdminModelView):
    model = Section
    category = "Academics"
    can_create = can_edit = can_delete = can_view_details = can_export = True
    scopes = {"own": lambda user: Section.id.in_(sections_of(user.id))}

    column_list = ("code", "course", "term", "period", "room", "teachers", "seats")
    column_default_sort = ("code", False)
    column_sortable_list = (
        "code",
        ("course", "course.title"),
        ("term", "term.starts_on"),
        "period",
        ("room", "room.name"),
        "seats",
    )
    column_filters = (
        "term",
        "course",
        "room",
        "takes_attendance",
        "course_id",
        day_filter(Section, "no_register", "No register", lacks_register, by="takes_attendance"),
    )
    column_labels = {"course_id": "Course ID"}
    bulk_fields = ("room", "seats", "takes_attendance")
    column_editable = ("period", "seats")
    form_sections = {
        "Section": ("course", "term", "code", "teachers"),
        "Time and place": ("period", "room", "seats", "takes_attendance"),
    }
    column_details_list = (*column_list, "takes_attendance", "created_at", "updated_at")
    page_header = PageHeader(facts=("course", "term", "period", "room", "teachers"))
    page_tabs = (
        Tab("overview", "Overview", (Facts(),)),
        Tab(
            "students",
            "Students",
            (
                Related(
                    "enrollment",
                    "section_id",
                    ("student", "student.student_number", "starts_on", "ends_on", "status"),
                    title="Students",
                    labels={"student.student_number": "Number"},
                    order=(("student.lastname", False), ("student.firstname", False)),
                    most=CLASS,
                ),
            ),
        ),
        Tab(
            "attendance",
            "Attendance",
            (
                Related("attendance_mark", "section_id", ("on", "student", "teacher_code", "office_code", "comment")),
                Related("register_taken", "section_id", ("on", "taken_by", "taken_at")),
            ),
        ),
        Tab(
            "grades",
            "Grades",
            (Related("posted_grade", "section_id", ("student", "term", "mark", "points", "comment")),),
        ),
        Tab("history", "History", (History(),)),
    )
    form_args = {"seats": {"description": "Empty for no limit."}}
    lookups = {
        "course": ("code", "title"),
        "term": ("name",),
        "room": ("name",),
        "teachers": ("lastname", "firstname"),
    }
    small_lookups = ("term",)
    new_in_lookups = ("course", "room")
