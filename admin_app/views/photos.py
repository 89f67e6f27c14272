"""Photos of students: the form that changes one, and the address that shows it."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from flask import Response, abort, request, send_file

from ..accounts import Action
from ..admin import PictureField, Verb, VerbForm, access
from ..language import _
from ..school import Student
from ..school.errors import InvalidValue
from ..school.photos import LARGEST_UPLOAD, photo_from

PHOTO_ENDPOINT = "student.photo_view"
#: Pictures that a browser shows and that cannot act. Anything else is for downloading only.
PICTURES = frozenset({"image/jpeg", "image/png", "image/webp", "image/gif"})
ABOUT = (
    f"JPEG, PNG or WebP, at most {LARGEST_UPLOAD // 1024**2} MB. It is made smaller, and what the camera wrote into "
    "it, such as the place, is left out."
)


def photo_arguments() -> dict[str, Any]:
    """What the field is made with, in the student's form and in its own."""
    return {
        "label": "Photo",
        "description": ABOUT,
        "make": photo_from,
        "most": LARGEST_UPLOAD,
        "endpoint": PHOTO_ENDPOINT,
        "render_kw": {"accept": "image/jpeg,image/png,image/webp", "data-largest": LARGEST_UPLOAD},
    }


class PhotoForm(VerbForm):
    photo = PictureField(**photo_arguments())

    @classmethod
    def values_of(cls, record: Student) -> dict[str, Any]:
        return {"photo": record.photo}


def run_photo(student: Student, form: PhotoForm) -> str:
    if form.photo.data is student.photo:
        raise InvalidValue("Choose a picture first.", field="photo")
    student.photo = form.photo.data
    if student.photo:
        return _("The photo of %(student)s was saved.", student=student)
    return _("The photo of %(student)s was removed.", student=student)


PHOTO_VERB = Verb("photo", "Change the photo", PhotoForm, run_photo, ("student", Action.EDIT))


def photo_of(view: Any) -> Response:
    """The picture of the student whose id is asked for."""
    student = view.find(request.args.get("id"), Action.READ)
    photo = student.photo if access.may_read_field(Student, "photo") else None
    if photo is None or photo.deleted_at is not None or photo.media_type not in PICTURES:
        abort(404)
    answer = send_file(BytesIO(photo.content), mimetype=photo.media_type)
    answer.headers["X-Content-Type-Options"] = "nosniff"
    return answer
