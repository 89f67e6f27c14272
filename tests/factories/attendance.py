from __future__ import annotations

from datetime import UTC, datetime

import factory

from admin_app.school import AttendanceCode, AttendanceMark, Presence, RegisterTaken

from .base import Factory
from .sections import SectionFactory
from .staff import StaffFactory
from .students import StudentFactory


class AttendanceCodeFactory(Factory):
    class Meta:
        model = AttendanceCode

    code = factory.Sequence(lambda n: f"A{n}")
    name = factory.Sequence(lambda n: f"Absent {n}")
    counts_as = Presence.ABSENT


class AttendanceMarkFactory(Factory):
    class Meta:
        model = AttendanceMark

    student = factory.SubFactory(StudentFactory)
    section = factory.SubFactory(SectionFactory)
    on = factory.SelfAttribute("section.term.starts_on")
    teacher_code = factory.SubFactory(AttendanceCodeFactory)


class RegisterTakenFactory(Factory):
    class Meta:
        model = RegisterTaken

    section = factory.SubFactory(SectionFactory)
    on = factory.SelfAttribute("section.term.starts_on")
    taken_at = datetime(2026, 8, 17, 13, 0, tzinfo=UTC)
    taken_by = factory.SubFactory(StaffFactory)
