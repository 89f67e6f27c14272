"""Health in numbers: the alerts in force, and what was recorded last."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from ...clock import today
from ...database import db
from ..belonging import belongs
from ..medical import MedicalAlert, Severity, in_force
from ..notes import Note, NoteCategory
from ..students import Student


@dataclass(frozen=True)
class MedicalRecord:
    """An alert or a note as it is told in one line."""

    id: int
    title: str
    student: str
    recorded_at: datetime


def alerts_by_severity(school: int | None = None) -> list[tuple[Severity, int]]:
    """Alerts in force today, the gravest first; every severity, also those that none has."""
    rows = db.session.execute(
        select(MedicalAlert.severity, func.count().label("alerts"))
        .where(in_force(today()), MedicalAlert.deleted_at.is_(None), *belongs(MedicalAlert, school))
        .group_by(MedicalAlert.severity)
    )
    counted = {row.severity: row.alerts for row in rows}
    return [(severity, counted.get(severity, 0)) for severity in reversed(Severity)]


def newest_alerts(limit: int = 5, school: int | None = None) -> list[MedicalRecord]:
    """The medical alerts recorded last, newest first."""
    rows = db.session.execute(
        select(MedicalAlert.id, MedicalAlert.title, Student.firstname, Student.lastname, MedicalAlert.created_at)
        .join(Student, Student.id == MedicalAlert.student_id)
        .where(MedicalAlert.deleted_at.is_(None), *belongs(MedicalAlert, school))
        .order_by(MedicalAlert.id.desc())
        .limit(limit)
    )
    return [MedicalRecord(id_, title, f"{first} {last}", at) for id_, title, first, last, at in rows]


def newest_medical_notes(limit: int = 5, school: int | None = None) -> list[MedicalRecord]:
    """The medical notes written last, newest first."""
    rows = db.session.execute(
        select(Note.id, Note.title, Student.firstname, Student.lastname, Note.created_at)
        .join(Student, Student.id == Note.student_id)
        .where(Note.category == NoteCategory.MEDICAL, Note.deleted_at.is_(None), *belongs(Note, school))
        .order_by(Note.created_at.desc(), Note.id.desc())
        .limit(limit)
    )
    return [MedicalRecord(id_, title, f"{first} {last}", at) for id_, title, first, last, at in rows]
