"""How long somebody is signed in, and what ends it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from flask import Flask
from sqlalchemy import select

from admin_app.accounts import User
from admin_app.accounts import sign_in as sessions
from admin_app.accounts.sessions import NOTED_EVERY
from admin_app.database import db
from tests.client import Browser
from tests.conftest import Clock

from .conftest import location, sign_in, signed_in


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
