"""Which rows belong to a school: what an account that is limited to one sees of each kind, and what it may change.

`accounts/permissions.py` says of which kinds it is asked; a check at start compares the two. Students belong to every
school where they are or were admitted, and what happened elsewhere stays there where the rows say the school.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, or_, select, true, union_all
from sqlalchemy.orm import aliased

from ..accounts import User
from ..audit import AuditEntry, Change, Job, SavedView
from .admissions import Admission
from .attendance import AttendanceMark, RegisterTaken
from .disclosures import Disclosure
from .documents import Document, DocumentFile
from .enrollments import Enrollment
from .fees import Charge, Payment
from .grades import PostedGrade
from .guardians import Guardian, StudentGuardian
from .households import Household, household_student
from .medical import MedicalAlert
from .notes import Note
from .rooms import Room
from .schools import School
from .sections import Section
from .staff import Staff, section_teacher
from .students import Student

#: A school's id → a condition.
Rows = Callable[[int], ColumnElement[bool]]


def any_row(school: int) -> ColumnElement[bool]:
    return true()


@dataclass(frozen=True)
class Belonging:
    """The rows that a school sees; what must hold besides for it to change one, and besides that to delete one."""

    sees: Rows
    changes: Rows = any_row
    deletes: Rows = any_row


# --- sets of ids; each is found once, whatever it is compared with ----------------------------------------------------


def students_at(school: int) -> Select[int]:
    """Those who are or were admitted at a school, and those whom it entered."""
    stays = select(Admission.student_id).where(Admission.school_id == school, Admission.deleted_at.is_(None))
    return either(stays, select(Student.id).where(Student.school_id == school))


def sections_at(school: int) -> Select[int]:
    """The sections in a room of a school; without a room, those that somebody teaches who works there."""
    in_rooms = select(Section.id).join(Room, Room.id == Section.room_id).where(Room.school_id == school)
    by_staff = (
        select(Section.id)
        .join(section_teacher, section_teacher.c.section_id == Section.id)
        .join(Staff, Staff.id == section_teacher.c.staff_id)
        .where(Section.room_id.is_(None), Staff.school_id == school)
    )
    return either(in_rooms, by_staff)


def guardians_at(school: int) -> Select[int]:
    """The guardians of its students, and those whom it entered."""
    linked = select(StudentGuardian.guardian_id).where(StudentGuardian.student_id.in_(students_at(school)))
    return either(linked, select(Guardian.id).where(Guardian.school_id == school))


def households_at(school: int) -> Select[int]:
    """Where its students live, and those which it entered."""
    lives = household_student.c
    homes = select(lives.household_id).where(lives.student_id.in_(students_at(school)))
    return either(homes, select(Household.id).where(Household.school_id == school))


def staff_at(school: int) -> Select[int]:
    """Those who work there, and those who teach there."""
    teach = select(section_teacher.c.staff_id).where(section_teacher.c.section_id.in_(sections_at(school)))
    return either(teach, select(Staff.id).where(Staff.school_id == school))


def files_at(school: int) -> Select[int]:
    """The files of its students' documents, and their photos."""
    files = select(Document.file_id).where(Document.file_id.is_not(None), Document.student_id.in_(students_at(school)))
    photos = select(Student.photo_id).where(Student.photo_id.is_not(None), Student.id.in_(students_at(school)))
    return either(files, photos)


def accounts_at(school: int) -> Select[int]:
    """The accounts that are limited to a school."""
    return select(User.id).where(User.school_id == school).correlate(None)


def either(first: Select[Any], second: Select[Any]) -> Select[int]:
    """The ids of both. As a table of its own, since MariaDB asks a union again for each row."""
    both = union_all(first, second).subquery()
    return select(both.c[0])


# --- conditions -------------------------------------------------------------------------------------------------------


def in_set(column: Any, ids: Callable[[int], Select[int]]) -> Rows:
    return lambda school: column.in_(ids(school))


def not_now_elsewhere(column: Any) -> Rows:
    """A student who is at another school now is that school's to look after."""

    def rows(school: int) -> ColumnElement[bool]:
        stay = aliased(Admission)
        stays = exists().where(stay.student_id == column, stay.school_id != school, stay.deleted_at.is_(None))
        return ~stays.where(stay.exited_on.is_(None))

    return rows


def never_elsewhere(column: Any) -> Rows:
    """What another school knows of a student would go along."""

    def rows(school: int) -> ColumnElement[bool]:
        stay = aliased(Admission)
        return ~exists().where(stay.student_id == column, stay.school_id != school)

    return rows


def nobody_elsewhere(column: Any, owner: Any, own: Any) -> Rows:
    """Whether a link (`owner` → `column`) leads from the row `own` to no student of other schools."""
    return lambda school: ~exists().where(owner == own, column.not_in(students_at(school)))


def teaches_nowhere_else(school: int) -> ColumnElement[bool]:
    taught = section_teacher.c
    return ~exists().where(taught.staff_id == Staff.id, taught.section_id.not_in(sections_at(school)))


def of_student(model: Any) -> Belonging:
    """What is kept on a student, and says nothing of a school."""
    return Belonging(in_set(model.student_id, students_at), not_now_elsewhere(model.student_id))


def of_section(model: Any) -> Belonging:
    """What happens in a section happens at its school."""
    return Belonging(in_set(model.section_id, sections_at))


def at(model: Any) -> Belonging:
    """What says its school itself."""
    return Belonging(lambda school: model.school_id == school)


BELONGING: dict[type[Any], Belonging] = {
    Student: Belonging(in_set(Student.id, students_at), not_now_elsewhere(Student.id), never_elsewhere(Student.id)),
    Guardian: Belonging(
        in_set(Guardian.id, guardians_at),
        deletes=nobody_elsewhere(StudentGuardian.student_id, StudentGuardian.guardian_id, Guardian.id),
    ),
    StudentGuardian: of_student(StudentGuardian),
    Household: Belonging(
        in_set(Household.id, households_at),
        deletes=nobody_elsewhere(household_student.c.student_id, household_student.c.household_id, Household.id),
    ),
    School: Belonging(lambda school: School.id == school),
    Room: at(Room),
    Section: Belonging(in_set(Section.id, sections_at)),
    Staff: Belonging(in_set(Staff.id, staff_at), deletes=teaches_nowhere_else),
    Admission: at(Admission),
    Enrollment: of_section(Enrollment),
    AttendanceMark: of_section(AttendanceMark),
    RegisterTaken: of_section(RegisterTaken),
    PostedGrade: of_section(PostedGrade),
    Charge: of_student(Charge),
    Payment: of_student(Payment),
    Document: of_student(Document),
    DocumentFile: Belonging(in_set(DocumentFile.id, files_at)),
    Disclosure: Belonging(  # about many students at once it is of the school that noted it
        lambda school: or_(Disclosure.student_id.in_(students_at(school)), Disclosure.school_id == school),
        not_now_elsewhere(Disclosure.student_id),
    ),
    Note: of_student(Note),
    MedicalAlert: of_student(MedicalAlert),
    User: at(User),
    SavedView: Belonging(in_set(SavedView.user_id, accounts_at)),
    Job: Belonging(in_set(Job.requested_by_id, accounts_at)),
}


def entries_at(school: int) -> ColumnElement[bool]:
    """The changes of what the school sees. Of the change log a page is read; so each entry is asked about its record.

    An id that a deleted row had may be another one's now, and is then told of that one alone.
    """
    gone = aliased(AuditEntry)
    deleted = exists().where(
        gone.record_id == AuditEntry.record_id,
        gone.resource == AuditEntry.resource,
        gone.action == Change.DELETE,
        gone.id >= AuditEntry.id,
    )
    of_theirs = [
        and_(
            AuditEntry.resource == model.__tablename__,
            exists(select(model.id).where(model.id == AuditEntry.record_id, belonging.sees(school))),
        )
        for model, belonging in BELONGING.items()
        if model not in (AuditEntry, Job)  # of these the log tells nothing
    ]
    return and_(or_(*of_theirs), ~deleted)


BELONGING[AuditEntry] = Belonging(entries_at)


def belongs(model: type[Any], school: int | None) -> tuple[ColumnElement[bool], ...]:
    """The condition that picks a school's rows of a model, or none for all schools."""
    return () if school is None else (BELONGING[model].sees(school),)
