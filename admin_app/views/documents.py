"""The screens of documents and their files."""

from io import BytesIO
from typing import Any

from flask import Response, request, send_file, url_for
from flask_admin import expose
from flask_wtf.file import FileField, FileSize
from markupsafe import Markup
from werkzeug.utils import secure_filename
from wtforms import ValidationError

from ..accounts import Action
from ..admin import AdminModelView, access
from ..language import explained
from ..school import Document, DocumentFile
from ..school.errors import InvalidValue
from ..school.file_kinds import media_type_of
from .labels import STUDENT_ID

LARGEST_FILE = 10 * 1024 * 1024


def is_kept(form: Any, field: FileField) -> None:
    """Refuse, at its field, what no school keeps, and what its name hides."""
    if field.data and not field.errors:
        try:
            media_type_of(field.data.read(), name=field.data.filename)
        except InvalidValue as error:
            raise ValidationError(explained(error)) from error
        field.data.seek(0)


def download(view: Any, context: Any, document: Document, name: str) -> Any:
    """The file's name, as the way to the file for those who may read it."""
    if document.file is None or not access.may(DocumentFile, Action.READ):
        return document.file
    address = url_for("document_file.download_view", id=document.file.id)
    return Markup('<a href="{}">{}</a>').format(address, document.file)


class DocumentView(AdminModelView):
    model = Document
    category = "Records"
    can_create = can_edit = can_delete = can_view_details = can_export = True

    column_list = ("student", "kind", "title", "number", "issued_on", "expires_on", "file")
    column_default_sort = ("id", True)
    column_sortable_list = ("issued_on", "expires_on")
    column_filters = ("kind", "issued_on", "expires_on", "student_id")
    column_labels = STUDENT_ID
    column_formatters = {"file": download}
    form_sections = {
        "Document": ("student", "kind", "title", "number"),
        "File": ("upload",),
        "Validity": ("issued_on", "expires_on"),
    }
    form_extra_fields = {
        "upload": FileField(
            "File",
            [FileSize(LARGEST_FILE, message="A file has at most 10 MB."), is_kept],
            description="At most 10 MB. A new file replaces the one there is.",
            render_kw={"data-largest": LARGEST_FILE},
        )
    }
    form_files = {"upload": "file_id"}
    lookups = {"student": ("lastname", "firstname", "student_number")}

    def fill(self, form: Any, record: Document) -> None:
        super().fill(form, record)
        upload = form.upload.data
        if upload:
            content = upload.read()
            record.file = DocumentFile.of(
                name=secure_filename(upload.filename)[-200:] or "file",
                media_type=media_type_of(content, name=upload.filename),
                content=content,
            )


class DocumentFileView(AdminModelView):
    model = DocumentFile
    resource = "document"
    name = "Files"
    singular = "File"
    category = "Records"
    can_view_details = True

    column_list = ("name", "media_type", "size", "created_at")
    column_default_sort = ("id", True)
    column_sortable_list = ("media_type", "size")
    column_filters = ("media_type", "size", "created_at")
    column_labels = {"size": "Size in bytes"}
    column_details_list = ("name", "media_type", "size", "sha256", "created_at")
    endpoints = {"download_view": "can_view_details"}

    @expose("/download/")
    def download_view(self) -> Response:
        """The file itself, always as a download: shown in the browser, it could act as a page of ours."""
        file: DocumentFile = self.find(request.args.get("id"), Action.READ)
        answer = send_file(
            BytesIO(file.content), mimetype="application/octet-stream", as_attachment=True, download_name=file.name
        )
        answer.headers["X-Content-Type-Options"] = "nosniff"
        return answer
