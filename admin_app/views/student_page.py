"""The student's page: what the office has to know at once, and the tabs below."""

from __future__ import annotations

from collections.abc import Iterator

from ..accounts import Action
from ..admin import Contact, Facts, Figures, History, Mark, PageHeader, Related, Tab, access, display
from ..admin.wording import member_text
from ..clock import today
from ..language import _, money
from ..school import AttendanceMark, Guardian, Severity, Student, StudentGuardian, balance, marks_by_code, whom_to_call
from .photos import PHOTO_ENDPOINT, PHOTO_VERB

SERIOUS = (Severity.SEVERE, Severity.LIFE_THREATENING)


def owed(student: Student) -> str:
    """What the family owes, or has as credit."""
    due = balance(student)
    return _("%(amount)s credit", amount=money(-due)) if due < 0 else money(due)


def alerts(student: Student) -> Iterator[Mark]:
    """What has to be known first, as far as the user may read it: a medical alert may be a mark without words."""
    if access.may_read_field(Student, "directory_opt_out") and student.directory_opt_out:
        yield Mark(_("Do not release"), "warning", "overview")
    if access.may_read_field(Student, "medical_alerts"):
        for alert in student.medical_alerts:
            if alert.ends_on is None or alert.ends_on >= today():
                kind = "danger" if alert.severity in SERIOUS else "warning"
                yield Mark(f"{alert.title} ({member_text(alert.severity).lower()})", kind, "notes")
    elif access.may_read_field(Student, "has_medical_alert") and student.has_medical_alert:
        yield Mark(_("Medical alert"), "danger")
    if access.may_read_field(StudentGuardian, "restriction") and any(
        link.restriction for link in student.guardian_links
    ):
        yield Mark(_("Custody restriction"), "danger", "family")


def calls(student: Student) -> list[Contact]:
    """The guardians in the order in which to call them."""
    says_who_collects = access.may_read_field(StudentGuardian, "may_collect")
    reads_phones = access.may(Guardian, Action.READ) and access.may_read_field(Guardian, "phone")
    found = []
    for link in whom_to_call(student.guardian_links):
        guardian = link.guardian
        what = member_text(link.relation).lower()
        if says_who_collects and not link.may_collect:
            what = _("%(relation)s, may not collect", relation=what)
        phones = [display.phone(number) for number in (guardian.phone, guardian.work_phone) if number and reads_phones]
        found.append(Contact(display.link(None, guardian, "guardian"), what, phones))
    return found


def attendance(student: Student) -> list[tuple[str, int]]:
    """How often each code was given this term, in the sections that the user may see."""
    return list(marks_by_code(student, *access.rows(AttendanceMark)).items())


HEADER = PageHeader(
    also="preferred_name",
    photo="photo_id",
    photo_endpoint=PHOTO_ENDPOINT,
    photo_verb=PHOTO_VERB.name,
    badge="status",
    facts=("student_number", "grade_level", "age", "date_of_birth"),
    lines=("siblings",),
    alerts=alerts,
    contacts="guardian_links",
    calls=calls,
)
PHONES = {"guardian.phone": display.phone, "guardian.work_phone": display.phone}
TABS = (
    Tab("overview", "Overview", (Facts(),)),
    Tab(
        "family",
        "Family",
        (
            Related(
                "student_guardian",
                "student_id",
                (
                    "guardian",
                    "relation",
                    "emergency_order",
                    "guardian.phone",
                    "guardian.work_phone",
                    "lives_with",
                    "may_collect",
                    "legal_guardian",
                    "restriction",
                ),
                title="Guardians",
                one="guardian",
                labels={"guardian.phone": "Phone", "guardian.work_phone": "Work phone", "emergency_order": "Order"},
                formats=PHONES,
                order=(("emergency_order", False),),
            ),
            Related(
                "household",
                "students.id",
                ("name", "address", "city", "postal_code", "phone"),
                formats={"phone": display.phone},
            ),
        ),
    ),
    Tab(
        "enrollment",
        "Enrollment",
        (
            Related(
                "admission",
                "student_id",
                (
                    "entered_on",
                    "entry_code",
                    "school",
                    "academic_year",
                    "grade_level",
                    "exited_on",
                    "exit_code",
                    "next_school",
                ),
            ),
            Related(
                "enrollment",
                "student_id",
                ("section", "section.course.title", "starts_on", "ends_on", "status"),
                title="Sections",
                labels={"section.course.title": "Course"},
            ),
        ),
    ),
    Tab(
        "attendance",
        "Attendance",
        (
            Figures("This term", attendance, resource="attendance_mark"),
            Related(
                "attendance_mark",
                "student_id",
                ("on", "section", "teacher_code", "office_code", "comment"),
                title="Marks",
            ),
        ),
    ),
    Tab(
        "grades",
        "Grades",
        (
            Related(
                "posted_grade",
                "student_id",
                ("course_title", "course_code", "term", "mark", "points", "credits", "comment"),
                title="Grades",
                labels={"course_title": "Course", "course_code": "Code"},
            ),
        ),
    ),
    Tab(
        "fees",
        "Fees",
        (
            Figures("Account", lambda student: [(_("Balance"), owed(student))], field="balance"),
            Related("charge", "student_id", ("due_on", "description", "amount", "charged_on")),
            Related("payment", "student_id", ("paid_on", "kind", "amount", "method", "reference")),
        ),
    ),
    Tab(
        "documents",
        "Documents",
        (Related("document", "student_id", ("title", "kind", "number", "issued_on", "expires_on", "file")),),
    ),
    Tab(
        "notes",
        "Notes",
        (
            Related(
                "medical_alert", "student_id", ("title", "kind", "severity", "instructions", "starts_on", "ends_on")
            ),
            Related("note", "student_id", ("created_at", "category", "title", "body", "author")),
        ),
    ),
    Tab(
        "disclosures",
        "Disclosures",
        (Related("disclosure", "student_id", ("disclosed_on", "recipient", "information", "purpose", "legal_basis")),),
    ),
    Tab("history", "History", (History(),)),
)
