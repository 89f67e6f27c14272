"""What may be a password, changing it, and choosing one by a link that came by mail."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from admin_app.accounts import User, WeakPassword, create_user, disable, ensure_roles
from admin_app.accounts.passwords import check_password
from admin_app.database import db
from tests.client import Browser

from .conftest import PASSWORD, location, sign_in, signed_in

pytestmark = pytest.mark.parametrize("engine_name", ["sqlite"])
NEW = "another horse battery"
FORGOTTEN = "/forgotten-password"


# --- the rules --------------------------------------------------------------------------------------------------------


TRIED_FIRST = ("password", "password1", "qwertyuiop", "12345678", "iloveyou2", "aaaaaaaaaaaa")
ABOUT_ROSA = ("rosa2011", "Rosa Registrar", "rosa@school.example", "school2026", "homeroom1")
HARD = ("x7!kQ2#p", PASSWORD, "ñandú café zoé", "🐎🔋📎🌲🎻🥁🚲🛶", "a phrase " + "of many words " * 8)


@pytest.mark.parametrize("password", ["", "short7!", "x" * 129, " " * 12, *TRIED_FIRST, *ABOUT_ROSA])
def test_what_is_tried_first_is_refused(engine_name: str, password: str) -> None:
    with pytest.raises(WeakPassword):
        check_password(password, email="rosa@school.example", name="Rosa Registrar")


@pytest.mark.parametrize("password", HARD)
def test_what_is_hard_to_guess_is_welcome(engine_name: str, password: str) -> None:
    check_password(password, email="rosa@school.example", name="Rosa Registrar")


def test_a_long_password_counts_to_its_last_character(client: Browser) -> None:
    long = "a phrase of many words, each of them known to me alone, " * 2 + "with an end"
    assert len(long) > 72  # where bcrypt would stop
    create_user(email="rosa@school.example", password=long, roles=["viewer"])
    sign_in(client, password=long[:-1])
    assert not signed_in(client)
    sign_in(client, password=long)
    assert signed_in(client)


# --- changing it ------------------------------------------------------------------------------------------------------


def change(client: Browser, **values: str) -> Any:
    typed = {"password": PASSWORD, "new_password": NEW, "new_password_confirm": NEW}
    return client.post_form("/password", typed | values)


def test_a_new_password_signs_out_every_device_but_this_one(app: Flask, client: Browser, account: User) -> None:
    other = app.test_client()
    assert isinstance(other, Browser)
    other.sign_in(account)
    sign_in(client)
    before = client.get_cookie("session")
    assert location(change(client)) == "/admin/account/"
    assert "You have a new password" in client.get("/admin/account/").text
    assert signed_in(client)
    assert not signed_in(other)
    assert before is not None
    other.set_cookie("session", before.value)
    assert not signed_in(other), "this device has a new key, and the old one is worth nothing"
    client.sign_out()
    sign_in(client, password=NEW)
    assert signed_in(client)


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"password": "wrong horse battery"}, "This is not your password."),
        ({"password": ""}, "Type your password."),
        ({"new_password": "password1", "new_password_confirm": "password1"}, "among the first"),
        ({"new_password_confirm": "something else"}, "The two are not the same."),
        ({"new_password": PASSWORD, "new_password_confirm": PASSWORD}, "This is the password that you have."),
        ({"new_password": "x" * 5000, "new_password_confirm": "x" * 5000}, "from 8 to 128"),
    ],
)
def test_a_new_password_is_refused_in_words(client: Browser, account: User, values: dict[str, str], said: str) -> None:
    client.sign_in(account)
    assert said in change(client, **values).text
    client.sign_out()
    sign_in(client)
    assert signed_in(client)


def test_its_owner_is_told_by_mail(app: Flask, client: Browser, account: User) -> None:
    client.sign_in(account)
    change(client)
    assert [(letter.to, letter.subject) for letter in outbox(app)] == [([account.email], "Your password was changed")]


# --- by mail ----------------------------------------------------------------------------------------------------------


@pytest.fixture(autouse=True)
def empty_outbox(app: Flask) -> None:
    outbox(app).clear()


def outbox(app: Flask) -> list[Any]:
    """The letters that were sent."""
    found: list[Any] = app.extensions["mailman"].__dict__.setdefault("outbox", [])
    return found


def link_in(letter: Any) -> str:
    found = re.search(r"http://localhost(/\S+)", letter.body)
    assert found
    return found[1]


def ask(client: Browser, email: str = "rosa@school.example", **how: Any) -> Any:
    return client.post_form(FORGOTTEN, {"email": email}, **how)


def choose(client: Browser, link: str, password: str = NEW) -> Any:
    return client.post_form(link, {"password": password, "password_confirm": password})


def test_a_forgotten_password_is_replaced_by_a_link(app: Flask, client: Browser, account: User) -> None:
    client.sign_in(account)
    thief = app.test_client()
    assert isinstance(thief, Browser)
    ask(thief)
    (letter,) = outbox(app)
    assert letter.to == ["rosa@school.example"]
    assert location(choose(thief, link_in(letter))) == "/login"
    assert not signed_in(thief), "the link chooses a password and signs nobody in"
    assert not signed_in(client), "the sessions that there were have ended"
    sign_in(client, password=NEW)
    assert signed_in(client)


def test_a_link_works_once(app: Flask, client: Browser, account: User) -> None:
    ask(client)
    link = link_in(outbox(app)[0])
    choose(client, link)
    assert location(client.get(link)) == FORGOTTEN
    data = {"csrf_token": client.token(), "password": PASSWORD, "password_confirm": PASSWORD}
    assert location(client.post(link, data=data)) == FORGOTTEN
    sign_in(client)
    assert not signed_in(client)


def test_a_weak_password_does_not_use_the_link_up(app: Flask, client: Browser, account: User) -> None:
    ask(client)
    link = link_in(outbox(app)[0])
    assert "among the first" in choose(client, link, "password1").text
    assert location(choose(client, link)) == "/login"


def test_the_page_does_not_tell_who_has_an_account(app: Flask, client: Browser, account: User) -> None:
    disabled = create_user(email="gone@school.example", password=PASSWORD, roles=["viewer"])
    disable(disabled)
    pages = set()
    for email in ("rosa@school.example", "nobody@school.example", "gone@school.example"):
        page = ask(client, email).text.replace(email, "")
        pages.add(re.sub(r'name="csrf_token"[^>]*', "", page))
    assert len(pages) == 1
    assert [letter.to for letter in outbox(app)] == [["rosa@school.example"]]


def test_the_letter_is_written_when_the_answer_is_out(
    app: Flask, client: Browser, account: User, query_counter: Callable[[], Any]
) -> None:
    """Else the time that it takes would tell that there is an account."""
    form = client.form_at(FORGOTTEN)
    answer = client.post(form.action, data=dict(form.values) | {"email": account.email}, buffered=False)
    assert outbox(app) == []
    answer.close()
    assert len(outbox(app)) == 1


def test_a_link_leads_to_the_school_and_not_to_the_host_that_was_asked(
    app: Flask, client: Browser, account: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.config, "SCHOOL_URL", "https://office.school.example")
    ask(client)
    (letter,) = outbox(app)
    assert "https://office.school.example/forgotten-password/" in letter.body
    assert "localhost" not in letter.body


def test_a_mail_server_that_is_away_is_nobodys_error(
    app: Flask, client: Browser, account: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(app.extensions["mailman"], "backend", "smtp")
    monkeypatch.setattr(app.extensions["mailman"], "server", "127.0.0.1")
    monkeypatch.setattr(app.extensions["mailman"], "port", 1)
    assert ask(client).status_code == 200


def test_somebody_new_is_invited_and_chooses_the_password(app: Flask, client: Browser) -> None:
    client.sign_in("administrator")
    client.post_form("/admin/user/new/", {"email": "new@school.example", "roles": viewer(), "new_password": ""})
    (letter,) = outbox(app)
    assert letter.to == ["new@school.example"]
    client.sign_out()
    assert location(choose(client, link_in(letter))) == "/login"
    sign_in(client, email="new@school.example", password=NEW)
    assert signed_in(client)


def test_without_mail_somebody_new_needs_a_password(
    app: Flask, client: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.config, "LETTERS", value=False)
    client.sign_in("administrator")
    data = {"email": "new@school.example", "roles": viewer(), "new_password": ""}
    assert "from 8 to 128" in client.post_form("/admin/user/new/", data).text
    assert outbox(app) == []


def viewer() -> str:
    roles = {role.name: role for role in ensure_roles()}
    db.session.commit()
    return str(roles["viewer"].id)
