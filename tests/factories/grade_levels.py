from __future__ import annotations

import factory

from admin_app.school import GradeLevel

from .base import Factory


class GradeLevelFactory(Factory):
    class Meta:
        model = GradeLevel

    name = factory.Sequence(lambda n: f"Grade {n}")
    rank = factory.Sequence(lambda n: n)
