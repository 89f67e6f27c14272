"""The screens of attendance: codes, marks and registers."""

from typing import Any

from flask import request

from ..admin import AdminModelView, word_filter
from ..clock import today
from ..school import AttendanceCode, AttendanceMark, Presence, RegisterTaken, mark_attendance
from ..school.attendance import counts_as
from ..school.enrollments import must_have_sat_in
from ..school.teaching import sections_of
from .labels import STUDENT_ID


class AttendanceCodeView(AdminModelView):
    model = AttendanceCode
    category = "Attendance"
    can_create = can_edit = can_delete = can_view_details = can_export = True

    column_list = ("code", "name", "counts_as", "office_only")
    column_default_sort = ("code", False)
    column_filters = ("counts_as", "office_only")
    form_sections = {"Attendance code": ("code", "name", "counts_as", "office_only")}
    form_args = {"office_only": {"description": "Teachers are not offered this code."}}


class AttendanceMarkView(AdminModelView):
    model = AttendanceMark
    category = "Attendance"
    can_create = can_edit = can_delete = can_view_details = can_export = True
    scopes = {"own": lambda user: AttendanceMark.section_id.in_(sections_of(user.id))}

    column_list = ("on", "student", "section", "teacher_code", "office_code", "comment")
    column_default_sort = ("on", True)
    column_sortable_list = ("on",)
    column_searchable_list = ("student", "section")
    column_filters = (
        "on",
        "section",
        "teacher_code",
        "office_code",
        "student_id",
        "section_id",
        word_filter(AttendanceMark, "counts_as", "Counts as", Presence, counts_as, by="office_code"),
    )
    column_labels = {
        **STUDENT_ID,
        "section_id": "Section ID",
        "on": "Day",
        "teacher_code": "Teacher’s code",
        "office_code": "Office’s code",
    }
    form_sections = {"Attendance mark": ("student", "section", "on", "teacher_code", "office_code", "comment")}
    form_args = {
        "on": {"label": "Day"},
        "office_code": {"description": "Counts before the teacher’s, which stays beside it."},
    }
    lookups = {
        "student": ("lastname", "firstname", "student_number"),
        "section": ("code", "course.title"),
        "teacher_code": ("name",),
        "office_code": ("name",),
    }
    small_lookups = ("teacher_code", "office_code")

    def create_record(self, form: Any) -> AttendanceMark:
        return mark_attendance(**form.values)

    def update_record(self, form: Any, record: AttendanceMark) -> None:
        super().update_record(form, record)
        self.settle(record)

    def settle(self, record: AttendanceMark) -> None:
        must_have_sat_in(record.student, record.section, record.on)


class RegisterTakenView(AdminModelView):
    model = RegisterTaken
    name = "Registers taken"
    category = "Attendance"
    can_create = can_edit = can_delete = can_view_details = can_export = True
    scopes = {"own": lambda user: RegisterTaken.section_id.in_(sections_of(user.id))}

    column_list = ("on", "section", "taken_by", "taken_at")
    column_default_sort = ("on", True)
    column_sortable_list = ("on",)
    column_searchable_list = ("section",)
    column_filters = ("on", "section")
    column_labels = {"on": "Day"}
    form_sections = {"Register": ("section", "on", "taken_by", "taken_at")}
    form_args = {"on": {"label": "Day", "default": today}}
    lookups = {"section": ("code", "course.title"), "taken_by": ("lastname", "firstname")}

    def create_form(self, obj: Any = None) -> Any:
        """The home page leads here with the section whose register is to be taken."""
        form = super().create_form(obj)
        if request.method == "GET" and "section" in form:
            form.section.data = next(iter(self.lookup_of["section"].by_id([request.args.get("section_id", "")])), None)
        return form
