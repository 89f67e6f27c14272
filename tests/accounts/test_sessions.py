"""How long somebody is signed in, and what ends it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

import pytest
from flask import Flask

from admin_app.accounts import RoleName, User, disable, ensure_roles, set_password
from tests.client import Browser

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


@pytest.mark.parametrize("end", [disable, lambda user: set_password(user, "another horse battery")])
def test_disabling_and_a_new_password_end_every_session(client: Browser, account: User, end: object) -> None:
    sign_in(client, remember="y")
    assert signed_in(client)
    assert callable(end)
    end(account)
    assert not signed_in(client)
    client.delete_cookie("session")
    assert not signed_in(client)


def test_a_session_lasts_half_a_day_and_the_browser_forgets_it_when_closed(
    app: Flask, client: Browser, account: User
) -> None:
    assert app.permanent_session_lifetime == timedelta(hours=12)
    response = sign_in(client)
    cookie = next(value for value in response.headers.getlist("Set-Cookie") if value.startswith("session"))
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "Expires" not in cookie


def test_a_role_given_or_taken_counts_from_the_next_request_on(client: Browser, account: User) -> None:
    client.sign_in(account)
    assert client.get("/admin/charge/").status_code == 403
    account.roles = [role for role in ensure_roles() if role.name is RoleName.BURSAR]
    assert client.get("/admin/charge/").status_code == 200
    account.roles = []
    assert client.get("/admin/charge/").status_code == 403
