"""How often signing in may be tried, and that nobody is locked out by a Redis that is away."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from admin_app import create_app
from admin_app.accounts import User, create_user
from admin_app.accounts.forms import REFUSED
from admin_app.database import db
from admin_app.edge.refusals import ADVICE
from tests.client import Browser
from tests.engines.schema import upgrade

from .conftest import PASSWORD, signed_in

WRONG = {"email": "rosa@school.example", "password": "wrong horse battery"}
RIGHT = WRONG | {"password": PASSWORD}

Make = Callable[..., Flask]


@pytest.fixture
def limited(databases: Any) -> Iterator[Make]:
    """Makes applications that count, with few tries since each takes a password hash, on a database with an account."""
    uri = databases.create("sqlite")
    made: list[Flask] = []

    def make(**settings: Any) -> Flask:
        few = {"SIGN_INS_LIMITED": True, "SIGN_INS_PER_ACCOUNT": "3 per minute", "SIGN_INS_PER_ADDRESS": "6 per minute"}
        app = create_app("testing", SQLALCHEMY_DATABASE_URI=uri, **(few | settings))
        app.test_client_class = Browser
        with app.app_context():
            if not made:
                upgrade()
            if db.session.query(User).first() is None:
                create_user(email="rosa@school.example", password=PASSWORD, roles=["viewer"])
                db.session.commit()
        made.append(app)
        return app

    yield make
    for app in made:
        with app.app_context():
            db.engine.dispose()


def tries(app: Flask, values: dict[str, str], address: str = "203.0.113.5") -> TestResponse:
    with app.app_context():
        browser = app.test_client()
        assert isinstance(browser, Browser)
        data = values | {"csrf_token": browser.token()}
        return browser.post("/login", data=data, environ_base={"REMOTE_ADDR": address})


def test_after_too_many_tries_the_right_password_waits_too(limited: Make) -> None:
    app = limited()
    for _ in range(3):
        assert REFUSED in tries(app, WRONG).text
    answer = tries(app, RIGHT)
    assert answer.status_code == 429
    assert ADVICE[429][0] in answer.text
    assert 0 < int(answer.headers["Retry-After"]) <= 60
    assert tries(app, RIGHT | {"email": " ROSA@school.example"}).status_code == 429


def test_all_processes_count_together_and_a_new_start_counts_on(limited: Make) -> None:
    first, second = limited(), limited()
    for app in (first, second, first):
        assert REFUSED in tries(app, WRONG).text
    assert tries(second, RIGHT).status_code == 429
    assert tries(limited(), RIGHT).status_code == 429


def test_others_are_not_locked_out(limited: Make) -> None:
    app = limited()
    for _ in range(4):
        refused = tries(app, WRONG)
    assert refused.status_code == 429
    assert tries(app, WRONG | {"email": "other@school.example"}).status_code == 200
    assert tries(app, RIGHT, "203.0.113.6").status_code == 302


def test_many_accounts_from_one_address_are_too_many_as_well(limited: Make) -> None:
    app = limited(SIGN_INS_PER_ADDRESS="4 per minute")
    answers = [tries(app, WRONG | {"email": f"guess{number}@school.example"}) for number in range(5)]
    assert [answer.status_code for answer in answers] == [200] * 4 + [429]


def test_the_page_itself_and_the_rest_are_not_counted(limited: Make) -> None:
    app = limited(SIGN_INS_PER_ADDRESS="1 per minute")
    with app.app_context():
        browser = app.test_client()
        assert isinstance(browser, Browser)
        assert {browser.get("/login").status_code for _ in range(5)} == {200}
        assert {browser.get("/healthz").status_code for _ in range(5)} == {200}
        assert "Retry-After" not in browser.get("/healthz").headers


def test_what_is_typed_may_be_long(limited: Make) -> None:
    assert tries(limited(), WRONG | {"email": "\x00é" * 100_000}).status_code in (200, 400)


def test_as_shipped_an_office_signs_in_at_its_leisure() -> None:
    app = create_app("production", SQLALCHEMY_DATABASE_URI="sqlite://")
    assert app.config["SIGN_INS_LIMITED"]
    assert (app.config["SIGN_INS_PER_ACCOUNT"], app.config["SIGN_INS_PER_ADDRESS"]) == (
        "10 per minute",
        "60 per minute",
    )


@pytest.fixture
def nobody() -> str:
    """The address of a Redis that is not there."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return f"redis://127.0.0.1:{probe.getsockname()[1]}/0"


def test_without_its_redis_each_process_counts_for_itself(limited: Make, nobody: str) -> None:
    app = limited(REDIS_URL=nobody)
    assert [tries(app, WRONG).status_code for _ in range(4)] == [200, 200, 200, 429]
    assert tries(app, RIGHT, "203.0.113.6").status_code == 302


def test_without_its_redis_the_home_page_is_made_anew(limited: Make, nobody: str) -> None:
    app = limited(REDIS_URL=nobody)
    with app.app_context():
        browser = app.test_client()
        assert isinstance(browser, Browser)
        browser.sign_in()
        assert [browser.get("/admin/").status_code for _ in range(2)] == [200, 200]
        assert browser.post_form("/admin/tag/new/", {"name": "kept"}).status_code == 302
        assert "kept" in browser.get("/admin/tag/").text
        assert signed_in(browser)


def test_what_passkeys_answer_is_counted_by_address(limited: Make) -> None:
    app = limited()
    with app.app_context():
        browser = app.test_client()
        assert isinstance(browser, Browser)
        sent = {"answer": "{}", "csrf_token": browser.token()}
        answers = [browser.post("/passkeys/sign-in", data=sent).status_code for _ in range(7)]
        assert answers == [302] * 6 + [429]
