"""Changing accounts takes a password that was typed a few minutes ago, and nothing that was filled in is lost by it."""

from __future__ import annotations

import time
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from admin_app.accounts import User, create_user
from admin_app.database import db
from tests.client import Browser

from .conftest import PASSWORD, location, sign_in

pytestmark = pytest.mark.parametrize("engine_name", ["sqlite"])
AGAIN = "/password-again"


@pytest.fixture
def chief(client: Browser) -> User:
    """An administrator who has just signed in."""
    user = create_user(email="chief@school.example", password=PASSWORD, roles=["administrator"], name="Chief")
    db.session.commit()
    sign_in(client, email=user.email)
    return user


def let_pass(client: Browser, minutes: int) -> None:
    """As if the password had been typed so much earlier, and whatever was begun then."""
    with client.session_transaction() as kept:
        kept["fs_paa"] = time.time() - 60 * minutes
        kept.pop("fs_gexp", None)


def edit(account: User) -> str:
    return f"/admin/user/edit/?id={account.id}"


@pytest.mark.parametrize("page", [edit, lambda account: "/admin/user/new/", lambda account: "/second-factor"])
def test_a_page_that_changes_accounts_asks_for_the_password_and_is_come_back_to(
    client: Browser, chief: User, account: User, page: Any
) -> None:
    address = page(account)
    assert client.get(address).status_code == 200
    let_pass(client, 16)
    asked = location(client.get(address))
    assert asked.startswith(AGAIN)
    assert "This is not your password." in client.post_form(asked, {"password": "wrong horse battery"}, to=AGAIN).text
    assert location(client.post_form(asked, {"password": PASSWORD}, to=AGAIN)) == address
    assert client.get(address).status_code == 200


def test_what_was_typed_meanwhile_is_kept(client: Browser, chief: User, account: User) -> None:
    form = client.form_at(edit(account))
    let_pass(client, 90)
    typed = dict(form.values) | {"email": "other@school.example", "name": "Somebody Else"}
    page = client.post(form.action, data=typed)
    assert page.status_code == 200
    assert "Type your password again first" in page.text
    assert 'value="other@school.example"' in page.text
    assert account.email == "rosa@school.example"
    client.post_form(AGAIN, {"password": PASSWORD})
    assert client.post(form.action, data=typed).status_code == 302
    assert account.email == "other@school.example"


def test_what_was_opened_in_time_may_be_saved_a_little_later(client: Browser, chief: User, account: User) -> None:
    form = client.form_at(edit(account))
    with client.session_transaction() as kept:
        kept["fs_paa"] -= 60 * 30
    assert client.post(form.action, data=dict(form.values) | {"name": "Somebody Else"}).status_code == 302


@pytest.mark.parametrize("path", ["/admin/user/delete/", "/admin/user/new/"])
def test_neither_is_an_account_deleted_nor_made(client: Browser, chief: User, account: User, path: str) -> None:
    let_pass(client, 90)
    data = {"csrf_token": client.token(), "id": account.id, "email": "new@school.example", "roles": account.roles[0].id}
    client.post(path, data=data | {"new_password": PASSWORD})
    assert set(db.session.scalars(select(User.email).where(User.deleted_at.is_(None)))) == {account.email, chief.email}


def test_a_remembered_session_is_not_fresh(app: Flask, client: Browser, account: User) -> None:
    chief = create_user(email="chief@school.example", password=PASSWORD, roles=["administrator"])
    sign_in(client, email=chief.email, remember="y")
    client.delete_cookie("session")
    assert location(client.get(edit(account))).startswith(AGAIN)


def test_students_are_changed_without_being_asked(client: Browser, chief: User) -> None:
    let_pass(client, 600)
    assert client.get("/admin/student/new/").status_code == 200
