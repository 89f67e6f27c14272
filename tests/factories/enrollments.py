from __future__ import annotations

import factory

from admin_app.school import Enrollment, StudentStatus

from .base import Factory
from .sections import SectionFactory
from .students import StudentFactory


class EnrollmentFactory(Factory):
    class Meta:
        model = Enrollment

    student = factory.SubFactory(StudentFactory, status=StudentStatus.ENROLLED)
    section = factory.SubFactory(SectionFactory)
    starts_on = factory.SelfAttribute("section.term.starts_on")
