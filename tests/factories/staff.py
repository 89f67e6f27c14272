from __future__ import annotations

import factory

from admin_app.school import Staff

from .base import Factory


class StaffFactory(Factory):
    class Meta:
        model = Staff

    firstname = "Ada"
    lastname = factory.Sequence(lambda n: f"Teacher{n}")
    email = factory.Sequence(lambda n: f"staff{n}@school.example")
