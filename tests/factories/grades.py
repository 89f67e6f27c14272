from __future__ import annotations

import factory

from admin_app.school import PostedGrade

from .base import Factory
from .sections import SectionFactory
from .students import StudentFactory


class PostedGradeFactory(Factory):
    class Meta:
        model = PostedGrade

    student = factory.SubFactory(StudentFactory)
    section = factory.SubFactory(SectionFactory)
    term = factory.SelfAttribute("section.term")
    course_code = factory.SelfAttribute("section.course.code")
    course_title = factory.SelfAttribute("section.course.title")
    credits = factory.SelfAttribute("section.course.credits")
    mark = "A"
