"""Enrollments: which student sits in which section, from when until when."""

from __future__ import annotations

from datetime import date, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from sqlalchemy import CheckConstraint, ColumnElement, ForeignKey, Index, func, or_, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ..clock import today
from ..database import Record, choice, db, list_index, partial_unique, table_args, trash_index
from ..texts import say
from .errors import AlreadyEnrolled, DateOutOfOrder, NotAdmitted, NotEnrolled, SectionFull
from .students import StudentStatus

if TYPE_CHECKING:
    from .sections import Section
    from .students import Student


class EnrollmentStatus(StrEnum):
    ENROLLED = "enrolled"
    DROPPED = "dropped"
    COMPLETED = "completed"


class Enrollment(Record):
    """A student's time in a section. `ends_on` is the day after the last one, or empty while it lasts."""

    student_id: Mapped[int] = mapped_column(ForeignKey("student.id"))
    section_id: Mapped[int] = mapped_column(ForeignKey("section.id"), index=True)
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]
    status: Mapped[EnrollmentStatus] = mapped_column(
        choice(EnrollmentStatus, "status"), default=EnrollmentStatus.ENROLLED, server_default="enrolled"
    )

    student: Mapped[Student] = relationship(back_populates="enrollments")
    section: Mapped[Section] = relationship(back_populates="enrollments")

    __large__ = True
    __trash_days__ = None
    __reversed_by__ = "A seat is not undone: use “Enroll in a section” or “Drop a section” on the student’s page."
    __table_args__ = table_args(
        CheckConstraint("ends_on >= starts_on", name="ends_after_start"),
        Index(None, "student_id", "section_id"),
        list_index("starts_on", also=("status", "ends_on"), name="ix_enrollment_list"),
        list_index("ends_on", blanks=("ends_on",)),
        list_index("status", "starts_on"),
        trash_index(),
        # Not twice in one section at a time.
        partial_unique(
            "uq_enrollment_open", "student_id", "section_id", where="status = 'enrolled' AND deleted_at IS NULL"
        ),
    )
    __constraint_messages__ = {
        "ends_after_start": ("ends_on", "The last day cannot be before the first."),
        "uq_enrollment_open": ("section", "This student is in the section already."),
    }

    def __str__(self) -> str:
        return say("{student} in {section}", student=self.student, section=self.section)


def seats_taken(section: Section) -> int:
    """How many students sit in the section now."""
    return db.session.scalar(select(func.count(Enrollment.id)).where(*sitting_in(section))) or 0


def sitting_in(section: Section) -> tuple[ColumnElement[bool], ...]:
    """What makes an enrollment one that holds a seat of the section."""
    return (
        Enrollment.section_id == section.id,
        Enrollment.status == EnrollmentStatus.ENROLLED,
        Enrollment.deleted_at.is_(None),
    )


def not_yet(on: date, *, field: str) -> None:
    """Refuse an end that has not come: tomorrow is the first day away of somebody who was here today.

    Raises DateOutOfOrder.
    """
    if on > today() + timedelta(days=1):
        raise DateOutOfOrder("This day has not come yet. Write it down when it has.", field=field)


def must_have_sat_in(student: Student, section: Section, on: date | None = None) -> None:
    """Refuse what only a student of the section can have: a grade, or a mark on a day.

    Raises NotEnrolled for a student who never sat there, or with `on`, did not on that day.
    """
    sat = [
        Enrollment.student_id == student.id,
        Enrollment.section_id == section.id,
        Enrollment.deleted_at.is_(None),
    ]
    if on is not None:
        sat += [Enrollment.starts_on <= on, or_(Enrollment.ends_on.is_(None), Enrollment.ends_on > on)]
    if db.session.scalar(select(Enrollment.id).where(*sat).limit(1)) is None:
        who = {"student": student, "section": section}
        if on is None:
            raise NotEnrolled("{student} was not in {section}.", field="student", **who)
        raise NotEnrolled("{student} was not in {section} on {day}.", field="student", day=on, **who)


def enroll(*, student: Student, section: Section, on: date) -> Enrollment:
    """Give the student a seat in the section. Does not commit.

    Locks the section, so that two people cannot give the last seat away.
    Raises NotAdmitted, AlreadyEnrolled, SectionFull, and DateOutOfOrder for a day outside the section's term.
    """
    lock(section)
    if student.status is not StudentStatus.ENROLLED:
        raise NotAdmitted(
            "{student} is not at the school now. Admit them before they join a section.",
            field="student",
            student=student,
        )
    if not section.term.starts_on <= on <= section.term.ends_on:
        raise DateOutOfOrder(
            "{term} lasts from {first} to {last}.",
            field="starts_on",
            term=section.term,
            first=section.term.starts_on,
            last=section.term.ends_on,
        )
    if db.session.scalar(select(Enrollment.id).where(*sitting_in(section), Enrollment.student_id == student.id)):
        raise AlreadyEnrolled("{student} is in {section} already.", field="section", student=student, section=section)
    if section.seats is not None and seats_taken(section) >= section.seats:
        raise SectionFull(
            "{section} has {seats} seats and all are taken.", field="section", section=section, seats=section.seats
        )
    return Enrollment.add(student=student, section=section, starts_on=on, status=EnrollmentStatus.ENROLLED)


def drop(*, student: Student, section: Section, on: date) -> Enrollment:
    """Take the student out of the section; the row stays. Does not commit.

    `on` is the first day they are no longer there. Raises NotEnrolled, and DateOutOfOrder for a day before they joined
    or one that has not come yet.
    """
    not_yet(on, field="ends_on")
    lock(section)
    enrollment = db.session.scalar(select(Enrollment).where(*sitting_in(section), Enrollment.student_id == student.id))
    if enrollment is None:
        raise NotEnrolled("{student} is not in {section}.", field="section", student=student, section=section)
    if on < enrollment.starts_on:
        raise DateOutOfOrder(
            "{student} joined on {day}; they cannot leave before.",
            field="ends_on",
            student=student,
            day=enrollment.starts_on,
        )
    enrollment.status = EnrollmentStatus.DROPPED
    enrollment.ends_on = on
    return enrollment


def lock(section: Section) -> None:
    """Hold the section until the transaction ends, so that its seats are counted by one person at a time."""
    table = type(section).__table__
    db.session.execute(select(table.c.id).where(table.c.id == section.id).with_for_update())
