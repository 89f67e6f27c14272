"""The enrollments' screen: who sits in which section."""

from typing import Any

from ..admin import OutsideScreen
from ..school import Enrollment, EnrollmentStatus, enroll
from ..school.errors import AlreadyEnded
from ..school.teaching import sections_of
from .disclosures import directory
from .labels import STUDENT_ID


class EnrollmentView(OutsideScreen):
    model = Enrollment
    category = "Academics"
    can_create = can_edit = can_delete = can_view_details = can_export = True
    scopes = {"own": lambda user: Enrollment.section_id.in_(sections_of(user.id))}

    column_list = ("student", "section", "starts_on", "ends_on", "status")
    column_default_sort = ("starts_on", True)
    column_sortable_list = ("starts_on", "ends_on", ("status", ("status", "starts_on")))
    column_searchable_list = ("student", "section")
    column_filters = ("status", "section", "starts_on", "ends_on", "student_id", "section_id")
    column_labels = {**STUDENT_ID, "section_id": "Section ID"}
    outside = directory("student", "section", "starts_on", "ends_on", "status", opted_out="student.directory_opt_out")
    form_sections = {"Enrollment": ("student", "section", "starts_on", "ends_on", "status")}
    lookups = {"student": ("lastname", "firstname", "student_number"), "section": ("code", "course.title")}

    def update_record(self, form: Any, record: Enrollment) -> None:
        """A row that has ended stays so: a new seat is counted, and written down, anew."""
        if record.status is not EnrollmentStatus.ENROLLED and form.values["status"] is EnrollmentStatus.ENROLLED:
            raise AlreadyEnded("This enrollment has ended. Enroll the student again instead.", field="status")
        super().update_record(form, record)

    def create_record(self, form: Any) -> Enrollment:
        """A seat is given by `enroll`, which counts them; what has ended is history, written down as it was."""
        values = form.values
        if values["ends_on"] or values["status"] is not EnrollmentStatus.ENROLLED:
            return super().create_record(form)
        return enroll(student=values["student"], section=values["section"], on=values["starts_on"])
