from __future__ import annotations

import factory

from admin_app.school import AlertKind, MedicalAlert, Severity

from .base import Factory
from .students import StudentFactory


class MedicalAlertFactory(Factory):
    class Meta:
        model = MedicalAlert

    student = factory.SubFactory(StudentFactory)
    kind = AlertKind.ALLERGY
    title = "Peanuts"
    severity = Severity.SEVERE
    instructions = "The pen is in the office."
