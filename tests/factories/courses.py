from __future__ import annotations

from decimal import Decimal

import factory

from admin_app.school import Course

from .base import Factory


class CourseFactory(Factory):
    class Meta:
        model = Course

    code = factory.Sequence(lambda n: f"C{n}")
    title = factory.Sequence(lambda n: f"Course {n}")
    credits = Decimal("1.00")
