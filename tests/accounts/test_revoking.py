"""What ends a session ends it on the server: a copy of its cookies is worth nothing from then on."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from admin_app.accounts import RoleName, User, disable, ensure_roles, set_password, sign_in
from admin_app.accounts.sessions import shortened
from admin_app.accounts.user_agents import browser_of, system_of
from admin_app.clock import now
from admin_app.database import db
from tests.client import Browser
from tests.conftest import Clock

from .conftest import location, signed_in
from .conftest import sign_in as type_in

pytestmark = pytest.mark.parametrize("engine_name", ["sqlite"])
COOKIES = ("session", "remember_token")


def copied(client: Browser) -> dict[str, str]:
    """The cookies of a browser, as somebody else may have them."""
    held = {name: client.get_cookie(name) for name in COOKIES}
    return {name: cookie.value for name, cookie in held.items() if cookie}


def replayed(app: Flask, cookies: dict[str, str], *names: str) -> bool:
    """Whether some of the copied cookies sign anybody in."""
    thief = app.test_client()
    assert isinstance(thief, Browser)
    for name in names:
        thief.set_cookie(name, cookies[name])
    return signed_in(thief)


def sign_out(client: Browser, user: User) -> None:
    assert location(client.post("/logout", data={"csrf_token": client.token()})) == "/login"


def sign_out_everywhere(client: Browser, user: User) -> None:
    answer = client.post_form("/admin/account/", to="/admin/account/sign-out-everywhere/")
    assert location(answer) == "/login"


def new_password(client: Browser, user: User) -> None:
    set_password(user, "another horse battery")


def disabled(client: Browser, user: User) -> None:
    disable(user)


def in_the_trash(client: Browser, user: User) -> None:
    user.deleted_at = now()


def other_role(client: Browser, user: User) -> None:
    user.roles = [role for role in ensure_roles() if role.name is RoleName.BURSAR]


def one_role_more(client: Browser, user: User) -> None:
    nurse = next(role for role in ensure_roles() if role.name is RoleName.NURSE)
    nurse.users.append(user)


def no_role(client: Browser, user: User) -> None:
    user.roles.clear()


@pytest.mark.parametrize(
    "end",
    [sign_out, sign_out_everywhere, new_password, disabled, in_the_trash, other_role, one_role_more, no_role],
)
def test_a_copied_cookie_is_worth_nothing_after(
    app: Flask, client: Browser, account: User, end: Callable[[Browser, User], None]
) -> None:
    type_in(client, remember="y")
    cookies = copied(client)
    for names in (("session",), ("remember_token",), COOKIES):
        assert replayed(app, cookies, *names)
    end(client, account)
    for names in (("session",), ("remember_token",), COOKIES):
        assert not replayed(app, cookies, *names)


def test_signing_out_leaves_the_other_devices_alone(app: Flask, client: Browser, account: User) -> None:
    other = app.test_client()
    assert isinstance(other, Browser)
    type_in(client)
    type_in(other)
    sign_out(client, account)
    assert signed_in(other)


def test_saving_an_account_with_the_roles_that_it_has_ends_nothing(client: Browser, account: User) -> None:
    type_in(client)
    account.roles = list(account.roles)
    account.name = "Rosa Registrar"
    assert signed_in(client)


def test_each_sign_in_has_a_key_of_its_own(app: Flask, client: Browser, account: User) -> None:
    type_in(client, remember="y")
    first = copied(client)
    sign_out(client, account)
    type_in(client, remember="y")
    assert copied(client)["remember_token"] != first["remember_token"]
    assert not replayed(app, first, "remember_token")


# --- time -------------------------------------------------------------------------------------------------------------


def test_a_session_ends_however_much_it_is_used(app: Flask, client: Browser, account: User, clock: Clock) -> None:
    client.sign_in(account)
    for _ in range(11):
        clock.advance(timedelta(hours=1))
        assert signed_in(client)
    clock.advance(timedelta(hours=1))
    assert not signed_in(client)


def test_whoever_is_remembered_may_be_away_for_days_and_not_for_ever(
    client: Browser, account: User, clock: Clock
) -> None:
    type_in(client, remember="y")
    clock.advance(timedelta(days=13))
    assert signed_in(client)
    clock.advance(timedelta(days=1))
    assert not signed_in(client)


def test_sessions_that_have_ended_are_cleared_away(app: Flask, client: Browser, account: User, clock: Clock) -> None:
    client.sign_in(account)
    clock.advance(timedelta(days=15))
    client.sign_in(account)
    assert len(db.session.execute(select(sign_in)).all()) == 1


# --- my devices -------------------------------------------------------------------------------------------------------


def test_devices_are_listed_and_signed_out_one_by_one(app: Flask, client: Browser, account: User) -> None:
    phone = app.test_client()
    assert isinstance(phone, Browser)
    agent = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Version/18.0 Safari/604.1"
    phone.environ_base = {**phone.environ_base, "HTTP_USER_AGENT": agent, "REMOTE_ADDR": "203.0.113.77"}
    client.sign_in(account)
    phone.sign_in(account)
    page = client.get("/admin/account/").text
    assert "Safari on iPhone" in page
    assert "203.0.113.0/24" in page
    assert "203.0.113.77" not in page
    assert page.count("this device") == 1
    theirs = db.session.scalar(select(sign_in.c.id).where(sign_in.c.system == "iPhone"))
    data = {"csrf_token": client.token(), "id": theirs}
    assert location(client.post("/admin/account/sign-out-device/", data=data)) == "/admin/account/"
    assert not signed_in(phone)
    assert signed_in(client)


def test_a_device_of_somebody_else_is_not_found(app: Flask, client: Browser, account: User) -> None:
    other = app.test_client()
    assert isinstance(other, Browser)
    other.sign_in("administrator")
    client.sign_in(account)
    theirs = db.session.scalars(select(sign_in.c.id).where(sign_in.c.user_id != account.id)).all()
    for id_ in [*theirs, "x", "", "9" * 18, "9" * 30]:  # the long ones are no numbers of a database
        data = {"csrf_token": client.token(), "id": id_}
        assert client.post("/admin/account/sign-out-device/", data=data).status_code == 404
    assert signed_in(other)
    assert "Sign out:" not in client.get("/admin/account/").text


@pytest.mark.parametrize(
    ("address", "kept"),
    [
        ("203.0.113.77", "203.0.113.0/24"),
        ("2001:db8:1:2::9", "2001:db8:1::/48"),
        ("", None),
        (None, None),
        ("unix:", None),
    ],
)
def test_of_an_address_the_network_is_kept(engine_name: str, address: str | None, kept: str | None) -> None:
    assert shortened(address) == kept


def test_a_user_agent_is_told_in_words(engine_name: str) -> None:
    edge = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/130.0 Safari/537.36 Edg/130.0"
    assert (browser_of(edge), system_of(edge)) == ("Edge", "Windows")
    chrome = "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 Chrome/130.0 Mobile Safari/537.36"
    assert (browser_of(chrome), system_of(chrome)) == ("Chrome", "Android")
    assert (browser_of("curl/8"), system_of("curl/8")) == (None, None)
