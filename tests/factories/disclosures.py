from __future__ import annotations

from datetime import date

import factory

from admin_app.school import Disclosure, LegalBasis

from .base import Factory
from .students import StudentFactory


class DisclosureFactory(Factory):
    class Meta:
        model = Disclosure

    student = factory.SubFactory(StudentFactory)
    disclosed_on = date(2026, 9, 1)
    recipient = "The next school"
    information = "Transcript"
    purpose = "Enrollment there"
    legal_basis = LegalBasis.TRANSFER
