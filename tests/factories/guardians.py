from __future__ import annotations

import factory

from admin_app.school import Guardian, Relation, StudentGuardian

from .base import Factory
from .students import StudentFactory


class GuardianFactory(Factory):
    class Meta:
        model = Guardian

    firstname = "Grace"
    lastname = factory.Sequence(lambda n: f"Guardian{n}")
    email = factory.Sequence(lambda n: f"guardian{n}@home.example")
    phone = "555 0100"


class StudentGuardianFactory(Factory):
    class Meta:
        model = StudentGuardian

    student = factory.SubFactory(StudentFactory)
    guardian = factory.SubFactory(GuardianFactory)
    relation = Relation.MOTHER
    emergency_order = 1
