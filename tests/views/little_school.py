"""A school small enough to know all of: each kind of record once as somebody's own, and once as somebody else's.

What is sensitive holds a word that is nowhere else, so that a test can look for it on any page.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from admin_app.accounts import RoleName, User
from admin_app.database import db
from admin_app.school import NoteCategory, Student, StudentStatus
from tests import factories as make

ROLES = tuple(str(role) for role in RoleName)
#: A school day of the term on which no mark and no register was made yet.
FREE_DAY = date(2026, 10, 5)

#: Records by the table they are in.
Records = dict[str, Any]


@dataclass
class LittleSchool:
    """The accounts by role, and the records by the table they are in."""

    users: dict[str, User] = field(default_factory=dict)
    #: What the teacher teaches, and everything around it.
    own: Records = field(default_factory=dict)
    #: The same for another teacher, whom none of the roles is.
    other: Records = field(default_factory=dict)
    #: What a role calls its own besides: role → records.
    personal: dict[str, Records] = field(default_factory=dict)
    #: A second student of the teacher's section, without marks and grades.
    classmate: Student = field(default_factory=Student)
    #: A student who was never admitted.
    applicant: Student = field(default_factory=Student)

    def of(self, role: str, resource: str) -> Any:
        """A record of this table on which the role may act, if it may act on any."""
        return self.personal[role].get(resource) or self.own[resource]

    def each(self, turn: Callable[[Any], Any]) -> LittleSchool:
        """The same with something else in the place of each record."""

        def all_of(records: Records) -> Records:
            return {name: turn(record) for name, record in records.items()}

        return LittleSchool(
            users=all_of(self.users),
            own=all_of(self.own),
            other=all_of(self.other),
            personal={role: all_of(records) for role, records in self.personal.items()},
            classmate=turn(self.classmate),
            applicant=turn(self.applicant),
        )

    def not_of(self, resource: str) -> Any:
        """A record of this table that is nobody's own, except for those who may act on all."""
        return self.other[resource]


def build() -> LittleSchool:
    """The school, flushed and not committed."""
    school = LittleSchool()
    school.users = {role: make.user_with(role) for role in ROLES}
    stranger = make.UserFactory(name="Stranger", roles=[make.RoleFactory(name=RoleName.TEACHER)])
    school.own = half(school.users["teacher"], "near", "11.11")
    school.other = half(stranger, "far", "22.22")
    school.personal = {role: personal(school, role) for role in ROLES}
    viewer = school.users["viewer"]
    school.own |= personal_of(viewer, school) | {"role": viewer.roles[0], "user": viewer}
    school.other |= personal_of(stranger, school) | {"role": stranger.roles[0], "user": stranger}
    school.classmate = make.StudentFactory(lastname="Classmate", status=StudentStatus.ENROLLED)
    make.AdmissionFactory(
        student=school.classmate,
        school=school.own["school"],
        academic_year=school.own["academic_year"],
        grade_level=school.own["grade_level"],
    )
    make.EnrollmentFactory(student=school.classmate, section=school.own["section"])
    school.applicant = make.StudentFactory(lastname="Applicant")
    db.session.flush()
    return school


def half(teacher: User, word: str, amount: str) -> Records:
    """One record of each kind, hanging together. `word` marks what is sensitive in them."""
    found: Records = {}
    add_structure(found, teacher)
    add_people(found, word)
    add_roster(found)
    add_money(found, Decimal(amount))
    add_papers(found, teacher, word)
    return found


def add_structure(found: Records, teacher: User) -> None:
    found["school"] = make.SchoolFactory()
    found["academic_year"] = make.AcademicYearFactory()
    found["term"] = make.TermFactory(academic_year=found["academic_year"])
    found["grade_level"] = make.GradeLevelFactory()
    found["department"] = make.DepartmentFactory()
    found["room"] = make.RoomFactory(school=found["school"])
    found["staff"] = make.StaffFactory(user=teacher, department=found["department"])
    found["course"] = make.CourseFactory(department=found["department"])
    found["section"] = make.SectionFactory(
        course=found["course"], term=found["term"], room=found["room"], teachers=[found["staff"]]
    )


def add_people(found: Records, word: str) -> None:
    found["tag"] = make.TagFactory()
    found["household"] = make.HouseholdFactory(address=f"{word} household street", phone=f"{word}-hphone")
    found["student"] = make.StudentFactory(
        firstname=f"Pupil{word}",
        email=f"{word}-pupil@mail.example",
        phone=f"{word}-sphone",
        address=f"{word} student street",
        bio=f"{word} student bio",
        student_number=f"N-{word}",
        date_of_birth=date(2011, 3, 4) if word == "near" else date(2011, 5, 6),
        city=f"Town{word}",
        status=StudentStatus.ENROLLED,
        grade_level=found["grade_level"],
        tags=[found["tag"]],
        households=[found["household"]],
    )
    found["guardian"] = make.GuardianFactory(
        email=f"{word}-guardian@mail.example",
        phone=f"{word}-gphone",
        work_phone=f"{word}-gwork",
        address=f"{word} guardian street",
        households=[found["household"]],
    )
    found["student_guardian"] = make.StudentGuardianFactory(
        student=found["student"], guardian=found["guardian"], restriction=f"{word} custody order"
    )


def add_roster(found: Records) -> None:
    student, section = found["student"], found["section"]
    found["admission"] = make.AdmissionFactory(
        student=student,
        school=found["school"],
        academic_year=found["academic_year"],
        grade_level=found["grade_level"],
    )
    found["enrollment"] = make.EnrollmentFactory(student=student, section=section)
    found["attendance_code"] = make.AttendanceCodeFactory()
    found["attendance_mark"] = make.AttendanceMarkFactory(
        student=student, section=section, teacher_code=found["attendance_code"]
    )
    found["register_taken"] = make.RegisterTakenFactory(section=section, taken_by=found["staff"])
    found["posted_grade"] = make.PostedGradeFactory(student=student, section=section, comment="grade comment")


def add_money(found: Records, amount: Decimal) -> None:
    found["fee_item"] = make.FeeItemFactory(amount=amount + 1000, academic_year=found["academic_year"])
    found["charge"] = make.ChargeFactory(student=found["student"], fee_item=found["fee_item"], amount=amount + 4000)
    found["payment"] = make.PaymentFactory(student=found["student"], amount=amount + 2000)


def add_papers(found: Records, author: User, word: str) -> None:
    student = found["student"]
    found["document_file"] = make.DocumentFileFactory(name=f"{word}.pdf", content=f"{word} bytes of a file".encode())
    found["document"] = make.DocumentFactory(
        student=student, title=f"{word} document", number=f"{word}-docno", file=found["document_file"]
    )
    found["note"] = make.NoteFactory(
        student=student,
        author=author,
        category=NoteCategory.BEHAVIOR,
        title=f"{word} note title",
        body=f"{word}-remark",
    )
    found["disclosure"] = make.DisclosureFactory(student=student, recipient=f"{word} recipient")
    found["medical_alert"] = make.MedicalAlertFactory(
        student=student, title=f"{word} alert title", instructions=f"{word} alert text"
    )


def personal(school: LittleSchool, role: str) -> Records:
    """What somebody with the role has for themselves, and for the nurse the medical notes."""
    user = school.users[role]
    found = personal_of(user, school) | {"user": user}
    if role == "nurse":
        found["note"] = make.NoteFactory(
            student=school.own["student"],
            author=school.users["nurse"],
            category=NoteCategory.MEDICAL,
            title="medical note title",
            body="medical-remark",
        )
    return found


def personal_of(user: User, school: LittleSchool) -> Records:
    return {
        "saved_view": make.SavedViewFactory(user=user),
        "job": make.JobFactory(requested_by=user),
        "audit_entry": make.AuditEntryFactory(
            user=user, resource="student", record_id=school.own["student"].id, record_label="Sam"
        ),
    }
