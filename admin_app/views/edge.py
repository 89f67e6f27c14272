"""The edge of the application: where `/` leads, what watches it from outside, and what is read when it says no."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Flask, Response, abort, current_app, jsonify, redirect, render_template, request, url_for
from flask_login import current_user
from flask_wtf.csrf import CSRFError, generate_csrf
from jinja2 import TemplateError
from sqlalchemy import text
from sqlalchemy.exc import OperationalError, SQLAlchemyError
from werkzeug.exceptions import Conflict, HTTPException, InternalServerError, ServiceUnavailable

from ..accounts import safe_target
from ..admin import typed_again
from ..database import db
from ..language import _, languages, translated
from ..migrations import pending
from ..texts import later
from .delivery import init_delivery

edge = Blueprint("edge", __name__)

#: Status → what it means and what to do about it.
ADVICE: dict[int, tuple[str, str]] = {
    400: (later("That request makes no sense"), later("Go back, check what you entered, and try again.")),
    401: (later("Please sign in"), later("Your session has ended. Sign in and try again.")),
    403: (later("This is not open to you"), later("Your role does not include it. An administrator can change that.")),
    404: (later("There is nothing here"), later("It may have been deleted, or the address is mistyped.")),
    405: (later("That cannot be done this way"), later("Go back and use the buttons of the page.")),
    409: (
        later("Somebody else was faster"),
        later("The record was changed meanwhile. Go back, reload the page and try again."),
    ),
    413: (later("That is too large"), later("A file may have up to 10 MB. Choose a smaller one.")),
    428: (
        later("Which version did you see?"),
        later("The page did not say, so nothing was done. Go back, reload the page and try again."),
    ),
    429: (later("Too many tries"), later("Wait a few minutes, then try again.")),
    500: (
        later("Something went wrong"),
        later("Nothing was saved. The fault is ours and has been noted; trying again later may help."),
    ),
    503: (
        later("The database does not answer"),
        later("Nothing was saved. Try again in a minute; if it stays so, tell your administrator."),
    ),
}
TOO_OLD = later("This page was open for too long, or you signed in again meanwhile.")
SESSION_ENDED = later(
    "Your session has ended, so nothing was saved. What you typed is not lost: sign in in another tab, then reload "
    "this page and let the browser send it once more."
)


def init_edge(app: Flask) -> None:
    """Attach the pages of this module and the error pages to the application, and what every answer goes through."""
    app.register_blueprint(edge)
    app.register_error_handler(HTTPException, refuse)
    app.register_error_handler(OperationalError, database_failed)
    init_delivery(app)


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


def refuse(error: HTTPException) -> Any:
    """The page for a status that is an error. What went wrong inside never shows."""
    if error.response is not None or error.code is None or error.code < 400:
        return error
    title, advice = map(translated, ADVICE.get(error.code, ADVICE[400] if error.code < 500 else ADVICE[500]))
    if isinstance(error, CSRFError):
        form = typed_again(translated(TOO_OLD) + " " + _("What you typed is still here; save again."))
        if form is not None:
            return form, error.code
        if is_at_home():
            advice = translated(TOO_OLD) + " " + _("Go back, reload the page, and try again.")
        else:
            title, advice = translated(ADVICE[401][0]), translated(SESSION_ENDED)
    elif error.code == 400 and error.description and not is_stock_text(error):
        advice = error.description
    answer = error_response(error.code, title, advice)
    answer.headers.extend(
        header for header in error.get_headers() if header[0] not in ("Content-Type", "Content-Length")
    )
    return answer


def database_failed(error: OperationalError) -> Any:
    """The database is away, or busy for longer than anybody waits."""
    db.session.rollback()
    current_app.logger.error("The database failed.", exc_info=error)
    if is_deadlock(error):
        return refuse(Conflict())
    away = error.statement is None or error.connection_invalidated or "database is locked" in str(error.orig)
    return refuse(ServiceUnavailable() if away else InternalServerError())


def is_deadlock(error: OperationalError) -> bool:
    """Whether two transactions waited for each other, and the database gave this one up."""
    arguments = getattr(error.orig, "args", ())
    return getattr(error.orig, "sqlstate", None) == "40P01" or arguments[:1] == (1213,)


def error_response(code: int, title: str, advice: str) -> Response:
    """The error as a page, or as JSON for a script that asked."""
    if "/ajax/" in request.path or request.accept_mimetypes.best == "application/json":
        answer = jsonify(code=code, title=title, advice=advice)
    else:
        answer = Response(error_page(code, title, advice), mimetype="text/html")
    answer.status_code = code
    return answer


def error_page(code: int, title: str, advice: str) -> str:
    """The error page; bare where even the frame around it, which asks who is signed in, cannot be made."""
    try:
        db.session.rollback()
        return render_template("errors/error.html", code=code, title=title, advice=advice)
    except (SQLAlchemyError, TemplateError):
        current_app.logger.exception("The error page failed.")
        return render_template("errors/bare.html", code=code, title=title, advice=advice)


def is_at_home() -> bool:
    """Whether somebody is signed in, or about to."""
    return current_user.is_authenticated or request.blueprint == current_app.config["SECURITY_BLUEPRINT_NAME"]


def is_stock_text(error: HTTPException) -> bool:
    """Whether the description is the library's and not one of our own sentences."""
    return error.description == type(error).description
