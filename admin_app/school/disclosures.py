"""Who was given what about a student, why, and what allowed it: the record that the law asks a school to keep.

34 CFR 99.32 (FERPA): for each disclosure the parties who obtained the information and their legitimate interest; kept
as long as the record itself. The family may see it.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ..clock import today
from ..database import Record, choice, not_blank, table_args
from ..texts import say
from .schools import OfSchool

if TYPE_CHECKING:
    from .students import Student


class LegalBasis(StrEnum):
    """What allows it, with the section of 34 CFR."""

    FAMILY = "family request"  # 99.10
    CONSENT = "consent"  # 99.30
    TRANSFER = "transfer"  # 99.31(a)(2), 99.34
    AUTHORITY = "authority"  # 99.31(a)(3), 99.35
    COURT_ORDER = "court order"  # 99.31(a)(9)
    EMERGENCY = "emergency"  # 99.31(a)(10), 99.36
    DIRECTORY = "directory"  # 99.31(a)(11), 99.37
    OTHER = "other"


class Disclosure(OfSchool, Record):
    #: None where it is about many at once: a list that was given to others.
    student_id: Mapped[int | None] = mapped_column(ForeignKey("student.id"), index=True)
    disclosed_on: Mapped[date] = mapped_column(default=today)
    recipient: Mapped[str] = mapped_column(String(200))
    information: Mapped[str] = mapped_column(String(500))
    purpose: Mapped[str] = mapped_column(String(500))
    legal_basis: Mapped[LegalBasis] = mapped_column(choice(LegalBasis, "legal_basis"))

    student: Mapped[Student | None] = relationship(back_populates="disclosures")

    __table_args__ = table_args(*not_blank("recipient", "information", "purpose"), Index(None, "disclosed_on", "id"))

    def __str__(self) -> str:
        return say("{day} to {recipient}", day=self.disclosed_on, recipient=self.recipient)


def disclose(
    *,
    student: Student | None,
    recipient: str,
    information: str,
    purpose: str,
    legal_basis: LegalBasis,
    on: date | None = None,
) -> Disclosure:
    """Note that somebody is given something, today unless told otherwise. Does not commit.

    `student` is None for what is about many: 34 CFR 99.32(d)(4) asks for no note of each where it is directory
    information.
    """
    return Disclosure.add(
        student=student,
        recipient=recipient,
        information=information,
        purpose=purpose,
        legal_basis=legal_basis,
        disclosed_on=on or today(),
    )
