"""Every answer that says no."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from werkzeug.exceptions import BadRequest

from admin_app import create_app
from admin_app.database import db
from admin_app.edge import refusals
from admin_app.edge.refusals import ADVICE, error_response, refuse
from tests.client import Browser
from tests.html import check_page


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
    app.add_url_rule("/busy", "busy", busy)
    app.add_url_rule("/locked", "locked", locked)
    return app


def fault() -> None:
    raise ZeroDivisionError("a child's medical note")


def away() -> None:
    raise OperationalError(None, None, Exception("could not connect to 10.0.0.7"), connection_invalidated=True)


def bug() -> None:
    raise OperationalError("SELECT secret FROM nowhere", {"note": "medical"}, Exception("no such table: nowhere"))


def busy() -> None:
    raise PoolTimeout("all connections to 10.0.0.7 are in use")


def locked() -> None:
    raise OperationalError("UPDATE nowhere", {"note": "medical"}, Exception(1205, "Lock wait timeout exceeded"))


@pytest.mark.parametrize(
    ("path", "status"), [("/fault", 500), ("/away", 503), ("/bug", 500), ("/busy", 503), ("/locked", 503)]
)
def test_a_fault_shows_nothing_of_itself(
    broken: Flask, caplog: pytest.LogCaptureFixture, path: str, status: int
) -> None:
    answer = broken.test_client().get(path)
    assert answer.status_code == status
    assert ADVICE[status][1] in answer.text
    assert answer.headers["X-Request-ID"] in answer.text
    assert answer.headers.get("Retry-After") == ("10" if status == 503 else None)
    for word in ("medical", "10.0.0.7", "SELECT", "nowhere", "Traceback"):
        assert word not in answer.text
    assert caplog.records


def test_an_answer_stands_when_the_connection_breaks_after_it(
    broken: Flask, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    sessions = []

    def read() -> str:
        sessions.append(db.session())
        found = str(db.session.scalar(text("SELECT 'read'")))
        if len(sessions) == 1:
            monkeypatch.setattr(db.engine.dialect, "do_rollback", gone)
        return found

    def gone(connection: sqlite3.Connection) -> None:
        connection.rollback()  # as the server does when it dies
        raise sqlite3.OperationalError("gone")

    broken.add_url_rule("/read", "read", read)
    answer = broken.test_client().get("/read")
    assert (answer.status_code, answer.text) == (200, "read")
    assert "The database failed when its connection was given back." in caplog.messages
    assert sessions[0] not in db.session.registry.registry.values()
    monkeypatch.undo()
    assert broken.test_client().get("/read").text == "read"


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


def test_a_database_that_is_away_is_told_in_words_and_asked_again(tmp_path: Path) -> None:
    app = create_app("testing", SQLALCHEMY_DATABASE_URI=f"sqlite:///{tmp_path}/away/school.db")
    client = app.test_client()
    with client.session_transaction() as session:
        session["_user_id"] = "whoever the database knows by this"
    answer = client.get("/admin/", headers={"Accept-Language": "es"})
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "10")
    assert "La base de datos no responde" in answer.text
    assert answer.headers["X-Request-ID"] in answer.text
    check_page(answer.text)
    assert client.get("/admin/", headers={"Accept": "application/json"}).get_json()["code"] == 503
    assert client.get("/nowhere").status_code == 404
    assert (client.get("/healthz").status_code, client.get("/readyz").status_code) == (200, 503)
    (tmp_path / "away").mkdir()
    with app.app_context():
        db.create_all()
        assert client.get("/admin/").location == "/login?next=/admin/"
        db.session.remove()
        db.engine.dispose()


def test_a_part_of_a_page_is_answered_by_a_part(client: Browser) -> None:
    client.sign_in()
    answer = client.get("/nowhere", headers={"HX-Request": "true"})
    assert answer.status_code == 404
    assert answer.text.startswith('<div class="alert')
    assert ADVICE[404][1] in answer.text


KILL = {
    "postgresql": ("SELECT pg_backend_pid()", "SELECT pg_terminate_backend({})"),
    "mysql": ("SELECT connection_id()", "KILL {}"),
}


@pytest.mark.parametrize("engine_name", KILL)
def test_a_connection_that_died_unnoticed_is_told_as_a_database_that_is_away(
    bare_app: Callable[[], Flask], engine_name: str
) -> None:
    """The server ends both connections of a request, which learns it of the second and cannot roll the first back."""
    app = bare_app()
    which, kill = KILL[engine_name]

    def died() -> None:
        first = db.session.scalar(text(which))
        with db.engine.connect() as second:
            for connection in (first, second.scalar(text(which))):
                second.execute(text(kill.format(connection)))

    app.add_url_rule("/died", "died", died)
    app.add_url_rule("/read", "read", lambda: str(db.session.scalar(text("SELECT 'read'"))))
    answer = app.test_client().get("/died")
    assert answer.status_code == 503
    assert ADVICE[503][1] in answer.text
    assert app.test_client().get("/read").text == "read"
