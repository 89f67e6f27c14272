"""Posted grades: what is on the report card, with course title, credits and scale as they were when it was posted."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ..database import Hundredths, Record, list_index, not_blank, table_args, trash_index
from .enrollments import must_have_sat_in
from .errors import TermClosed
from .years import TermState

if TYPE_CHECKING:
    from .sections import Section
    from .students import Student
    from .years import Term


class PostedGrade(Record):
    """Course code, title, credits and scale are copies, so that editing a course later leaves history alone."""

    student_id: Mapped[int] = mapped_column(ForeignKey("student.id"))
    section_id: Mapped[int] = mapped_column(ForeignKey("section.id"), index=True)
    term_id: Mapped[int] = mapped_column(ForeignKey("term.id"))
    course_code: Mapped[str] = mapped_column(String(20))
    course_title: Mapped[str] = mapped_column(String(150))
    credits: Mapped[Decimal | None] = mapped_column(Hundredths)
    scale: Mapped[str] = mapped_column(String(50), default="A-F", server_default="A-F")
    mark: Mapped[str] = mapped_column(String(10))
    points: Mapped[Decimal | None] = mapped_column(Hundredths)
    comment: Mapped[str | None] = mapped_column(Text)

    student: Mapped[Student] = relationship(back_populates="posted_grades")
    section: Mapped[Section] = relationship()
    term: Mapped[Term] = relationship()

    __large__ = True
    __trash_days__ = None
    __table_args__ = table_args(
        *not_blank("mark"),
        UniqueConstraint("student_id", "section_id", "term_id"),
        list_index("term_id"),
        list_index("course_code"),
        list_index("mark"),
        list_index("points", blanks=("points",)),
        trash_index("term_id", "course_code", "mark", "points", name="ix_posted_grade_list"),
        CheckConstraint("credits >= 0", name="credits_not_negative"),
        CheckConstraint("points >= 0", name="points_not_negative"),
    )
    __constraint_messages__ = {
        "credits_not_negative": ("credits", "Credits cannot be negative."),
        "points_not_negative": ("points", "Points cannot be negative."),
    }

    def __str__(self) -> str:
        return f"{self.course_code}: {self.mark}"


def post_grade(
    *, student: Student, section: Section, mark: str, points: Decimal | None = None, comment: str | None = None
) -> PostedGrade:
    """Put a grade on the report card, keeping the course as it is today. Does not commit.

    Raises TermClosed, and NotEnrolled for a student who never sat in the section.
    """
    if section.term.state is TermState.CLOSED:
        raise TermClosed("{term} is closed. Open it to post a grade.", field="section", term=section.term)
    must_have_sat_in(student, section)
    return PostedGrade.add(
        student=student,
        section=section,
        term=section.term,
        course_code=section.course.code,
        course_title=section.course.title,
        credits=section.course.credits,
        mark=mark,
        points=points,
        comment=comment,
    )
