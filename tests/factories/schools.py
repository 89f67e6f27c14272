from __future__ import annotations

import factory

from admin_app.school import School

from .base import Factory


class SchoolFactory(Factory):
    class Meta:
        model = School

    code = factory.Sequence(lambda n: f"S{n}")
    name = factory.Sequence(lambda n: f"School {n}")
