"""Medical alerts. Who may read them is narrow; that there is one is known to all who look after the child."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from sqlalchemy import CheckConstraint, ColumnElement, ForeignKey, String, Text, and_, exists, or_
from sqlalchemy.orm import Mapped, column_property, mapped_column, relationship

from ..database import Record, choice, list_index, not_blank, table_args, trash_index
from ..searchable import Searchable
from .students import Student


class AlertKind(StrEnum):
    ALLERGY = "allergy"
    CONDITION = "condition"
    MEDICATION = "medication"
    OTHER = "other"


class Severity(StrEnum):
    LOW = "low"
    MODERATE = "moderate"
    SEVERE = "severe"
    LIFE_THREATENING = "life-threatening"


class MedicalAlert(Record):
    student_id: Mapped[int] = mapped_column(ForeignKey("student.id"), index=True)
    kind: Mapped[AlertKind] = mapped_column(choice(AlertKind, "kind"))
    title: Mapped[str] = mapped_column(String(150))
    severity: Mapped[Severity] = mapped_column(choice(Severity, "severity"))
    instructions: Mapped[str | None] = mapped_column(Text)
    starts_on: Mapped[date | None]
    ends_on: Mapped[date | None]

    student: Mapped[Student] = relationship(back_populates="medical_alerts")

    __sensitive__ = frozenset({"kind", "title", "severity", "instructions"})
    __searchable__ = Searchable(
        number=20,
        names=("title",),
        details=("instructions",),
        related_names=("student.firstname", "student.lastname"),
    )
    __large__ = True
    __table_args__ = table_args(
        *not_blank("title"),
        CheckConstraint("ends_on >= starts_on", name="ends_after_start"),
        list_index("starts_on", blanks=("starts_on",)),
        list_index("ends_on", blanks=("ends_on",)),
        trash_index("kind", "severity", "starts_on", "ends_on", name="ix_medical_alert_list"),
    )
    __constraint_messages__ = {"ends_after_start": ("ends_on", "The last day cannot be before the first.")}

    def __str__(self) -> str:
        return self.title


def in_force(day: date) -> ColumnElement[bool]:
    """Whether an alert has begun by a day and has not ended before it."""
    begun = or_(MedicalAlert.starts_on.is_(None), MedicalAlert.starts_on <= day)
    return and_(begun, or_(MedicalAlert.ends_on.is_(None), MedicalAlert.ends_on >= day))


# The mark that everybody sees belongs to the student, but only this file knows what makes one.
Student.has_medical_alert = column_property(
    exists().where(MedicalAlert.student_id == Student.id, MedicalAlert.deleted_at.is_(None)), deferred=True
)
