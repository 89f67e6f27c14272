"""Guardians, and what each of them may do for each child."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from typing import TYPE_CHECKING

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint, false, true
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ..database import Record, choice, list_index, not_blank, table_args, trash_index
from ..searchable import Searchable
from ..texts import say
from .households import household_guardian
from .people import Person
from .schools import OfSchool

if TYPE_CHECKING:
    from .households import Household
    from .students import Student


#: After everybody who has a place in the order of calling.
LAST = 1_000_000


class Relation(StrEnum):
    """What a guardian is to a child; the words of Ed-Fi's RelationDescriptor that offices use."""

    MOTHER = "mother"
    FATHER = "father"
    PARENT = "parent"
    STEPPARENT = "stepparent"
    GRANDPARENT = "grandparent"
    FOSTER_PARENT = "foster parent"
    LEGAL_GUARDIAN = "legal guardian"
    SIBLING = "sibling"
    OTHER = "other"


class Guardian(Person, OfSchool, Record):
    """A grown-up whom the school may call about a child."""

    email: Mapped[str | None] = mapped_column(String(80), index=True)
    work_phone: Mapped[str | None] = mapped_column(String(30))
    address: Mapped[str | None] = mapped_column(String(200))
    home_language: Mapped[str | None] = mapped_column(String(35))

    student_links: Mapped[list[StudentGuardian]] = relationship(
        back_populates="guardian", passive_deletes="all", order_by="StudentGuardian.id"
    )
    households: Mapped[list[Household]] = relationship(secondary=household_guardian, back_populates="guardians")

    __searchable__ = Searchable(
        number=2,
        names=("firstname", "lastname"),
        details=("email", "phone", "work_phone", "former_names"),
        related_names=(
            "student_links.student.firstname",
            "student_links.student.lastname",
            "student_links.student.preferred_name",
        ),
    )
    __large__ = True
    __table_args__ = table_args(
        *not_blank("firstname", "lastname"),
        list_index("lastname", "firstname", also=("home_language",), name="ix_guardian_list"),
        list_index("firstname", "lastname"),
        list_index("home_language", "lastname", "firstname"),
        trash_index(),
    )


class StudentGuardian(Record):
    """One guardian of one student: relation, custody, and in which order to call."""

    student_id: Mapped[int] = mapped_column(ForeignKey("student.id", ondelete="CASCADE"))
    guardian_id: Mapped[int] = mapped_column(ForeignKey("guardian.id"), index=True)
    relation: Mapped[Relation] = mapped_column(choice(Relation, "relation"))
    is_primary: Mapped[bool] = mapped_column(default=False, server_default=false())
    lives_with: Mapped[bool] = mapped_column(default=True, server_default=true())
    emergency_order: Mapped[int | None]
    may_collect: Mapped[bool] = mapped_column(default=True, server_default=true())
    legal_guardian: Mapped[bool] = mapped_column(default=True, server_default=true())
    restriction: Mapped[str | None] = mapped_column(Text)
    contact_by_phone: Mapped[bool] = mapped_column(default=True, server_default=true())
    contact_by_sms: Mapped[bool] = mapped_column(default=True, server_default=true())
    contact_by_email: Mapped[bool] = mapped_column(default=True, server_default=true())
    contact_by_mail: Mapped[bool] = mapped_column(default=True, server_default=true())

    student: Mapped[Student] = relationship(back_populates="guardian_links")
    guardian: Mapped[Guardian] = relationship(back_populates="student_links")

    __sensitive__ = frozenset({"restriction"})
    __large__ = True
    __table_args__ = table_args(
        UniqueConstraint("student_id", "guardian_id"),
        CheckConstraint("emergency_order > 0", name="emergency_order_positive"),
        trash_index(
            "relation", "is_primary", "lives_with", "may_collect", "legal_guardian", name="ix_student_guardian_list"
        ),
    )
    __constraint_messages__ = {
        "emergency_order_positive": ("emergency_order", "The first to call is number 1."),
    }

    def __str__(self) -> str:
        return say(
            "{guardian}, {relation} of {student}", guardian=self.guardian, relation=self.relation, student=self.student
        )


def whom_to_call(links: Iterable[StudentGuardian]) -> list[StudentGuardian]:
    """The guardians in the order of the emergency list; those without a place in it come after, the primary first.

    Who is not to be phoned, or is in the trash, is left out.
    """
    to_call = [link for link in links if link.contact_by_phone and link.guardian.deleted_at is None]
    return sorted(to_call, key=lambda link: (link.emergency_order or LAST, not link.is_primary, link.id))
