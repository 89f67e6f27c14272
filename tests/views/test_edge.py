"""The edge: the front door, what watches from outside, and every answer that says no."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import BadRequest

from admin_app import create_app
from admin_app.views import edge
from admin_app.views.edge import ADVICE, error_response, refuse
from tests.client import Browser


def test_the_front_door_leads_to_the_home_page(client: Browser) -> None:
    answer = client.get("/")
    assert (answer.status_code, answer.location) == (302, "/admin/")


def test_a_living_process_answers_without_the_database(client: Browser, query_counter: Callable[..., Any]) -> None:
    with query_counter() as sent:
        answer = client.get("/healthz")
    assert (answer.status_code, answer.text) == (200, "ok\n")
    assert sent == []


def test_it_is_ready_when_the_migrations_are_applied(client: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(edge, "pending", lambda: False)
    assert (client.get("/readyz").status_code, client.get("/readyz").text) == (200, "ready\n")
    monkeypatch.setattr(edge, "pending", lambda: True)
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert "manage.py db upgrade" in answer.text


def test_it_is_not_ready_without_a_database() -> None:
    app = create_app("testing", SQLALCHEMY_DATABASE_URI="sqlite:////nowhere/at/all.db")
    answer = app.test_client().get("/readyz")
    assert (answer.status_code, answer.text) == (503, "the database does not answer\n")


@pytest.mark.parametrize("status", [status for status in ADVICE if status != 401])
def test_every_refusal_says_what_to_do(app: Flask, client: Browser, status: int) -> None:
    """The pages themselves, made as the error handler makes them."""
    title, advice = ADVICE[status]
    with app.test_request_context("/somewhere"):
        answer = error_response(status, title, advice)
    assert answer.status_code == status
    assert title in answer.get_data(as_text=True)
    assert advice in answer.get_data(as_text=True)


@pytest.mark.parametrize(
    ("method", "path", "status"), [("GET", "/nothing", 404), ("POST", "/healthz", 405), ("GET", "/logout", 405)]
)
def test_what_is_not_there_is_told(client: Browser, method: str, path: str, status: int) -> None:
    client.sign_in()
    answer = client.open(path, method=method, data={"csrf_token": client.token()} if method == "POST" else None)
    assert answer.status_code == status
    assert ADVICE[status][0] in answer.text
    if status == 405:
        assert answer.headers["Allow"]


def test_a_form_without_its_token_is_explained(client: Browser) -> None:
    client.sign_in()
    answer = client.post("/admin/tag/new/", data={"name": "x"})
    assert answer.status_code == 400
    assert "What you typed is still here; save again." in answer.text
    assert 'value="x"' in answer.text


def test_a_script_is_answered_in_its_language(client: Browser) -> None:
    client.sign_in()
    answer = client.get("/admin/student/ajax/lookup/?name=nothing")
    assert (answer.status_code, answer.get_json()["code"]) == (404, 404)
    answer = client.get("/nothing", headers={"Accept": "application/json"})
    assert answer.get_json() == {"code": 404, "title": ADVICE[404][0], "advice": ADVICE[404][1]}


def test_what_is_too_large_is_refused(app: Flask, client: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    client.sign_in()
    monkeypatch.setitem(app.config, "MAX_CONTENT_LENGTH", 1000)
    answer = client.post("/admin/tag/new/", data={"name": "x" * 1001, "csrf_token": client.token()})
    assert answer.status_code == 413
    assert ADVICE[413][0] in answer.text


@pytest.fixture
def broken() -> Flask:
    """An application of its own, whose faults show as they do in service."""
    app = create_app("testing", SQLALCHEMY_DATABASE_URI="sqlite://", PROPAGATE_EXCEPTIONS=False)
    app.add_url_rule("/fault", "fault", fault)
    app.add_url_rule("/away", "away", away)
    app.add_url_rule("/bug", "bug", bug)
    return app


def fault() -> None:
    raise ZeroDivisionError("a child's medical note")


def away() -> None:
    raise OperationalError(None, None, Exception("could not connect to 10.0.0.7"), connection_invalidated=True)


def bug() -> None:
    raise OperationalError("SELECT secret FROM nowhere", {"note": "medical"}, Exception("no such table: nowhere"))


@pytest.mark.parametrize(("path", "status"), [("/fault", 500), ("/away", 503), ("/bug", 500)])
def test_a_fault_shows_nothing_of_itself(
    broken: Flask, caplog: pytest.LogCaptureFixture, path: str, status: int
) -> None:
    answer = broken.test_client().get(path)
    assert answer.status_code == status
    assert ADVICE[status][1] in answer.text
    for word in ("medical", "10.0.0.7", "SELECT", "nowhere", "Traceback"):
        assert word not in answer.text
    assert caplog.records


def test_an_error_page_is_shown_even_where_the_frame_around_it_fails(
    broken: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = edge.render_template

    def render(name: str, **context: Any) -> str:
        if name != "errors/bare.html":
            raise OperationalError(None, None, Exception("gone"))
        return real(name, **context)

    monkeypatch.setattr(edge, "render_template", render)
    answer = broken.test_client().get("/nothing")
    assert answer.status_code == 404
    assert ADVICE[404][0] in answer.text


def test_a_reason_of_our_own_is_shown(app: Flask) -> None:
    with app.test_request_context("/"):
        assert "The filter makes no sense." in refuse(BadRequest("The filter makes no sense.")).get_data(as_text=True)
        assert ADVICE[400][1] in refuse(BadRequest()).get_data(as_text=True)
