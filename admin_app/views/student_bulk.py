"""What the office does with many students at once: a part of the verbs of one, and tags, which are for groups."""

from __future__ import annotations

from ..accounts import Action
from ..admin import Filled, Verb, VerbForm, lookup_field
from ..language import _
from ..school import Student, Tag
from .student_verbs import STUDENT_VERBS


class TagForm(VerbForm):
    tag = lookup_field("Tag", "student", "tags", Tag, ("name",), validators=[Filled()])


def run_tag(student: Student, form: TagForm) -> str:
    """Nothing is told of who has the tag already: they stay as they are."""
    tag = form.tag.data
    if tag in student.tags:
        return ""
    student.tags.append(tag)
    return _("Has the tag “%(tag)s”.", tag=tag)


def run_untag(student: Student, form: TagForm) -> str:
    tag = form.tag.data
    if tag not in student.tags:
        return ""
    student.tags.remove(tag)
    return _("No longer has the tag “%(tag)s”.", tag=tag)


#: The verbs of a student whose forms ask nothing of one student alone.
FOR_MANY = ("enroll", "withdraw")
STUDENT_BULK_VERBS = (
    Verb("tag", "Add a tag", TagForm, run_tag, ("student", Action.EDIT)),
    Verb("untag", "Remove a tag", TagForm, run_untag, ("student", Action.EDIT)),
    *(verb for verb in STUDENT_VERBS if verb.name in FOR_MANY),
)
