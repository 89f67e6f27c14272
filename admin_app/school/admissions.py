"""Admissions: one row for each stay. Leaving and coming back makes two rows; none is ever overwritten."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING

from sqlalchemy import CheckConstraint, ColumnElement, ForeignKey, Index, String, Text, and_, false, or_, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ..database import Record, choice, db, list_index, partial_unique, table_args, trash_index
from ..texts import say
from .enrollments import Enrollment, EnrollmentStatus, not_yet
from .errors import AdmissionNotFound, AlreadyAdmitted, DateOutOfOrder, NotAdmitted
from .students import Student, StudentStatus

if TYPE_CHECKING:
    from .grade_levels import GradeLevel
    from .schools import School
    from .years import AcademicYear


class EntryCode(StrEnum):
    """Ed-Fi EntryTypeDescriptor, in the words of the office."""

    NEW = "new"
    TRANSFER = "transfer"
    NEXT_YEAR = "next year"
    REENTRY = "re-entry"
    OTHER = "other"


class ExitCode(StrEnum):
    """Ed-Fi ExitWithdrawTypeDescriptor, in the words of the office."""

    GRADUATED = "graduated"
    COMPLETED = "completed"
    TRANSFERRED = "transferred"
    WITHDRAWN = "withdrawn"
    DROPOUT = "dropout"
    EXPELLED = "expelled"
    NO_SHOW = "no show"
    YEAR_END = "end of year"
    DIED = "died"
    OTHER = "other"


class Admission(Record):
    """A stay at a school: the day after the last day attended is `exited_on`, or empty while it lasts."""

    student_id: Mapped[int] = mapped_column(ForeignKey("student.id"), index=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("school.id"))
    academic_year_id: Mapped[int] = mapped_column(ForeignKey("academic_year.id"))
    grade_level_id: Mapped[int] = mapped_column(ForeignKey("grade_level.id"))
    entered_on: Mapped[date]
    entry_code: Mapped[EntryCode] = mapped_column(choice(EntryCode, "entry_code"))
    exited_on: Mapped[date | None]
    exit_code: Mapped[ExitCode | None] = mapped_column(choice(ExitCode, "exit_code"))
    next_school: Mapped[str | None] = mapped_column(String(200))
    repeating: Mapped[bool] = mapped_column(default=False, server_default=false())
    comment: Mapped[str | None] = mapped_column(Text)

    student: Mapped[Student] = relationship(back_populates="admissions")
    school: Mapped[School] = relationship(back_populates="admissions")
    academic_year: Mapped[AcademicYear] = relationship(back_populates="admissions")
    grade_level: Mapped[GradeLevel] = relationship()

    __large__ = True
    __trash_days__ = None
    __reversed_by__ = "A stay is not undone: withdraw or re-admit the student, or correct the stay on its own page."
    __table_args__ = table_args(
        CheckConstraint("exited_on >= entered_on", name="exits_after_entry"),
        CheckConstraint("(exited_on IS NULL) = (exit_code IS NULL)", name="exit_is_whole"),
        # One stay at a time.
        partial_unique("uq_admission_open", "student_id", where="exited_on IS NULL AND deleted_at IS NULL"),
        list_index(
            "entered_on",
            also=(
                "school_id",
                "academic_year_id",
                "grade_level_id",
                "entry_code",
                "exited_on",
                "exit_code",
                "repeating",
            ),
            name="ix_admission_list",
        ),
        list_index("exited_on", blanks=("exited_on",)),
        list_index("school_id", "entered_on"),
        # Who is or was at a school.
        Index(None, "school_id", "student_id", "deleted_at"),
        list_index("academic_year_id", "entered_on"),
        list_index("grade_level_id", "entered_on"),
        trash_index(),
    )
    __constraint_messages__ = {
        "exits_after_entry": ("exited_on", "The exit cannot be before the entry."),
        "exit_is_whole": ("exit_code", "An exit has both a date and a code."),
        "uq_admission_open": ("student", "This student is at a school already; withdraw them there first."),
    }

    def __str__(self) -> str:
        return say("{student}, from {day}", student=self.student, day=self.entered_on)


def lasts() -> ColumnElement[bool]:
    """Whether a stay has not ended."""
    return Admission.exited_on.is_(None)


def here_on(day: date) -> ColumnElement[bool]:
    """Whether a stay lasted on a day."""
    return and_(Admission.entered_on <= day, or_(Admission.exited_on.is_(None), Admission.exited_on > day))


def came() -> ColumnElement[bool]:
    """Whether a stay began with somebody coming to the school, and not with the next year of one who was here."""
    return Admission.entry_code != EntryCode.NEXT_YEAR


def left() -> ColumnElement[bool]:
    """Whether a stay ended with somebody leaving the school, and not with the end of the year alone."""
    return and_(Admission.exited_on.is_not(None), Admission.exit_code != ExitCode.YEAR_END)


def open_admission(student: Student, *, lock: bool = False) -> Admission | None:
    """The stay that has not ended, if there is one. With `lock`, nobody else can change it until we are done."""
    if lock:
        db.session.execute(select(Student.id).where(Student.id == student.id).with_for_update())
    return db.session.scalar(
        select(Admission).where(Admission.student_id == student.id, lasts(), Admission.deleted_at.is_(None))
    )


def admit(
    *,
    student: Student,
    school: School,
    academic_year: AcademicYear,
    grade_level: GradeLevel,
    on: date,
    code: EntryCode = EntryCode.NEW,
    repeating: bool = False,
) -> Admission:
    """Begin a stay: the student is enrolled and sits in the grade level. Does not commit.

    Raises AlreadyAdmitted while another stay lasts, and DateOutOfOrder for an entry outside the academic year, before
    the last exit, or before the student was born.
    """
    if not academic_year.starts_on <= on <= academic_year.ends_on:
        raise DateOutOfOrder(
            "{year} lasts from {first} to {last}; the entry lies outside.",
            field="entered_on",
            year=academic_year,
            first=academic_year.starts_on,
            last=academic_year.ends_on,
        )
    if student.date_of_birth and on <= student.date_of_birth:
        raise DateOutOfOrder(
            "{student} was born on {day}.", field="entered_on", student=student, day=student.date_of_birth
        )
    db.session.add(student)
    db.session.flush()
    if open_admission(student, lock=True):
        raise AlreadyAdmitted(
            "{student} is at a school already. Withdraw them there first.", field="student", student=student
        )
    last_exit = last_stay(student)
    if last_exit and last_exit.exited_on and on < last_exit.exited_on:
        raise DateOutOfOrder(
            "{student} left on {day}, the entry cannot be before.",
            field="entered_on",
            student=student,
            day=last_exit.exited_on,
        )
    admission = Admission.add(
        student=student,
        school=school,
        academic_year=academic_year,
        grade_level=grade_level,
        entered_on=on,
        entry_code=code,
        repeating=repeating,
    )
    student.status = StudentStatus.ENROLLED
    student.grade_level = grade_level
    if not student.student_number:
        student.student_number = f"{academic_year.starts_on:%y}-{student.id:06d}"
    return admission


def last_stay(student: Student) -> Admission | None:
    """The stay that ended last, if any has."""
    return db.session.scalar(
        select(Admission)
        .where(Admission.student_id == student.id, Admission.exited_on.is_not(None), Admission.deleted_at.is_(None))
        .order_by(Admission.exited_on.desc(), Admission.id.desc())
        .limit(1)
    )


def withdraw(
    *, student: Student, on: date, code: ExitCode, next_school: str | None = None, comment: str | None = None
) -> Admission:
    """End the stay and, with it, every section the student sits in. Does not commit.

    `on` is the day after the last day attended; for a no-show it is the day of entry.
    Raises NotAdmitted, and DateOutOfOrder for an exit before the entry or one that has not come yet: who leaves on
    Friday is withdrawn on Friday, and sits in their sections until then.
    """
    not_yet(on, field="exited_on")
    admission = open_admission(student, lock=True)
    if admission is None:
        raise NotAdmitted("{student} is at no school, so there is nothing to leave.", field="student", student=student)
    if on < admission.entered_on:
        raise DateOutOfOrder(
            "{student} entered on {day}; they cannot leave before.",
            field="exited_on",
            student=student,
            day=admission.entered_on,
        )
    admission.exited_on = on
    admission.exit_code = code
    admission.next_school = next_school
    admission.comment = comment
    student.status = status_after(code)
    for enrollment in open_enrollments(student):
        enrollment.status = EnrollmentStatus.DROPPED
        enrollment.ends_on = max(on, enrollment.starts_on)
    return admission


def follow_stays(student: Student) -> None:
    """Set the status to what the stays say, after they were corrected by hand. One who never stayed keeps it."""
    stays = [stay for stay in student.admissions if stay.deleted_at is None]
    if any(stay.exited_on is None for stay in stays):
        student.status = StudentStatus.ENROLLED
    elif stays:
        last = max(stays, key=lambda stay: (stay.exited_on or date.max, stay.id or 0))
        student.status = status_after(last.exit_code)


def status_after(code: ExitCode | None) -> StudentStatus:
    return StudentStatus.GRADUATED if code is ExitCode.GRADUATED else StudentStatus.WITHDRAWN


def open_enrollments(student: Student, *only: ColumnElement[bool]) -> list[Enrollment]:
    """The sections the student sits in now; of those for which `only` holds."""
    return list(
        db.session.scalars(
            select(Enrollment).where(
                Enrollment.student_id == student.id,
                Enrollment.status == EnrollmentStatus.ENROLLED,
                Enrollment.deleted_at.is_(None),
                *only,
            )
        )
    )


def readmit(
    *,
    student: Student,
    on: date,
    academic_year: AcademicYear,
    school: School | None = None,
    grade_level: GradeLevel | None = None,
) -> Admission:
    """Begin another stay for somebody who left, at the same school and grade level unless told otherwise.

    Does not commit.

    Raises AdmissionNotFound for somebody who was never here, and whatever `admit` raises.
    """
    last = last_stay(student)
    if last is None and open_admission(student) is None:
        raise AdmissionNotFound("{student} was never here. Admit them instead.", field="student", student=student)
    if last is None:
        raise AlreadyAdmitted("{student} is at a school already.", field="student", student=student)
    return admit(
        student=student,
        school=school or last.school,
        academic_year=academic_year,
        grade_level=grade_level or last.grade_level,
        on=on,
        code=EntryCode.REENTRY,
    )
