"""The notes' screen."""

from typing import Any

from flask_login import current_user

from ..admin import AdminModelView
from ..school import Note, NoteCategory
from .labels import STUDENT_ID


class NoteView(AdminModelView):
    model = Note
    category = "Records"
    can_create = can_edit = can_delete = can_view_details = can_export = True
    scopes = {
        "own": lambda user: Note.author_id == user.id,
        "medical": lambda user: Note.category == NoteCategory.MEDICAL,
    }

    column_list = ("created_at", "student", "category", "title", "author")
    column_default_sort = ("created_at", True)
    column_sortable_list = ("created_at", ("category", ("category", "created_at")))
    column_filters = ("category", "created_at", "student_id")
    column_labels = {**STUDENT_ID, "created_at": "Written"}
    form_sections = {"Note": ("student", "category", "title", "body")}
    lookups = {"student": ("lastname", "firstname", "student_number")}

    def create_record(self, form: Any) -> Note:
        """A note is by whoever writes it down."""
        note: Note = super().create_record(form)
        note.author_id = current_user.id
        return note
