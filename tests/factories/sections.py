from __future__ import annotations

import factory

from admin_app.school import Section

from .base import Factory
from .courses import CourseFactory
from .years import TermFactory


class SectionFactory(Factory):
    class Meta:
        model = Section

    course = factory.SubFactory(CourseFactory)
    term = factory.SubFactory(TermFactory)
    code = factory.Sequence(lambda n: f"C-{n}")
    seats = 25
