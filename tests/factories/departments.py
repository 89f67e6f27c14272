from __future__ import annotations

import factory

from admin_app.school import Department

from .base import Factory


class DepartmentFactory(Factory):
    class Meta:
        model = Department

    name = factory.Sequence(lambda n: f"Department {n}")
