"""Passkeys: who may add one, what they are good for, and what a device cannot get away with."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from admin_app.accounts import User, create_user, disable, enroll, forget_second_factor, passkeys_of
from admin_app.accounts.passkeys import PATIENCE
from admin_app.audit import AuditEntry
from admin_app.cli.check import second_factors
from admin_app.database import db
from tests.client import Browser
from tests.conftest import Clock

from .conftest import HOME, PASSWORD, location, sign_in, signed_in
from .device import Device, b64
from .test_freshness import let_pass

pytestmark = pytest.mark.parametrize("engine_name", ["sqlite"])
ADD, REMOVE, KNOCK = "/passkeys/new", "/passkeys/remove", "/passkeys/sign-in"
SECOND, SETUP = "/passkeys/second-factor", "/second-factor"
OWN = "/admin/account/"


def add(client: Browser, device: Device, name: str = "Laptop", **otherwise: Any) -> Any:
    """Add a passkey, as whoever has this browser."""
    asked = client.get("/passkeys/new/question").get_json()
    return client.post_form(ADD, {"name": name, "answer": device.made(asked, **otherwise)})


def knock(client: Browser, device: Device, **otherwise: Any) -> Any:
    """Sign in with a passkey, from the page of signing in."""
    return client.post_form("/login", {"answer": device.answer(question(client), **otherwise)}, to=KNOCK)


def question(client: Browser) -> dict[str, Any]:
    return dict(client.get("/passkeys/question").get_json())


@pytest.fixture
def device(client: Browser, account: User) -> Device:
    """A phone with a passkey of Rosa's, who is not signed in."""
    found = Device()
    client.sign_in(account)
    assert location(add(client, found)) == OWN
    client.sign_out()
    return found


def test_it_signs_in_in_place_of_password_and_code(client: Browser, account: User, device: Device) -> None:
    enroll(account)
    assert location(knock(client, device)) == HOME
    assert signed_in(client)
    page = client.get(OWN).text
    assert "Laptop" in page
    assert "not used yet" not in page


def test_it_leads_where_somebody_wanted_to_go_and_nowhere_else(client: Browser, device: Device) -> None:
    page = location(client.get("/admin/tag/?search=x"))
    answer = {"answer": device.answer(question(client))}
    assert location(client.post_form(page, answer, to=KNOCK)) == "/admin/tag/?search=x"
    client.sign_out()
    answer = {"answer": device.answer(question(client)), "next": "https://evil.example/"}
    assert location(client.post_form(page, answer, to=KNOCK)) == HOME


def test_its_coming_and_going_is_logged_and_not_undone(client: Browser, account: User, device: Device) -> None:
    client.sign_in(account)
    add(client, Device(), "Phone")
    client.post_form(f"{REMOVE}?id={passkeys_of(account)[0].id}")
    found = select(AuditEntry).where(AuditEntry.resource == "user", AuditEntry.action == "update")
    entries = [entry for entry in db.session.scalars(found.order_by(AuditEntry.id)) if "passkeys" in entry.changes]
    one, both, other = "Laptop", "Laptop, Phone", "Phone"
    assert [entry.changes["passkeys"] for entry in entries] == [[None, one], [one, both], [both, other]]
    assert {entry.user_id for entry in entries} == {account.id}
    last, act = entries[-1].id, entries[-1].act
    client.sign_in("administrator")
    assert both in client.get(f"/admin/audit_entry/details/?id={last}").text
    assert "does not keep what it held before" in client.get(f"/admin/undo/?act={act}").text


# --- what is refused --------------------------------------------------------------------------------------------------

CHEATS: dict[str, dict[str, Any]] = {
    "of another site": {"origin": "https://localhost.evil.example"},
    "of another port": {"origin": "http://localhost:8080"},
    "for another site": {"other_host": "evil.example"},
    "nobody was there": {"verified": False},
    "to another question": {"challenge": b64(bytes(32))},
}


@pytest.mark.parametrize("cheat", CHEATS.values(), ids=CHEATS)
def test_an_answer_is_refused(client: Browser, device: Device, cheat: dict[str, Any]) -> None:
    assert location(knock(client, device, **cheat)) == "/login"
    page = client.get("/login")
    assert page.status_code == 200, "nobody is signed in"
    assert "This passkey was not accepted." in page.text
    assert location(knock(client, device)) == HOME


@pytest.mark.parametrize("cheat", CHEATS.values(), ids=CHEATS)
def test_a_new_passkey_is_refused(client: Browser, account: User, cheat: dict[str, Any]) -> None:
    client.sign_in(account)
    assert location(add(client, Device(), **cheat)) == ADD
    assert passkeys_of(account) == []


def test_an_answer_counts_once_even_with_the_cookies_of_then(client: Browser, device: Device) -> None:
    answer = device.answer(question(client))
    cookie = client.get_cookie("session")
    assert cookie
    for leads_to in (HOME, "/login"):
        client.sign_out()
        client.set_cookie("session", cookie.value)
        sent = {"answer": answer, "csrf_token": client.token()}
        cookie = client.get_cookie("session") or cookie
        assert location(client.post(KNOCK, data=sent)) == leads_to
    assert not signed_in(client)


def test_a_question_is_forgotten_when_it_was_answered_wrong(client: Browser, device: Device) -> None:
    asked = question(client)
    for answer in (device.answer(asked, verified=False), device.answer(asked)):
        client.post_form("/login", {"answer": answer}, to=KNOCK)
    assert not signed_in(client)


def test_a_question_waits_for_a_few_minutes(client: Browser, device: Device, clock: Clock) -> None:
    for later, leads_to in ((PATIENCE + timedelta(seconds=1), "/login"), (PATIENCE - timedelta(seconds=1), HOME)):
        asked = question(client)
        clock.advance(later)
        assert location(client.post_form("/login", {"answer": device.answer(asked)}, to=KNOCK)) == leads_to


def test_a_copy_that_has_signed_less_often_is_refused(client: Browser, account: User) -> None:
    device = Device(counts=True)
    client.sign_in(account)
    add(client, device)
    client.sign_out()
    assert location(knock(client, device)) == HOME
    client.sign_out()
    device.count -= 1
    assert location(knock(client, device)) == "/login"
    assert location(knock(client, device)) == HOME


def test_the_key_of_another_device_is_refused(client: Browser, device: Device) -> None:
    assert location(knock(client, Device(id=device.id))) == "/login"
    assert location(knock(client, Device())) == "/login"


@pytest.mark.parametrize(
    "end", [disable, forget_second_factor, lambda user: setattr(user, "deleted_at", user.created_at)]
)
def test_it_ends_with_the_account_and_when_it_is_lost(
    client: Browser, account: User, device: Device, end: Callable[[User], Any]
) -> None:
    end(account)
    assert location(knock(client, device)) == "/login"
    assert "This passkey is not known here." in client.get("/login").text


HOSTILE = ["", "{", "null", "[]", "7", '{"id": 7}', '{"id": "a\x00"}', "[" * 19_000, "9" * 19_000, "{}" * 50_000]


@pytest.mark.parametrize("answer", HOSTILE, ids=lambda answer: answer[:12])
def test_what_is_no_answer_is_refused(client: Browser, account: User, answer: str) -> None:
    question(client)
    assert location(client.post_form("/login", {"answer": answer}, to=KNOCK)) == "/login"
    client.sign_in(account)
    client.get("/passkeys/new/question")
    assert location(client.post_form(ADD, {"answer": answer})) == ADD


@pytest.mark.parametrize("bent", ["clientDataJSON", "authenticatorData", "signature", "attestationObject"])
@pytest.mark.parametrize("with_what", ["", "AA", "!", None, 7, "A" * 15_000])
def test_neither_is_one_that_was_bent(client: Browser, device: Device, bent: str, with_what: Any) -> None:
    client.post_form("/login", {"answer": bend(device.answer(question(client)), bent, with_what)}, to=KNOCK)
    assert not signed_in(client) or bent == "attestationObject"
    user = client.sign_in("viewer")
    made = Device().made(client.get("/passkeys/new/question").get_json())
    client.post_form(ADD, {"answer": bend(made, bent, with_what)})
    assert (passkeys_of(user) == []) is (bent in ("clientDataJSON", "attestationObject"))


def bend(answer: str, part: str, value: Any) -> str:
    whole = json.loads(answer)
    whole["response"][part] = value
    return json.dumps(whole)


# --- as the second factor ---------------------------------------------------------------------------------------------


def test_the_password_alone_does_not_sign_in_any_more(client: Browser, account: User, device: Device) -> None:
    assert location(sign_in(client)).startswith(SECOND)
    assert not signed_in(client)
    for page in (SETUP, ADD):
        assert location(client.get(page)).startswith("/login"), "no other factor is set up with the password alone"
    sign_in(client, remember="y")
    answer = {"answer": device.answer(question(client))}
    assert location(client.post_form(SECOND, answer, to=KNOCK)) == HOME
    client.delete_cookie("session")
    assert signed_in(client), "it was asked to remember"


def test_a_recovery_code_stands_in_for_the_device(client: Browser, account: User, device: Device) -> None:
    client.sign_in(account)
    page = client.post("/second-factor/recovery-codes", data={"csrf_token": client.token(), "generate_new_codes": "1"})
    codes = re.findall(r"<li><code>([^<]+)</code>", page.text)
    assert "10 left" in client.get(OWN).text
    client.sign_out()
    sign_in(client)
    client.post_form("/second-factor/recovery", {"code": codes[0]})
    assert signed_in(client)


def test_whoever_has_an_application_too_is_asked_for_either(client: Browser, account: User, device: Device) -> None:
    enroll(account)
    page = location(sign_in(client))
    assert page.startswith("/second-factor/code")
    assert location(client.post_form(page, {"answer": "{}"}, to=KNOCK)).startswith("/second-factor/code")
    assert location(client.post_form(page, {"answer": device.answer(question(client))}, to=KNOCK)) == HOME


@pytest.fixture
def required(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(app.config, "SECOND_FACTOR", "everybody")


def test_whoever_needs_a_second_factor_may_begin_with_a_passkey(required: None, client: Browser, account: User) -> None:
    assert location(sign_in(client)) == SETUP
    assert ADD in client.get(SETUP).text
    device = Device()
    assert location(add(client, device)) == OWN
    assert signed_in(client)
    client.sign_out()
    assert location(knock(client, device)) == HOME


def test_a_cookie_from_before_it_replaces_no_second_factor(required: None, client: Browser, account: User) -> None:
    """Somebody else knows the password, and waits until the account has a second factor."""
    sign_in(client)
    page = client.post(SETUP, data={"csrf_token": client.token(), "setup": "authenticator"})
    assert 'class="key"' in page.text
    thief = client.get_cookie("session")
    client.sign_out()
    client.sign_in(account)
    add(client, Device())
    client.sign_out()
    assert thief
    client.set_cookie("session", thief.value)
    for page_ in (SETUP, "/second-factor/code", ADD):
        client.set_cookie("session", thief.value)
        assert location(client.get(page_)).startswith("/login")


def test_the_last_second_factor_of_who_needs_one_is_kept(
    required: None, client: Browser, account: User, device: Device
) -> None:
    client.sign_in(account)
    (mine,) = passkeys_of(account)
    client.post_form(f"{REMOVE}?id={mine.id}")
    assert "Your role needs a second factor" in client.get(OWN).text
    assert len(passkeys_of(account)) == 1
    enroll(account)
    client.sign_in(account)
    client.post_form(f"{REMOVE}?id={mine.id}")
    assert passkeys_of(account) == []


def test_it_is_enough_for_an_administrator_in_service(required: None, client: Browser) -> None:
    chief = create_user(email="chief@school.example", password=PASSWORD, roles=["administrator"])
    db.session.commit()
    assert "users second-factor chief@school.example" in (second_factors() or "")
    client.sign_in(chief)
    add(client, Device())
    assert second_factors() is None


# --- whose, and how fresh ---------------------------------------------------------------------------------------------


def test_nobody_touches_those_of_another(client: Browser, account: User, device: Device) -> None:
    (hers,) = passkeys_of(account)
    client.sign_in("administrator")
    page = f"{REMOVE}?id={hers.id}"
    assert client.get(page).status_code == client.post(page, data={"csrf_token": client.token()}).status_code == 404
    assert location(add(client, device)) == ADD
    assert "known here already" in client.get(ADD).text
    assert [row.id for row in passkeys_of(account)] == [hers.id]


@pytest.mark.parametrize("page", [ADD, REMOVE])
def test_adding_and_removing_take_a_fresh_sign_in(client: Browser, account: User, device: Device, page: str) -> None:
    client.sign_in(account)
    address = page if page == ADD else f"{page}?id={passkeys_of(account)[0].id}"
    form = client.form_at(address, page)
    let_pass(client, 90)
    assert location(client.post(address, data=dict(form.values))).startswith("/password-again")
    assert location(client.get(address)).startswith("/password-again")
    assert len(passkeys_of(account)) == 1


def test_it_makes_fresh_whoever_it_belongs_to(client: Browser, account: User, device: Device) -> None:
    client.sign_in(account)
    let_pass(client, 90)
    asked = location(client.get(ADD))
    answer = {"answer": device.answer(question(client))}
    assert location(client.post_form(asked, answer, to=KNOCK)) == ADD
    assert client.get(ADD).status_code == 200
    other = Device()
    client.sign_in("viewer")
    add(client, other)
    let_pass(client, 90)
    answer = {"answer": device.answer(question(client))}
    assert location(client.post_form("/password-again", answer, to=KNOCK)).startswith("/password-again")
    assert location(client.get(ADD)).startswith("/password-again")


def test_a_name_is_one_line_and_never_nothing(client: Browser, account: User) -> None:
    client.sign_in(account)
    for name in (" My\n<b>phone</b> ", "", "x" * 300):
        add(client, Device(), name)
    first, second, third = passkeys_of(account)
    assert first.name == "My <b>phone</b>"
    assert second.name
    assert third.name == "x" * 100
    assert "My &lt;b&gt;phone&lt;/b&gt;" in client.get(OWN).text


def test_there_are_none_for_an_address_in_numbers(app: Flask, client: Browser, account: User) -> None:
    client.sign_in(account)
    assert client.get(ADD).status_code == 200
    there = {"base_url": "http://127.0.0.1:5000"}
    assert client.get(ADD, **there).status_code == client.get("/passkeys/question", **there).status_code == 404
    assert "Sign in with a passkey" not in client.get("/login", **there).text


@pytest.mark.parametrize(
    ("settings", "host", "origin"),
    [
        ({"SCHOOL_URL": "https://office.school.example/"}, "office.school.example", "https://office.school.example"),
        (
            {"SCHOOL_URL": "https://office.school.example:8443", "PASSKEY_HOST": "school.example"},
            *("school.example", "https://office.school.example:8443"),
        ),
    ],
)
def test_the_host_is_a_setting(
    app: Flask, client: Browser, account: User, monkeypatch: pytest.MonkeyPatch, settings: Any, host: str, origin: str
) -> None:
    for name, value in settings.items():
        monkeypatch.setitem(app.config, name, value)
    device = Device()
    client.sign_in(account)
    assert location(add(client, device)) == ADD, "the browser is elsewhere"
    assert location(add(client, device, origin=origin)) == OWN
    client.sign_out()
    assert question(client)["rpId"] == host
    assert location(knock(client, device, origin=origin)) == HOME
