"""How long somebody is signed in, and what ends it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

import pytest
from flask import Flask
from flask_security.recoverable import generate_reset_link
from sqlalchemy import select, text

from admin_app.accounts import User
from admin_app.accounts import sign_in as sessions
from admin_app.accounts.sessions import NOTED_EVERY
from admin_app.database import db
from tests.client import Browser
from tests.conftest import Clock

from .conftest import location, sign_in, signed_in

on_sqlite = pytest.mark.parametrize("engine_name", ["sqlite"])


def test_signing_out_is_a_post(client: Browser, account: User) -> None:
    client.sign_in(account)
    assert client.get("/logout").status_code == 405
    assert signed_in(client)
    assert location(client.post("/logout", data={"csrf_token": client.token()})) == "/login"
    assert not signed_in(client)


def test_remember_me_outlives_the_session_by_two_weeks_and_not_the_sign_out(client: Browser, account: User) -> None:
    response = sign_in(client, remember="y")
    cookie = next(value for value in response.headers.getlist("Set-Cookie") if value.startswith("remember_token"))
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    expires = parsedate_to_datetime(cookie.split("Expires=")[1].split(";")[0])
    assert timedelta(days=13) < expires - datetime.now(UTC) <= timedelta(days=14)
    client.delete_cookie("session")
    assert signed_in(client)
    client.post("/logout", data={"csrf_token": client.token()})
    assert client.get_cookie("remember_token") is None
    assert not signed_in(client)


def test_signing_out_takes_remember_me_back_as_it_was_given(
    app: Flask, client: Browser, account: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In service it is called `__Host-…`, and browsers take nothing called so that is not Secure, not even its end."""
    monkeypatch.setitem(app.config, "REMEMBER_COOKIE_SECURE", value=True)
    sign_in(client, remember="y")
    answer = client.post("/logout", data={"csrf_token": client.token()})
    cookie = next(value for value in answer.headers.getlist("Set-Cookie") if value.startswith("remember_token=;"))
    assert {"Secure", "HttpOnly", "SameSite=Lax", "Path=/"} <= set(cookie.split("; "))


def test_the_sign_in_page_is_kept_nowhere(client: Browser) -> None:
    assert client.get("/login").headers["Cache-Control"] == "private, no-store"


def test_nobody_is_remembered_unasked(client: Browser, account: User) -> None:
    sign_in(client)
    assert client.get_cookie("remember_token") is None


def test_a_session_lasts_half_a_day_and_the_browser_forgets_it_when_closed(
    app: Flask, client: Browser, account: User
) -> None:
    assert app.permanent_session_lifetime == timedelta(hours=12)
    response = sign_in(client)
    cookie = next(value for value in response.headers.getlist("Set-Cookie") if value.startswith("session"))
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "Expires" not in cookie


def test_the_database_has_no_key_that_a_browser_could_send(client: Browser, account: User) -> None:
    sign_in(client, remember="y")
    row = db.session.execute(select(sessions)).one()
    cookie = client.get_cookie("remember_token")
    assert cookie
    sent = cookie.value.partition("|")[0]
    assert len(sent) > 40
    assert sent not in map(str, row)


def test_a_session_that_is_not_used_ends(app: Flask, client: Browser, account: User, clock: Clock) -> None:
    client.sign_in(account)
    for _ in range(3):
        clock.advance(app.config["SESSION_IDLE"] - timedelta(minutes=1))
        assert signed_in(client)
    clock.advance(app.config["SESSION_IDLE"] + timedelta(minutes=1))
    assert not signed_in(client)


def test_use_is_noted_every_few_minutes_and_costs_nothing_between(
    client: Browser, account: User, clock: Clock, query_counter: Callable[[], object]
) -> None:
    client.sign_in(account)
    client.get("/session")

    def writes() -> int:
        with query_counter() as queries:  # type: ignore[attr-defined]
            assert client.get("/session").status_code == 200
        return sum("UPDATE" in str(query) for query in queries)

    assert writes() == 0
    clock.advance(NOTED_EVERY)
    assert writes() == 1
    assert writes() == 0


def with_something_to_tell(client: Browser, account: User) -> None:
    """Save a record, and do not look at the page that says so."""
    client.sign_in(account)
    assert location(client.post_form("/admin/tag/new/", {"name": "Quiet Room"}))


@on_sqlite
@pytest.mark.parametrize("end", ["elsewhere", "here", "everywhere", "in time"])
def test_what_a_session_had_yet_to_tell_ends_with_it(client: Browser, account: User, clock: Clock, end: str) -> None:
    with_something_to_tell(client, account)
    if end == "elsewhere":
        account.sign_out_everywhere()
    elif end == "in time":
        clock.advance(timedelta(days=1))
    else:
        path = "/logout" if end == "here" else "/admin/account/sign-out-everywhere/"
        client.post(path, data={"csrf_token": client.token()})
    assert "Quiet Room" not in client.get("/login").text
    sign_in(client)
    assert signed_in(client)
    assert "Quiet Room" not in client.get("/admin/account/").text


@on_sqlite
def test_what_is_told_on_the_way_in_is_told(app: Flask, client: Browser, account: User) -> None:
    """As to somebody who has chosen a new password, in a browser that still has the cookies of before."""
    sign_in(client, remember="y")
    account.sign_out_everywhere()
    with app.test_request_context():
        link = urlsplit(generate_reset_link(account)[0]).path
    client.get(link)
    typed = {"password": "quite another horse battery", "password_confirm": "quite another horse battery"}
    there = location(client.post_form(link, typed))
    assert "Sign in with it." in client.get(there).text


@on_sqlite
def test_nothing_is_told_while_nobody_can_vouch_for_the_session(client: Browser, account: User) -> None:
    """The page that says that something is wrong is a stranger's then. What there is to tell waits."""
    with_something_to_tell(client, account)
    db.session.execute(text("ALTER TABLE sign_in RENAME TO elsewhere"))
    assert "Quiet Room" not in client.get("/nothing-here").text
    db.session.execute(text("ALTER TABLE elsewhere RENAME TO sign_in"))
    assert "Quiet Room" in client.get("/admin/account/").text
