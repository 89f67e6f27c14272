"""The screens of what the back office keeps for itself: the change log, saved views and jobs."""

from typing import Any

from flask import Response, abort, get_template_attribute, request, send_file
from flask_admin import expose
from flask_login import current_user

from .. import jobs
from ..accounts import Action, school_of
from ..admin import AdminModelView, access, display, steps_of
from ..audit import OF_RECORDS, AuditEntry, Job, SavedView

TIMES = ("created_at", "started_at", "finished_at")


def kind(table: str) -> str:
    """What the records of a table are called, where they have a screen."""
    screen = access.screens().get(table)
    return screen.singular if screen else table


def kind_of(view: Any, context: Any, record: AuditEntry | SavedView, name: str) -> str:
    return kind(record.resource)


def what_changed(view: Any, context: Any, entry: AuditEntry, name: str) -> Any:
    """The fields of a record's change in words, as far as the user may read them; of other entries what they hold."""
    if entry.action not in OF_RECORDS or entry.resource not in access.screens():
        return display.shown(view, entry.changes, name, display.PAGE)
    return get_template_attribute("admin/undo/parts.html", "steps")(steps_of(entry))


class AuditEntryView(AdminModelView):
    model = AuditEntry
    name = "Change log"
    singular = "Change"
    category = "Administration"
    can_view_details = can_export = True
    scopes = {"own": lambda user: AuditEntry.user_id == user.id}

    column_list = ("created_at", "user_label", "action", "resource", "record_label")
    column_default_sort = ("created_at", True)
    column_sortable_list = (
        "created_at",
        ("resource", ("resource", "created_at")),
        ("user_label", ("user_label", "created_at")),
    )
    column_searchable_list = ("user_label", "record_label", "resource")
    column_filters = ("created_at", "action", "resource", "user_label", "record_id")
    column_labels = {
        "created_at": "When",
        "user_label": "Who",
        "action": "What",
        "resource": "Kind",
        "record_label": "Record",
        "request_id": "Request",
        "verb": "By",
    }
    column_words = {"resource": kind}
    column_formatters_detail = {"resource": kind_of, "changes": what_changed}
    column_badges = {"action": {"failed sign-in": "bad", "delete": "warn", "export": "calm", "view": "calm"}}
    details_template = "admin/undo/entry.html"
    column_details_list = (
        "created_at",
        "user_label",
        "role",
        "address",
        "request_id",
        "verb",
        "action",
        "resource",
        "record_id",
        "record_label",
        "changes",
        "reason",
    )


class SavedViewView(AdminModelView):
    model = SavedView
    category = "Administration"
    can_create = can_edit = can_delete = can_view_details = True
    scopes = {"own": lambda user: SavedView.user_id == user.id}

    column_list = ("name", "resource", "user", "shared")
    column_default_sort = ("name", False)
    column_sortable_list = ("name", "resource", "shared")
    column_searchable_list = ("name", "resource")
    column_filters = ("resource", "shared")
    column_labels = {"resource": "List", "user": "Whose"}
    column_words = {"resource": kind}
    column_formatters_detail = {"resource": kind_of}
    form_sections = {"Saved view": ("name", "resource", "query_string", "shared")}

    def create_record(self, form: Any) -> SavedView:
        """A saved view is of whoever saves it."""
        view: SavedView = super().create_record(form)
        view.user_id = current_user.id
        return view


class JobView(AdminModelView):
    model = Job
    category = "Administration"
    can_view_details = True
    scopes = {"own": lambda user: Job.requested_by_id == user.id}

    column_list = ("created_at", "kind", "subject", "state", "progress", "total", "requested_by", "finished_at")
    column_default_sort = ("created_at", True)
    column_sortable_list = ("created_at", "kind", "state", "finished_at")
    column_searchable_list = ("kind", "subject", "message")
    column_filters = ("state", "kind", "created_at")
    column_labels = {"created_at": "Asked for", "subject": "Of what"}
    column_badges = {"state": {"waiting": "calm", "running": "warn", "done": "good", "failed": "bad"}}
    column_details_list = ("subject", "state", "message", "progress", "total", "requested_by", *TIMES)
    details_template = "admin/job/details.html"
    endpoints = {"download_view": "can_view_details"}

    def render(self, template: str, **context: Any) -> Any:
        """The page of a job says whether its file is there."""
        if template == self.details_template:
            there = jobs.path_of(context["model"]) is not None
            context |= {"file_is_there": there, "days_kept": jobs.KEPT.days}
        return super().render(template, **context)

    @expose("/download/")
    def download_view(self) -> Response:
        """The file that a job left, for whoever asked for it, as long as they may still take such a list out."""
        job: Job = self.find(request.args.get("id"), Action.READ)
        path = jobs.path_of(job) or abort(404)
        asked = job.arguments or {}
        screen = access.screens().get(asked.get("resource", ""))
        if screen is None or not screen.can_export:
            abort(403)
        school = school_of(current_user)
        if school is not None and asked.get("school") != school:  # made when they, or whoever asked, saw more
            abort(403)
        return send_file(path, mimetype="application/octet-stream", as_attachment=True, download_name=job.file_name)
