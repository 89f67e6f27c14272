"""Who teaches whom: which sections and students are a signed-in teacher's own."""

from __future__ import annotations

from sqlalchemy import Select, select

from .enrollments import Enrollment, EnrollmentStatus
from .staff import Staff, section_teacher


def sections_of(user_id: int) -> Select[int]:
    """The ids of the sections that the member of staff with this account teaches."""
    return (
        select(section_teacher.c.section_id)
        .join(Staff, Staff.id == section_teacher.c.staff_id)
        .where(Staff.user_id == user_id, Staff.deleted_at.is_(None))
    )


def students_of(user_id: int) -> Select[int]:
    """The ids of the students who sit in those sections now."""
    return select(Enrollment.student_id).where(
        Enrollment.section_id.in_(sections_of(user_id)),
        Enrollment.status == EnrollmentStatus.ENROLLED,
        Enrollment.deleted_at.is_(None),
    )
