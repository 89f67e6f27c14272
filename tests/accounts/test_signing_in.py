"""Signing in as a browser does it: the form, its token, what it says and where it leads."""

from __future__ import annotations

import re
import time
from datetime import UTC, datetime
from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask

from admin_app.accounts import User, create_user, disable, set_password
from admin_app.accounts.forms import REFUSED
from tests.client import Browser

from .conftest import HOME, PASSWORD, location, sign_in, signed_in
from .test_redirects import EVIL

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
        start = time.process_time()  # of this process alone, whatever else the machine does
        client.post(form.action, data=dict(form.values) | {"email": email, "password": "wrong horse battery"})
        return time.process_time() - start

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


@pytest.mark.parametrize("engine_name", ["sqlite"])
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
