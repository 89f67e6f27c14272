from __future__ import annotations

import factory

from admin_app.school import Admission, EntryCode, StudentStatus

from .base import Factory
from .grade_levels import GradeLevelFactory
from .schools import SchoolFactory
from .students import StudentFactory
from .years import AcademicYearFactory


class AdmissionFactory(Factory):
    """A stay, and the student as `admit` leaves them."""

    class Meta:
        model = Admission

    student = factory.SubFactory(
        StudentFactory, status=StudentStatus.ENROLLED, grade_level=factory.SelfAttribute("..grade_level")
    )
    school = factory.SubFactory(SchoolFactory)
    academic_year = factory.SubFactory(AcademicYearFactory)
    grade_level = factory.SubFactory(GradeLevelFactory)
    entered_on = factory.SelfAttribute("academic_year.starts_on")
    entry_code = EntryCode.NEW
