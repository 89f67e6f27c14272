"""What is read when the answer is no: a page for each status that says what to do, or JSON for a script that asked."""

from __future__ import annotations

import sqlite3
from typing import Any

from flask import Flask, Response, current_app, g, jsonify, make_response, render_template, request
from flask_login import current_user
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from werkzeug.exceptions import BadHost, Conflict, HTTPException, InternalServerError, ServiceUnavailable

from ..accounts import ask_nobody_who_it_is, wants_fragment
from ..admin import typed_again
from ..database import db, let_go
from ..language import _, translated
from ..texts import later

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
    408: (later("That took too long"), later("The connection was too slow. Nothing was saved; please try again.")),
    413: (
        later("That is too large"),
        later("A file may have up to 10 MB, and all that is typed into a form 2 MB. Go back and choose or enter less."),
    ),
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
CANNOT_WRITE = (
    later("Nothing can be saved now"),
    later(
        "The disk of the database is full, or does not take what is written. Nothing was saved. Please tell your "
        "administrator."
    ),
)
TYPED_IS_HERE = later("What you typed is still here; save again.")

#: Seconds after which to ask again for what the database could not give.
RETRY_AFTER = 10
MYSQL_LOCK_TIMEOUT = 1205
#: By which codes PostgreSQL, then MySQL and MariaDB, say that there is no room left.
NO_ROOM = ("53100", 1021, 1114)


def init_refusals(app: Flask) -> None:
    """Answer every error by a page that says what to do, or by JSON."""
    app.register_error_handler(HTTPException, refuse)
    for kind in (OperationalError, InterfaceError, PoolTimeout):
        app.register_error_handler(kind, database_failed)


def refuse(error: HTTPException) -> Any:
    """The page for a status that is an error. What went wrong inside never shows."""
    if error.response is not None or error.code is None or error.code < 400 or isinstance(error, BadHost):
        return error  # of a host whose name is none, no page can be made: it would say addresses of that host
    title, advice = map(translated, ADVICE.get(error.code, ADVICE[400] if error.code < 500 else ADVICE[500]))
    if isinstance(error, CSRFError):
        form = typed_again(translated(TOO_OLD) + " " + translated(TYPED_IS_HERE))
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


def database_failed(error: DBAPIError | PoolTimeout) -> Any:
    """The database is away, or busy for longer than anybody waits. The next request asks it anew."""
    current_app.logger.error("The database failed.", exc_info=error)
    if is_rolled_back():
        if is_deadlock(error):
            return refuse(Conflict())
        if cannot_write(error):
            return cannot_be_saved()
        if not is_away(error):
            return refuse(InternalServerError())
    ask_nobody_who_it_is()  # that would be one more wait for the database
    return refuse(ServiceUnavailable(retry_after=RETRY_AFTER))


def is_rolled_back() -> bool:
    """Give up what the request has begun. False where its connection is dead, which it may not have known till now."""
    try:
        db.session.rollback()
    except SQLAlchemyError:
        let_go()
        return False
    return True


def cannot_be_saved() -> Any:
    """The form as it was sent, where it was one: the database still reads. A page where it was none."""
    title, advice = map(translated, CANNOT_WRITE)
    try:
        form = typed_again(f"{title}. {advice} {translated(TYPED_IS_HERE)}")
    except SQLAlchemyError:
        form = None
    answer = make_response(form) if form is not None else error_response(503, title, advice)
    answer.status_code, answer.headers["Retry-After"] = 503, str(RETRY_AFTER)
    return answer


def cannot_write(error: DBAPIError | PoolTimeout) -> bool:
    """Whether the disk has no room, or an error of its own: SQLite tells both from what is wrong with a statement."""
    reason = getattr(getattr(error, "orig", None), "sqlite_errorcode", 0) & 0xFF  # the rest says which kind of it
    return reason in (sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR) or code_of(error) in NO_ROOM


def is_deadlock(error: DBAPIError | PoolTimeout) -> bool:
    """Whether two transactions waited for each other, and the database gave this one up."""
    return code_of(error) in ("40P01", 1213)


def is_away(error: DBAPIError | PoolTimeout) -> bool:
    """Whether there was no connection to be had, one broke, or somebody held a lock for too long."""
    if isinstance(error, PoolTimeout) or error.statement is None or error.connection_invalidated:
        return True
    return code_of(error) == MYSQL_LOCK_TIMEOUT or "database is locked" in str(error.orig)


def code_of(error: DBAPIError | PoolTimeout) -> str | int | None:
    """By which code the database knows the error: PostgreSQL has letters and digits, MySQL and MariaDB have numbers."""
    original = getattr(error, "orig", None)
    return getattr(original, "sqlstate", None) or next(iter(getattr(original, "args", ())), None)


def error_response(code: int, title: str, advice: str) -> Response:
    """The error as a page; as JSON or as a part of a page for a script that asked for that."""
    name: str = g.get("request_id", "")
    find_out_who_asks()
    if "/ajax/" in request.path or request.is_json or request.accept_mimetypes.best == "application/json":
        answer = jsonify(code=code, title=title, advice=advice, request=name)
    elif wants_fragment():
        answer = Response(render_template("errors/part.html", title=title, advice=advice, request_id=name))
    else:
        answer = Response(error_page(code=code, title=title, advice=advice, request_id=name))
    answer.status_code = code
    return answer


def find_out_who_asks() -> None:
    """Ask for the user, whom every template asks for; where the database cannot tell, it is a stranger."""
    try:
        db.session.rollback()
        current_user._get_current_object()  # noqa: SLF001  # Flask-Login's way to have it looked up
    except SQLAlchemyError:
        ask_nobody_who_it_is()


def error_page(**said: Any) -> str:
    """The error page; bare where even the frame around it cannot be made."""
    try:
        return render_template("errors/error.html", **said)
    except Exception:
        current_app.logger.exception("The error page failed.")
        return render_template("errors/bare.html", **said)


def is_at_home() -> bool:
    """Whether somebody is signed in, or about to."""
    way_in = (current_app.config["SECURITY_BLUEPRINT_NAME"], "passkeys")
    return current_user.is_authenticated or request.blueprint in way_in


def is_stock_text(error: HTTPException) -> bool:
    """Whether the description is the library's and not one of our own sentences."""
    return error.description == type(error).description
