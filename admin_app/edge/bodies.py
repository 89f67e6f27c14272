"""What a request may send: how much of it, and in how many fields."""

from __future__ import annotations

from io import BytesIO
from typing import IO, Any

from flask import Flask, Request, request, request_started, session
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.formparser import FormDataParser

FORM = "application/x-www-form-urlencoded"
UPLOAD = "multipart/form-data"


def init_bodies(app: Flask) -> None:
    """Bound what requests send. What is beyond is answered 413."""
    app.request_class = BoundedRequest
    request_started.connect(bound, app)


class FormParser(FormDataParser):
    """Werkzeug's, which counts the fields of uploads only: a megabyte of `&` is half a million fields."""

    def parse(
        self, stream: IO[bytes], mimetype: str, content_length: int | None, options: dict[str, str] | None = None
    ) -> Any:
        if mimetype == FORM:
            body = stream.read()
            stream.read(1)  # raises where it is cut off: what told no length ends at the limit without a word
            if self.max_form_parts is not None and body.count(b"&") >= self.max_form_parts:
                raise RequestEntityTooLarge
            stream = BytesIO(body)
        return super().parse(stream, mimetype, content_length, options)


class BoundedRequest(Request):
    """A request whose form is parsed here."""

    form_data_parser_class = FormParser


def bound(app: Flask, **_extra: Any) -> None:
    """Files only from who has signed in, and everything else is small. What says no length is counted as it arrives."""
    if request.mimetype != UPLOAD or "_user_id" not in session:
        request.max_content_length = app.config["MAX_FORM_LENGTH"]
