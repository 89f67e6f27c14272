"""The front door, what watches the application from outside, and what any page may ask."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, abort, current_app, jsonify, redirect, request, url_for
from flask_login import current_user
from flask_wtf.csrf import generate_csrf
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from ..accounts import safe_target
from ..database import db
from ..language import _, languages
from ..migrations import pending

edge = Blueprint("edge", __name__)


@edge.get("/")
def home() -> Any:
    """The front door leads to the home page of the back office."""
    return redirect(url_for("admin.index"))


@edge.get("/healthz")
def alive() -> Response:
    """Whether this process answers. Asks nothing of the database."""
    return Response("ok\n", mimetype="text/plain")


@edge.get("/readyz")
def ready() -> tuple[Response, int]:
    """Whether this process can serve: the database answers, and has the migrations of this version."""
    try:
        db.session.execute(text("SELECT 1"))
        problem = "migrations are pending: run `manage.py db upgrade`" if pending() else None
    except SQLAlchemyError:
        current_app.logger.exception("The database does not answer.")
        problem = "the database does not answer"
    return Response(f"{problem or 'ready'}\n", mimetype="text/plain"), 503 if problem else 200


@edge.get("/session")
def token() -> Response:
    """A token for a form that was open for long, asked by its script before it saves; 401 for who is not signed in."""
    if not current_user.is_authenticated:
        abort(401)
    return jsonify(csrf_token=generate_csrf())


@edge.post("/language")
def choose_language() -> Any:
    """Read in another language from now on; back to the page on which it was chosen."""
    if not current_user.is_authenticated:
        abort(401)
    code = request.form.get("language", "")
    if code not in languages():
        abort(400, _("There is no such language."))
    current_user.language = code
    db.session.commit()
    return redirect(safe_target(request.referrer) or url_for("admin.index"))
