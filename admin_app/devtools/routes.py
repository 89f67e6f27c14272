"""What the panels load when they are opened: recent requests, their statements, and those asked again. GET only."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Blueprint, abort, current_app
from jinja2 import Environment
from sqlalchemy.exc import SQLAlchemyError

from .grouping import summarize
from .recording import TOOLBAR_PATH, Exchange, Recorder
from .replay import Answer, explain, select
from .wording import reads, value

#: The recorder of an application and the environment of the toolbar's templates, in `app.extensions`.
EXTENSION = "homeroom.devtools"

blueprint = Blueprint(
    "devtools", __name__, url_prefix=f"{TOOLBAR_PATH}homeroom", static_folder="static", static_url_path="/static"
)


def recorder() -> Recorder:
    kept: Recorder = current_app.extensions[EXTENSION][0]
    return kept


def render(template: str, **context: Any) -> str:
    environment: Environment = current_app.extensions[EXTENSION][1]
    return environment.get_template(template).render(context)


def recorded(key: str) -> Exchange:
    """A recent request. Raises 404 for one that is forgotten, or never was."""
    return recorder().find(key) or abort(404)


@blueprint.get("/requests")
def recent_requests() -> str:
    return render("requests.html", exchanges=recent())


def recent() -> list[tuple[Exchange, int]]:
    """The last requests, newest first, each with how many of its statements are a probable N+1."""
    return [(exchange, len(summarize(exchange).suspects)) for exchange in reversed(tuple(recorder().exchanges))]


@blueprint.get("/requests/<key>")
def statements(key: str) -> str:
    exchange = recorded(key)
    return render("statements.html", exchange=exchange, summary=summarize(exchange))


@blueprint.get("/requests/<key>/<int:number>/select", defaults={"how": select}, endpoint="select")
@blueprint.get("/requests/<key>/<int:number>/explain", defaults={"how": explain}, endpoint="explain")
def ask_again(key: str, number: int, how: Callable[..., Answer]) -> str:
    """Ask again what was recorded under this number. No SQL is taken from the client, and only questions are asked."""
    exchange = recorded(key)
    if number >= len(exchange.statements) or not reads(exchange.statements[number].sql):
        abort(404)
    statement = exchange.statements[number]
    try:
        return render("answer.html", answer=how(statement), value=value, plan=how is explain)
    except SQLAlchemyError as error:
        return render("refusal.html", error=error)
