"""Signing in with a second factor: codes of the moment, and those on paper for when the phone is lost."""

from __future__ import annotations

import re
import time
from typing import Any

import pytest
from flask import Flask
from passlib.totp import TOTP

from admin_app.accounts import User, enroll, forget_second_factor
from admin_app.accounts.second_factor import OneTimeCodes
from admin_app.database import db
from admin_app.extensions import security
from tests.client import Browser
from tests.factories.users import user_with

from .conftest import HOME, location, sign_in, signed_in

pytestmark = pytest.mark.parametrize("engine_name", ["sqlite"])
SETUP, CODE, CODES, RECOVERY = (
    "/second-factor",
    "/second-factor/code",
    "/second-factor/recovery-codes",
    "/second-factor/recovery",
)


class Phone:
    """The application that has the key of somebody's second factor."""

    def __init__(self, key: str) -> None:
        self.totp = TOTP(key.replace(" ", ""))

    def code(self, steps: int = 0) -> str:
        """The code of now, or of some 30 seconds later."""
        return str(self.totp.generate(time=int(time.time()) + 30 * steps).token)


def with_phone(account: User) -> Phone:
    phone = Phone(enroll(account)[0])
    db.session.commit()
    return phone


def code_typed(client: Browser, code: str) -> Any:
    return client.post_form(CODE, {"code": code})


def key_on(page: str) -> str:
    found = re.search(r'<code class="key">([^<]+)</code>', page)
    assert found
    return found[1]


def setup_by_hand(client: Browser) -> tuple[Phone, Any]:
    """Scan what the page shows, and type the first code."""
    page = client.post(SETUP, data={"csrf_token": client.token(), "setup": "authenticator"})
    phone = Phone(key_on(page.text))
    action = re.search(r'action="(/second-factor/[^"]+)"', page.text)
    assert action
    return phone, client.post(action[1], data={"csrf_token": client.token(), "code": phone.code()})


def test_the_password_alone_does_not_sign_in(client: Browser, account: User) -> None:
    phone = with_phone(account)
    assert location(sign_in(client)).startswith(CODE)
    assert not signed_in(client)
    assert client.get(HOME).status_code == 302
    sign_in(client)
    assert location(code_typed(client, phone.code())) == HOME
    assert signed_in(client)


def test_where_somebody_wanted_to_go_survives_the_code(client: Browser, account: User) -> None:
    phone = with_phone(account)
    asked = location(client.get("/admin/tag/?search=x"))
    there = location(sign_in(client, asked))
    answer = client.post_form(there, {"code": phone.code()}, to=CODE)
    assert location(answer) == "/admin/tag/?search=x"


def test_remember_me_survives_the_code(client: Browser, account: User) -> None:
    phone = with_phone(account)
    sign_in(client, remember="y")
    assert client.get_cookie("remember_token") is None
    code_typed(client, phone.code())
    client.delete_cookie("session")
    assert signed_in(client)


@pytest.mark.parametrize("again", ["{}", " {}", "{} ", "{:.3} {:.0}", "{:.3}-{:.0}"])
def test_a_code_counts_once_however_it_is_typed(app: Flask, client: Browser, account: User, again: str) -> None:
    code = with_phone(account).code()
    sign_in(client)
    code_typed(client, code)
    assert signed_in(client)
    client.sign_out()
    sign_in(client)
    typed = f"{code[:3]} {code[3:]}" if ":" in again else again.format(code)
    assert "was used already" in code_typed(client, typed).text
    assert not signed_in(client)


def test_an_earlier_code_does_not_count_after_a_later_one(client: Browser, account: User) -> None:
    phone = with_phone(account)
    sign_in(client)
    code_typed(client, phone.code(1))
    assert signed_in(client)
    client.sign_out()
    sign_in(client)
    code_typed(client, phone.code())
    assert not signed_in(client)


@pytest.mark.parametrize("code", ["", "000000", "12345", "abcdef", "٠١٢٣٤٥", "\x00", "1" * 5000])
def test_what_is_no_code_of_theirs_is_refused(client: Browser, account: User, code: str) -> None:
    with_phone(account)
    sign_in(client)
    assert code_typed(client, code).status_code == 200
    assert not signed_in(client)


def test_a_code_without_the_password_is_worth_nothing(client: Browser, account: User) -> None:
    phone = with_phone(account)
    for page in (CODE, RECOVERY):
        assert location(client.get(page)) == "/login"
        assert location(client.post(page, data={"csrf_token": client.token(), "code": phone.code()})) == "/login"
    assert not signed_in(client)


def test_the_secret_of_a_code_is_nowhere_to_be_read(client: Browser, account: User) -> None:
    key = enroll(account)[0].replace("-", "").replace(" ", "")
    db.session.commit()
    assert key not in str(account.tf_totp_secret).upper()
    client.sign_in("administrator")
    for page in (f"/admin/user/details/?id={account.id}", f"/admin/user/edit/?id={account.id}", "/admin/user/"):
        text = client.get(page).text
        assert "enckey" not in text
        assert key not in text


# --- setting it up ----------------------------------------------------------------------------------------------------


def test_it_is_set_up_by_whoever_wants_it(client: Browser, account: User) -> None:
    client.sign_in(account)
    phone, answer = setup_by_hand(client)
    assert location(answer) == CODES
    client.sign_out()
    assert location(sign_in(client)).startswith(CODE)
    code_typed(client, phone.code(1))
    assert signed_in(client)


def test_a_wrong_first_code_sets_nothing_up(client: Browser, account: User) -> None:
    client.sign_in(account)
    page = client.post(SETUP, data={"csrf_token": client.token(), "setup": "authenticator"}).text
    action = re.search(r'action="(/second-factor/[^"]+)"', page)
    assert action
    assert location(client.post(action[1], data={"csrf_token": client.token(), "code": "000000"})) == SETUP
    assert "This code is not right" in client.get(SETUP).text
    assert account.tf_primary_method is None


def test_whoever_need_not_have_one_may_do_without(client: Browser, account: User) -> None:
    client.sign_in(account)
    setup_by_hand(client)
    client.post(SETUP, data={"csrf_token": client.token(), "setup": "disable"})
    assert account.tf_primary_method is None
    client.sign_out()
    assert location(sign_in(client)) == HOME


@pytest.fixture
def required(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(app.config, "SECOND_FACTOR", "everybody")


def test_whoever_needs_one_sets_it_up_before_anything_else(required: None, client: Browser, account: User) -> None:
    assert location(sign_in(client)) == SETUP
    assert "Your role needs one" in client.get(SETUP).text
    assert client.get(HOME).status_code == 302
    client.get("/login")
    sign_in(client)
    _, answer = setup_by_hand(client)
    assert location(answer) == HOME
    assert signed_in(client)


def test_whoever_needs_one_cannot_do_without(required: None, client: Browser, account: User) -> None:
    with_phone(account)
    client.sign_in(account)
    answer = client.post(SETUP, data={"csrf_token": client.token(), "setup": "disable"})
    assert "There is no such choice." in answer.text
    assert account.tf_primary_method == "authenticator"


@pytest.mark.parametrize(
    ("rule", "asked"),
    [("nobody", []), ("administrators", ["administrator"]), ("everybody", ["administrator", "nurse"])],
)
def test_who_needs_one_is_a_setting(app: Flask, monkeypatch: pytest.MonkeyPatch, rule: str, asked: list[str]) -> None:
    monkeypatch.setitem(app.config, "SECOND_FACTOR", rule)
    assert [role for role in ("administrator", "nurse") if user_with(role).needs_second_factor] == asked


# --- recovery ---------------------------------------------------------------------------------------------------------


def made_codes(client: Browser) -> list[str]:
    page = client.post(CODES, data={"csrf_token": client.token(), "generate_new_codes": "1"}).text
    return re.findall(r"<li><code>([^<]+)</code>", page)


def test_a_recovery_code_stands_in_for_the_phone_once(client: Browser, account: User) -> None:
    with_phone(account)
    client.sign_in(account)
    codes = made_codes(client)
    assert len(set(codes)) == 10
    assert not set(codes) & set(account.mf_recovery_codes or ())
    assert codes[0] not in client.get(CODES).text, "they are shown once"
    for code, works in ((codes[0], True), (codes[0], False), (f" {codes[1].upper()} ", True), (codes[1], False)):
        client.sign_out()
        sign_in(client)
        client.post_form(RECOVERY, {"code": code})
        assert signed_in(client) is works
    client.sign_in(account)
    assert "8 left" in client.get("/admin/account/").text


def test_new_codes_replace_those_that_there_are(client: Browser, account: User) -> None:
    with_phone(account)
    client.sign_in(account)
    old = made_codes(client)
    assert not set(old) & set(made_codes(client))
    client.sign_out()
    sign_in(client)
    assert "none of your recovery codes" in client.post_form(RECOVERY, {"code": old[0]}).text


def test_a_lost_second_factor_is_taken_away(client: Browser, account: User) -> None:
    with_phone(account)
    client.sign_in(account)
    forget_second_factor(account)
    assert not signed_in(client)
    assert location(sign_in(client)) == HOME


def test_under_another_secret_nobody_gets_in_and_nothing_breaks(
    app: Flask, client: Browser, account: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    phone = with_phone(account)
    monkeypatch.setattr(security, "_totp_factory", OneTimeCodes({"1": "another secret"}, "Homeroom"))
    sign_in(client)
    assert code_typed(client, phone.code()).status_code == 200
    assert not signed_in(client)
