"""What each of the last requests asked of the database: kept in memory, for the toolbar alone."""

from __future__ import annotations

import secrets
from collections import deque
from dataclasses import dataclass, field
from datetime import datetime
from time import perf_counter
from typing import Any

from flask import (
    Flask,
    Response,
    got_request_exception,
    has_request_context,
    request,
    request_finished,
    request_started,
    template_rendered,
)
from jinja2 import Template
from sqlalchemy import Connection, Engine, event
from sqlalchemy.engine import ExceptionContext

from ..clock import local, now
from .places import Place, trail
from .wording import describe, reads

#: How many requests are remembered, and of each of them how many statements.
MOST_EXCHANGES = 50
MOST_STATEMENTS = 1000
#: Everything under this path is the toolbar's own.
TOOLBAR_PATH = "/_debug_toolbar/"
ENVIRON_KEY = "homeroom.devtools.exchange"


@dataclass(frozen=True)
class Statement:
    """One statement as the driver got it. `parameters` are kept only where it can be asked again, `shown` always."""

    sql: str
    parameters: Any
    shown: str
    seconds: float
    trail: tuple[Place, ...]
    engine: Engine
    failure: str = ""

    @property
    def cause(self) -> Place | None:
        """The innermost place of ours, else the template of a library, else the library that asked."""
        return next((place for place in self.trail if place.ours), self.trail[0] if self.trail else None)


@dataclass
class Exchange:
    """A request, its answer, and the statements in between."""

    method: str
    path: str
    key: str = field(default_factory=lambda: secrets.token_urlsafe(9))
    started_at: datetime = field(default_factory=lambda: local(now()))
    started: float = field(default_factory=perf_counter)
    seconds: float | None = None
    status: int | None = None
    answer: str = "no answer yet"
    exception: str = ""
    statements: list[Statement] = field(default_factory=list)
    unrecorded: int = 0
    templates: list[str] = field(default_factory=list)

    def add(self, statement: Statement) -> None:
        """Keep a statement, or only count it when there are more than anyone would read."""
        if len(self.statements) < MOST_STATEMENTS:
            self.statements.append(statement)
        else:
            self.unrecorded += 1

    @property
    def count(self) -> int:
        return len(self.statements) + self.unrecorded

    def stop(self) -> None:
        self.seconds = perf_counter() - self.started


class Recorder:
    """Listens to an application's requests and to its engines. `exchanges` holds the last requests, oldest first."""

    def __init__(self, app: Flask) -> None:
        self.exchanges: deque[Exchange] = deque(maxlen=MOST_EXCHANGES)
        # A signal of Flask comes before the first and after the last of the application's own hooks.
        request_started.connect(self.begin, app)
        request_finished.connect(self.finish, app)
        got_request_exception.connect(self.fail, app)
        template_rendered.connect(self.note_template, app)
        with app.app_context():
            for engine in app.extensions["sqlalchemy"].engines.values():
                event.listen(engine, "before_cursor_execute", start_clock)
                event.listen(engine, "after_cursor_execute", record)
                event.listen(engine, "handle_error", record_failure)

    def begin(self, app: Flask) -> None:
        if request.path.startswith(TOOLBAR_PATH) or (request.endpoint or "").endswith("static"):
            return
        exchange = Exchange(request.method, request.full_path.rstrip("?"))
        request.environ[ENVIRON_KEY] = exchange
        self.exchanges.append(exchange)

    def finish(self, app: Flask, response: Response) -> None:
        if exchange := current():
            exchange.status = response.status_code
            exchange.answer = exchange.exception or kind_of(response)
            exchange.stop()
            if response.is_streamed:  # an export asks for its rows while it is being sent
                response.call_on_close(exchange.stop)

    def fail(self, app: Flask, exception: BaseException) -> None:
        if exchange := current():
            exchange.status, exchange.exception = 500, type(exception).__name__
            exchange.answer = exchange.exception
            exchange.stop()

    def note_template(self, app: Flask, template: Template, context: dict[str, Any]) -> None:
        if exchange := current():
            exchange.templates.append(template.name or "a template without a name")

    def find(self, key: str) -> Exchange | None:
        """The request of a key, or None when it is no longer among the last."""
        return next((exchange for exchange in tuple(self.exchanges) if exchange.key == key), None)


def current() -> Exchange | None:
    """The request being answered now, if it is one that is recorded."""
    return request.environ.get(ENVIRON_KEY) if has_request_context() else None


def kind_of(response: Response) -> str:
    """What was answered, in a word or two."""
    if response.location:
        return f"redirect to {response.location}"
    if response.headers.get("Content-Disposition", "").startswith("attachment"):
        return "download"
    if response.mimetype != "text/html":
        return "JSON" if response.is_json else response.mimetype or "no content"
    if response.is_streamed:
        return "page"
    html = response.get_data()
    if not html:
        return "no content"
    # HTML lets a page leave its end tags out, as those of Werkzeug do. `</body>` tells where a toolbar fits, no more.
    whole = html[:100].lstrip().lower().startswith((b"<!doctype", b"<html")) or b"</body>" in html
    return "page" if whole else "fragment"


def start_clock(connection: Connection, cursor: Any, sql: str, parameters: Any, context: Any, many: bool) -> None:
    if current():
        context.devtools_started = perf_counter()


def record(connection: Connection, cursor: Any, sql: str, parameters: Any, context: Any, many: bool) -> None:
    if exchange := current():
        seconds = perf_counter() - context.devtools_started
        exchange.add(statement(connection, sql, parameters, seconds))


def record_failure(failure: ExceptionContext) -> None:
    """A statement that the database refused is worth seeing all the more."""
    exchange = current()
    if exchange and failure.connection and failure.statement is not None:
        started = getattr(failure.execution_context, "devtools_started", None)
        seconds = perf_counter() - started if started else 0.0
        reason = type(failure.original_exception).__name__
        exchange.add(statement(failure.connection, failure.statement, failure.parameters, seconds, reason))


def statement(connection: Connection, sql: str, parameters: Any, seconds: float, failure: str = "") -> Statement:
    kept = parameters if reads(sql) else None  # a write may carry a whole uploaded file
    return Statement(sql, kept, describe(parameters), seconds, trail(), connection.engine, failure)
