"""The screen of posted grades."""

from typing import Any

from ..admin import AdminModelView
from ..school import PostedGrade, post_grade
from ..school.teaching import sections_of
from .labels import STUDENT_ID


class PostedGradeView(AdminModelView):
    model = PostedGrade
    category = "Academics"
    can_create = can_edit = can_delete = can_view_details = can_export = True
    scopes = {"own": lambda user: PostedGrade.section_id.in_(sections_of(user.id))}

    column_list = ("student", "course_code", "course_title", "term", "mark", "points", "credits")
    column_default_sort = ("id", True)
    column_sortable_list = ("course_code", "mark", "points")
    column_searchable_list = ("student", "section")
    column_filters = ("term", "course_code", "mark", "points", "student_id", "section_id")
    column_labels = {**STUDENT_ID, "section_id": "Section ID"}
    form_sections = {
        "Grade": ("student", "section", "mark", "points", "comment"),
    }
    column_details_list = (
        "student",
        "section",
        "term",
        "course_code",
        "course_title",
        "credits",
        "scale",
        "mark",
        "points",
        "comment",
        "created_at",
        "updated_at",
    )
    lookups = {
        "student": ("lastname", "firstname", "student_number"),
        "section": ("code", "course.title"),
        "term": ("name",),
    }
    small_lookups = ("term",)

    def create_record(self, form: Any) -> PostedGrade:
        """Posting copies the course as it is today."""
        return post_grade(**form.values)
