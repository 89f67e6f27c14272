"""Signing in and out as a browser does it: the form, its token, where it leads, and what ends a session."""

from __future__ import annotations

import re
import time
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from admin_app.accounts import DEMO_USERS, RoleName, User, create_user, disable, ensure_roles, set_password
from admin_app.accounts.signing_in import REFUSED, demo_sign_ins
from tests.client import Browser

from .conftest import PASSWORD
from .test_redirects import EVIL

HOME = "/admin/"


def sign_in(client: Browser, page: str = "/login", **values: str) -> TestResponse:
    return client.post_form(page, {"email": "rosa@school.example", "password": PASSWORD, **values})


def signed_in(client: Browser) -> bool:
    """Whether the sign-in page sends this browser on to the home page."""
    response = client.get("/login")
    return response.status_code == 302 and response.headers["Location"] == HOME


def location(response: TestResponse) -> str:
    assert response.status_code in (302, 303), response.status
    return response.headers["Location"]


# --- in ---------------------------------------------------------------------------------------------------------------


def test_the_right_password_leads_home(client: Browser, account: User) -> None:
    assert location(sign_in(client)) == HOME
    assert signed_in(client)
    assert client.get(HOME).status_code == 200


@pytest.mark.parametrize("email", ["Rosa@School.Example", "  rosa@school.example "])
def test_an_address_may_be_typed_in_any_spelling(client: Browser, account: User, email: str) -> None:
    sign_in(client, email=email)
    assert signed_in(client)


@pytest.mark.parametrize(
    "spellings", [("cafe\u0301 au lait", "caf\u00e9 au lait"), ("caf\u00e9 au lait", "cafe\u0301 au lait")]
)
def test_an_accent_may_be_typed_in_two_ways(client: Browser, account: User, spellings: tuple[str, str]) -> None:
    set_password(account, spellings[0])
    sign_in(client, password=spellings[1])
    assert signed_in(client)


@pytest.mark.parametrize(
    "values",
    [
        {"password": "wrong horse battery"},
        {"email": "nobody@school.example"},
        {"email": "no address"},
        {"email": "rosa\x00@school.example"},
        {"email": "' OR 1=1 --@school.example"},
        {"email": ""},
        {"password": ""},
        {"password": "\x00"},
        {"password": "x" * 100_000},
        {"email": "", "password": ""},
    ],
)
def test_every_refusal_says_the_same(client: Browser, account: User, values: dict[str, str]) -> None:
    response = sign_in(client, **values)
    assert response.status_code == 200
    assert response.text.count(REFUSED) == 1
    assert not signed_in(client)


def test_the_page_does_not_tell_an_unknown_address_from_a_wrong_password(client: Browser, account: User) -> None:
    pages = []
    for email in ("rosa@school.example", "nobody@school.example"):
        page = sign_in(client, email=email, password="wrong horse battery").text.replace(email, "")
        pages.append(re.sub(r'(name="csrf_token"[^>]*|csrf-token[^>]*) (value|content)="[^"]*"', "", page))
    assert pages[0] == pages[1]


def test_a_disabled_account_is_refused_in_the_same_words(client: Browser, account: User) -> None:
    disable(account)
    assert REFUSED in sign_in(client).text
    assert not signed_in(client)


def test_an_account_in_the_trash_is_refused_in_the_same_words(client: Browser, account: User) -> None:
    account.deleted_at = datetime.now(UTC)
    assert REFUSED in sign_in(client).text
    assert not signed_in(client)


def test_an_unknown_address_takes_as_long_as_a_wrong_password(client: Browser) -> None:
    create_user(email="rosa@school.example", password=PASSWORD, roles=["viewer"])

    def seconds(email: str) -> float:
        form = client.form_at("/login")
        start = time.perf_counter()
        client.post(form.action, data=dict(form.values) | {"email": email, "password": "wrong horse battery"})
        return time.perf_counter() - start

    known = min(seconds("rosa@school.example") for _ in range(3))
    unknown = min(seconds("nobody@school.example") for _ in range(3))
    # The hash takes most of it. Without one an unknown address would be answered ten times as fast.
    assert unknown > known / 3
    assert known > unknown / 3


def test_a_password_is_never_sent_back(client: Browser, account: User) -> None:
    assert "wrong horse battery" not in sign_in(client, password="wrong horse battery").text


# --- where it leads ---------------------------------------------------------------------------------------------------


def test_a_page_asked_for_is_shown_after_signing_in(client: Browser, account: User) -> None:
    first = location(client.get(f"{HOME}?search=zo%C3%A9+doe"))
    assert urlsplit(first).path == "/login"
    target = location(sign_in(client, first))
    assert urlsplit(target).path == HOME
    assert parse_qs(urlsplit(target).query) == {"search": ["zoé doe"]}


def test_a_form_sent_too_late_is_not_come_back_to(client: Browser, account: User) -> None:
    response = client.post("/admin/student/new/", data={"csrf_token": client.token()})
    assert location(response) == "/login"


@pytest.mark.parametrize("target", EVIL)
def test_next_never_leads_to_another_site(client: Browser, account: User, target: str) -> None:
    """In the address, in the form and in both; before signing in and after."""
    page = client.get("/login", query_string={"next": target})
    assert page.status_code == 200
    assert "evil" not in page.text
    token = {"csrf_token": client.token()}
    known = {"email": "rosa@school.example", "password": PASSWORD}
    wrong = client.post("/login", query_string={"next": target}, data=token | {"email": "rosa@school.example"})
    assert "evil" not in wrong.text
    for query, form in (({"next": target}, {}), ({}, {"next": target}), ({"next": target}, {"next": target})):
        assert location(client.post("/login", query_string=query, data=token | known | form)) == HOME
        assert location(client.get("/login", query_string=query)) == HOME
        out = client.post("/logout", query_string=query, data={"csrf_token": client.token()} | form)
        assert location(out) == "/login"
        token = {"csrf_token": client.token()}


@pytest.mark.parametrize(
    "headers",
    [
        {"HX-Request": "true"},
        {"X-Requested-With": "XMLHttpRequest"},
        {"Accept": "application/json"},
        {"Content-Type": "application/json"},
    ],
)
def test_a_script_is_told_plainly(client: Browser, headers: dict[str, str]) -> None:
    assert client.get(HOME, headers=headers).status_code == 401


# --- tokens -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("token", [None, "", "nonsense"])
def test_signing_in_needs_the_token_of_the_form(client: Browser, account: User, token: str | None) -> None:
    client.get("/login")
    data = {"email": "rosa@school.example", "password": PASSWORD} | ({} if token is None else {"csrf_token": token})
    assert client.post("/login", data=data).status_code == 400
    assert not signed_in(client)


def test_the_token_of_another_session_is_worth_nothing(app: Flask, client: Browser, account: User) -> None:
    other = app.test_client()
    assert isinstance(other, Browser)
    data = {"email": "rosa@school.example", "password": PASSWORD, "csrf_token": other.token()}
    client.get("/login")
    assert client.post("/login", data=data).status_code == 400


@pytest.mark.parametrize("token", [None, "", "nonsense"])
def test_signing_out_needs_a_token(client: Browser, account: User, token: str | None) -> None:
    client.sign_in(account)
    assert client.post("/logout", data={} if token is None else {"csrf_token": token}).status_code == 400
    assert signed_in(client)


def test_a_token_may_come_in_a_header(client: Browser, account: User) -> None:
    client.sign_in(account)
    assert location(client.post("/logout", headers={"X-CSRFToken": client.token()})) == "/login"


# --- out --------------------------------------------------------------------------------------------------------------


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


# --- nothing else is open ---------------------------------------------------------------------------------------------


def test_flask_security_opens_two_pages_and_no_command(app: Flask) -> None:
    rules = {
        (rule.endpoint, rule.rule, method)
        for rule in app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"OPTIONS", "HEAD"}
        if rule.endpoint.startswith("security.")
    }
    assert rules == {
        ("security.login", "/login", "GET"),
        ("security.login", "/login", "POST"),
        ("security.logout", "/logout", "POST"),
    }
    assert "roles" not in app.cli.commands


@pytest.mark.parametrize("body", [{"email": "rosa@school.example", "password": PASSWORD}, ["list"], "text", 5])
def test_there_is_no_json_way_in(client: Browser, account: User, body: object) -> None:
    response = client.post("/login?include_auth_token", json=body, headers={"X-CSRFToken": client.token()})
    assert response.status_code == 415
    assert not signed_in(client)


def test_asking_for_json_gets_no_token(client: Browser, account: User) -> None:
    page = client.form_at("/login")
    data = dict(page.values) | {"email": "rosa@school.example", "password": PASSWORD}
    response = client.post("/login?include_auth_token", data=data, headers={"Accept": "application/json"})
    assert location(response) == HOME
    assert "token" not in response.text


def test_a_token_does_not_sign_in(app: Flask, client: Browser, account: User) -> None:
    """Flask-Security takes signed tokens from a header, the address or the body; here nobody has any use for one."""
    with app.test_request_context():
        token = account.get_auth_token()
    assert client.get(HOME, headers={"Authentication-Token": token}).status_code == 302
    assert client.get(HOME, query_string={"auth_token": token}).status_code == 302


def test_static_files_ask_for_no_user(client: Browser, account: User, query_counter: object) -> None:
    client.sign_in(account)
    assert callable(query_counter)
    with query_counter() as queries:
        assert client.get("/static/css/homeroom.css").status_code == 200
    assert len(queries) == 0


# --- settings ---------------------------------------------------------------------------------------------------------


def test_passwords_are_hashed_as_rfc_9106_recommends(app: Flask) -> None:
    user = create_user(email="rosa@school.example", password=PASSWORD, roles=["viewer"])
    assert user.password.startswith("$argon2id$v=19$m=65536,t=3,p=4$")


def test_demo_sign_ins_are_listed_in_the_demo_only(
    app: Flask, client: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert demo_sign_ins() == {"demo_sign_ins": []}
    assert "@example.com" not in client.get("/login").text
    monkeypatch.setitem(app.config, "DEMO_SIGN_INS", value=True)
    page = client.get("/login").text
    assert all(email in page for email, _, _ in DEMO_USERS)
