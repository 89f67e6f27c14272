"""Every answer that says no."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import BadRequest

from admin_app import create_app
from admin_app.edge import refusals
from admin_app.edge.refusals import ADVICE, error_response, refuse
from tests.client import Browser


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
    said = {"code": 404, "title": ADVICE[404][0], "advice": ADVICE[404][1], "request": answer.headers["X-Request-ID"]}
    assert answer.get_json() == said


def test_what_is_too_large_is_refused(app: Flask, client: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    client.sign_in()
    monkeypatch.setitem(app.config, "MAX_FORM_LENGTH", 1000)
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
    real = refusals.render_template

    def render(name: str, **context: Any) -> str:
        if name != "errors/bare.html":
            raise OperationalError(None, None, Exception("gone"))
        return real(name, **context)

    monkeypatch.setattr(refusals, "render_template", render)
    answer = broken.test_client().get("/nothing")
    assert answer.status_code == 404
    assert ADVICE[404][0] in answer.text


def test_a_reason_of_our_own_is_shown(app: Flask) -> None:
    with app.test_request_context("/"):
        assert "The filter makes no sense." in refuse(BadRequest("The filter makes no sense.")).get_data(as_text=True)
        assert ADVICE[400][1] in refuse(BadRequest()).get_data(as_text=True)
