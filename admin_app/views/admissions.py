"""The admissions' screen: the register of who came and left."""

from typing import Any

from ..admin import OutsideScreen, day_filter, yes_no_filter
from ..school import Admission, admit, withdraw
from ..school.admissions import came, follow_stays, here_on, left
from .disclosures import directory
from .labels import STUDENT_ID


class AdmissionView(OutsideScreen):
    model = Admission
    category = "Academics"
    can_create = can_edit = can_delete = can_view_details = can_export = True

    column_list = (
        "student",
        "school",
        "academic_year",
        "grade_level",
        "entered_on",
        "entry_code",
        "exited_on",
        "exit_code",
    )
    column_default_sort = ("entered_on", True)
    column_sortable_list = ("entered_on", "exited_on")
    column_searchable_list = ("student",)
    column_filters = (
        "academic_year",
        "grade_level",
        "school",
        "entered_on",
        "entry_code",
        "exited_on",
        "exit_code",
        "repeating",
        "student_id",
        day_filter(Admission, "here", "Here", here_on, by="entered_on"),
        yes_no_filter(Admission, "came", "Came from outside", came, by="entry_code"),
        yes_no_filter(Admission, "left", "Left the school", left, by="exit_code"),
    )
    column_labels = STUDENT_ID
    outside = directory(
        "student",
        "school",
        "academic_year",
        "grade_level",
        "entered_on",
        "exited_on",
        opted_out="student.directory_opt_out",
    )
    form_sections = {
        "Entry": ("student", "school", "academic_year", "grade_level", "entered_on", "entry_code", "repeating"),
        "Exit": ("exited_on", "exit_code", "next_school", "comment"),
    }
    form_args = {"exited_on": {"description": "The day after the last day attended; for a no-show, the day of entry."}}
    lookups = {
        "student": ("lastname", "firstname", "student_number"),
        "school": ("name",),
        "academic_year": ("name",),
        "grade_level": ("name",),
    }
    small_lookups = ("school", "academic_year", "grade_level")

    def create_record(self, form: Any) -> Admission:
        """A stay that lasts begins with `admit`; one that has ended is history, written down as it was."""
        values = form.values
        if values["exited_on"] or values["exit_code"]:
            admission: Admission = super().create_record(form)
            follow_stays(admission.student)
            return admission
        admission = admit(
            student=values["student"],
            school=values["school"],
            academic_year=values["academic_year"],
            grade_level=values["grade_level"],
            on=values["entered_on"],
            code=values["entry_code"],
            repeating=values["repeating"],
        )
        admission.next_school, admission.comment = values["next_school"], values["comment"]
        return admission

    def update_record(self, form: Any, record: Admission) -> None:
        """Writing an exit down is a `withdraw`, which closes the sections too; anything else is a correction."""
        leaving = record.exited_on is None and form.values["exited_on"] and form.values["exit_code"]
        if leaving:
            withdraw(student=record.student, on=form.values["exited_on"], code=form.values["exit_code"])
        super().update_record(form, record)
        follow_stays(record.student)
