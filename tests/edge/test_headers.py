"""The headers of every answer, compared whole: of pages, files, streams and errors."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import abort
from werkzeug.test import TestResponse

from tests import factories as make
from tests.client import Browser

from .answers import ALWAYS, IN_SERVICE, policies

pytestmark = pytest.mark.parametrize("engine_name", ["sqlite"])
STYLES = "/static/css/homeroom.css"
Ask = Callable[[Browser], TestResponse]


def unchanged(browser: Browser) -> TestResponse:
    return browser.get(STYLES, headers={"If-None-Match": browser.get(STYLES).headers["ETag"]})


def without_token(browser: Browser) -> TestResponse:
    return browser.post("/logout", headers={"Accept": "application/json"})


def too_large(browser: Browser) -> TestResponse:
    return browser.post("/language", data={"language": "x" * 3_000_000})


ANSWERS: dict[str, tuple[int, Ask]] = {
    "page": (200, lambda browser: browser.get("/admin/student/")),
    "file": (200, lambda browser: browser.get(STYLES)),
    "script": (200, lambda browser: browser.get("/texts/es.js")),
    "JSON": (200, lambda browser: browser.get("/session")),
    "stream": (200, lambda browser: browser.get("/admin/student/export/csv/")),
    "health": (200, lambda browser: browser.get("/healthz")),
    "redirect": (302, lambda browser: browser.get("/")),
    "nothing new": (304, unchanged),
    "no token": (400, without_token),
    "not theirs": (403, lambda browser: browser.get("/admin/user/")),
    "nowhere": (404, lambda browser: browser.get("/nowhere")),
    "no file": (404, lambda browser: browser.get("/static/nowhere.css")),
    "not this way": (405, lambda browser: browser.get("/logout")),
    "HEAD": (200, lambda browser: browser.head("/admin/student/")),
    "OPTIONS": (200, lambda browser: browser.options("/admin/student/")),
    "too large": (413, too_large),
}


@pytest.mark.parametrize("answer", ANSWERS)
def test_every_answer_has_the_same_policies(client: Browser, answer: str) -> None:
    make.StudentFactory()
    client.sign_in("viewer" if answer == "not theirs" else "administrator")
    status, ask = ANSWERS[answer]
    given = ask(client)
    assert given.status_code == status
    assert policies(given.headers) == sorted(ALWAYS.items())
    assert len(given.headers.getlist("X-Request-ID")) == 1


@pytest.mark.parametrize("status", [400, 401, 403, 404, 405, 408, 409, 413, 415, 429, 500, 501, 503])
def test_so_has_every_error(client: Browser, monkeypatch: pytest.MonkeyPatch, status: int) -> None:
    monkeypatch.setitem(client.application.view_functions, "edge.alive", lambda: abort(status))
    for asked in ({}, {"Accept": "application/json"}, {"HX-Request": "true"}):
        answer = client.get("/healthz", headers=asked)
        assert answer.status_code == status
        assert policies(answer.headers) == sorted(ALWAYS.items())
        assert answer.headers["Cache-Control"] == "private, no-store"
        assert answer.headers["X-Request-ID"] in answer.text


def test_where_cookies_need_https_so_does_everything(client: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(client.application.config, "SESSION_COOKIE_SECURE", 1)
    for path in ("/login", STYLES, "/nowhere"):
        assert policies(client.get(path).headers) == sorted(IN_SERVICE.items())


@pytest.mark.parametrize("answer", [name for name in ANSWERS if name not in ("file", "nothing new", "script")])
def test_nobody_keeps_what_may_be_personal(client: Browser, answer: str) -> None:
    make.StudentFactory()
    client.sign_in("viewer" if answer == "not theirs" else "administrator")
    given = ANSWERS[answer][1](client)
    assert given.headers["Cache-Control"] == "private, no-store"
    assert "ETag" not in given.headers
