from __future__ import annotations

import factory

from admin_app.school import Note, NoteCategory

from .base import Factory
from .students import StudentFactory
from .users import UserFactory


class NoteFactory(Factory):
    class Meta:
        model = Note

    student = factory.SubFactory(StudentFactory)
    author = factory.SubFactory(UserFactory)
    category = NoteCategory.GENERAL
    title = factory.Sequence(lambda n: f"Note {n}")
    body = "Seen in the office."
