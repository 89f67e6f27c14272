"""The log in service: a line of JSON for each request and for each problem, without anything about a person.

No names, addresses, query strings or values of statements. What an exception says may quote a value (a database names
the key that is there twice), so of an exception its kind, its code and its place are kept, and not its words.
"""

from __future__ import annotations

import json
import logging
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter
from traceback import walk_tb
from typing import TYPE_CHECKING, Any

from flask import Flask, Request, Response, g, has_request_context, request
from sqlalchemy import inspect
from werkzeug.wsgi import ClosingIterator

from ..accounts import User
from ..config import ROOT
from .identity import REQUEST_ID

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

requests = logging.getLogger("admin_app.requests")
#: Where a request keeps what its line will say.
FACTS = "homeroom.facts"
#: Of the way to an error, the nearest steps.
MOST_STEPS = 25
#: A method is whatever the client calls it.
LONGEST_METHOD = 10
#: What the page of an open form asks twice a minute: as long as it is answered, nobody wants to read of it.
SIGN_OF_LIFE = "/ajax/open/"


@dataclass
class Facts:
    """What is known of a request when its answer begins. The pattern of its address tells the page and not of whom."""

    status: int = 0
    route: str | None = None
    user: int | None = None


def init_log(app: Flask) -> None:
    """Write the log, where the settings ask for it."""
    app.log_exception = log_exception  # type: ignore[method-assign]  # Flask's own names the path
    if app.config["LOG_AS_JSON"]:
        write_json(logging.getLogger())
        requests.setLevel(logging.INFO)
        app.after_request(note_facts)
        app.wsgi_app = RequestLog(app.wsgi_app)  # type: ignore[method-assign]  # as Flask says it


def write_json(logger: logging.Logger) -> None:
    """Have a logger write to standard error, as JSON and once."""
    if not any(isinstance(handler.formatter, JsonLines) for handler in logger.handlers):
        handler = logging.StreamHandler(sys.stderr)
        handler.setFormatter(JsonLines())
        logger.addHandler(handler)


def log_exception(exc_info: Any) -> None:
    """Note a fault of ours."""
    logging.getLogger("admin_app").error("The request failed.", exc_info=exc_info)


# --- requests ---------------------------------------------------------------------------------------------------------


class RequestLog:
    """Notes each request when the last of its answer is out, be it a page, a stream, or one that broke off."""

    def __init__(self, app: WSGIApplication) -> None:
        self.app = app

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        began = perf_counter()
        facts = environ[FACTS] = Facts()

        def start(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> Any:
            facts.status = int(status[:3])
            return start_response(status, headers, exc_info)

        def end() -> None:
            if facts.status < 400 and (facts.route or "").endswith(SIGN_OF_LIFE):
                return
            line = {
                "request": environ.get(REQUEST_ID),
                "method": Request(environ).method[:LONGEST_METHOD],
                "route": facts.route,
                "status": facts.status,
                "ms": round((perf_counter() - began) * 1000, 1),
                "user": facts.user,
            }
            requests.info("request", extra={"line": line})

        return ClosingIterator(self.app(environ, start), end)


def note_facts(answer: Response) -> Response:
    facts: Facts = request.environ[FACTS]
    facts.route = request.url_rule.rule if request.url_rule else None
    user = g.get("_login_user")  # Flask-Login's, if anything has asked who it is; asking costs a statement
    if isinstance(user, User):
        key: Any = inspect(user).identity  # known also when the session that it came from is closed already
        facts.user = key[0] if key else None
    return answer


# --- lines ------------------------------------------------------------------------------------------------------------


class JsonLines(logging.Formatter):
    """A record as one line of JSON, in ASCII, so that nothing in it can begin another line."""

    def format(self, record: logging.LogRecord) -> str:
        when = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        line: dict[str, Any] = {"time": when, "level": record.levelname.lower()}
        line |= getattr(record, "line", None) or {
            "request": request.environ.get(REQUEST_ID) if has_request_context() else None,
            "logger": record.name,
            "message": said(record),
        }
        if record.exc_info and record.exc_info[1]:
            line["errors"] = [described(error) for error in chain(record.exc_info[1])]
        return json.dumps(line)


def said(record: logging.LogRecord) -> str:
    """Our own messages; of a library's the template alone, since what it fills in may be anybody's data."""
    return record.getMessage() if record.name.partition(".")[0] == "admin_app" else str(record.msg)


def chain(error: BaseException) -> Iterator[BaseException]:
    """An error and what led to it, the last first."""
    seen: list[BaseException] = []
    cause: BaseException | None = error
    while cause is not None and cause not in seen:
        seen.append(cause)
        yield cause
        cause = cause.__cause__ or (None if cause.__suppress_context__ else cause.__context__)


def described(error: BaseException) -> dict[str, Any]:
    """What kind of error, by which code a database knows it, and where it was raised."""
    code = getattr(error, "sqlstate", None) or getattr(error, "sqlite_errorname", None)
    if code is None and error.args and isinstance(error.args[0], int):  # PyMySQL, and errors of the system
        code = error.args[0]
    steps = [
        f"{place(frame.f_code.co_filename)}:{line} {frame.f_code.co_name}"
        for frame, line in walk_tb(error.__traceback__)
    ]
    return {"kind": f"{type(error).__module__}.{type(error).__qualname__}", "code": code, "at": steps[-MOST_STEPS:]}


def place(file: str) -> str:
    """A file of ours from our folder on, another one from its package on."""
    path = Path(file)
    if "site-packages" in path.parts:
        return "/".join(path.parts[path.parts.index("site-packages") + 1 :])
    return path.relative_to(ROOT).as_posix() if path.is_relative_to(ROOT) else path.name
