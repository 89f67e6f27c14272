from __future__ import annotations

from datetime import date

import factory

from admin_app.school import Student

from .base import Factory


class StudentFactory(Factory):
    class Meta:
        model = Student

    firstname = "Sam"
    lastname = factory.Sequence(lambda n: f"Student{n}")
    email = factory.Sequence(lambda n: f"student{n}@school.example")
    date_of_birth = date(2012, 5, 17)
