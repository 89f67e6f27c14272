"""The log in service: lines of JSON that say what happened, and nothing about whom."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.exc import IntegrityError
from werkzeug.test import TestResponse

from admin_app import create_app
from admin_app.database import db
from admin_app.edge import JsonLines
from admin_app.school import Tag

SECRET = "Zebedee"


class Lines(list[dict[str, Any]]):
    """What a logger has written, each line read."""

    def __init__(self, stream: io.StringIO) -> None:
        super().__init__()
        self.stream = stream

    def read(self) -> list[dict[str, Any]]:
        text = self.stream.getvalue()
        assert SECRET not in text
        assert text.isascii()
        return [json.loads(line) for line in text.splitlines()]


@pytest.fixture
def lines() -> Iterator[Lines]:
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(JsonLines())
    logging.getLogger().addHandler(handler)
    yield Lines(stream)
    logging.getLogger().removeHandler(handler)


@pytest.fixture(scope="module")
def served() -> Flask:
    """An application that logs as in service, and answers its own faults."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("admin_app.edge.log.write_json", lambda logger: None)
        app = create_app("testing", SQLALCHEMY_DATABASE_URI="sqlite://", LOG_AS_JSON=True, PROPAGATE_EXCEPTIONS=False)
    app.test_client_class = Reader
    app.add_url_rule("/fault/<name>", "fault", fault)
    with app.app_context():
        db.create_all()
    return app


def fault(name: str) -> None:
    try:
        {}[name]
    except KeyError as error:
        raise ValueError(f"no child is called {name}") from error


class Reader(FlaskClient):
    """Reads every answer to its end, as browsers do."""

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        return super().open(*args, buffered=True, **kwargs)


def test_a_request_is_one_line(served: Flask, lines: Lines) -> None:
    answer = served.test_client().get(f"/healthz?search={SECRET}", headers={"User-Agent": SECRET, "Referer": SECRET})
    (line,) = lines.read()
    assert line.pop("time").endswith("+00:00")
    assert 0 <= line.pop("ms") < 60_000
    assert line == {
        "level": "info",
        "request": answer.headers["X-Request-ID"],
        "method": "GET",
        "route": "/healthz",
        "status": 200,
        "user": None,
    }


def test_a_path_that_is_none_is_anybodys_words(served: Flask, lines: Lines) -> None:
    served.test_client().get(f"/students/{SECRET}")
    served.test_client().open("/healthz", method="BREW" * 10)
    served.test_client().get("/static/nothing")
    assert [(line["method"], line["route"], line["status"]) for line in lines.read()] == [
        ("GET", None, 404),
        ("BREWBREWBR", None, 405),
        ("GET", "/static/<path:filename>", 404),
    ]


def test_a_fault_is_told_by_its_kind_and_place(served: Flask, lines: Lines) -> None:
    answer = served.test_client().get(f"/fault/{SECRET}")
    problem, ended = lines.read()
    assert problem["request"] == ended["request"] == answer.headers["X-Request-ID"]
    assert (problem["level"], problem["message"]) == ("error", "The request failed.")
    assert (ended["route"], ended["status"]) == ("/fault/<name>", 500)
    last, first = problem["errors"]
    assert (last["kind"], first["kind"]) == ("builtins.ValueError", "builtins.KeyError")
    assert last["at"][-1].startswith("tests/edge/test_log.py:")


def test_a_database_that_quotes_a_value_is_not_quoted(served: Flask, lines: Lines) -> None:
    with served.app_context():
        try:
            db.session.add_all([Tag(name=SECRET), Tag(name=SECRET)])
            db.session.flush()
        except IntegrityError:
            served.logger.exception("This tag is there already.")
    (line,) = lines.read()
    assert line["errors"][0]["kind"] == "sqlalchemy.exc.IntegrityError"
    assert line["errors"][1]["code"] == "SQLITE_CONSTRAINT_UNIQUE"


def test_of_a_library_only_the_template_is_told(lines: Lines) -> None:
    logging.getLogger("huey").error("Unhandled exception in task %s.", SECRET)
    assert lines.read()[0]["message"] == "Unhandled exception in task %s."


def test_nothing_begins_another_line(served: Flask, lines: Lines) -> None:
    served.logger.error("one\r\ntwo\u2028three\x1b[2J")
    (line,) = lines.read()
    assert line["message"] == "one\r\ntwo\u2028three\x1b[2J"
    assert len(lines.stream.getvalue().splitlines()) == 1


@pytest.mark.parametrize("status", [200, 304])
def test_an_answer_without_content_is_noted_too(served: Flask, lines: Lines, status: int) -> None:
    browser = served.test_client()
    seen = browser.get("/static/css/homeroom.css")
    headers = {"If-None-Match": seen.headers["ETag"]} if status == 304 else {}
    assert browser.head("/static/css/homeroom.css", headers=headers).status_code == status
    assert [line["status"] for line in lines.read()] == [200, status]
