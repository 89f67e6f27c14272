"""Accounts: made, given a password, disabled."""

from __future__ import annotations

import logging

import pytest
from flask import Flask
from flask_security import verify_password
from sqlalchemy.exc import IntegrityError

from admin_app.accounts import (
    DEMO_PASSWORD,
    DEMO_USERS,
    EmailTaken,
    InvalidEmail,
    Role,
    RoleName,
    UnknownRole,
    User,
    WeakPassword,
    create_demo_users,
    create_user,
    disable,
    ensure_roles,
    has_demo_users,
    set_password,
)
from admin_app.database import db

from .conftest import PASSWORD


def test_an_account_has_its_facts_and_a_hash(account: User) -> None:
    assert (account.email, account.name, account.is_active) == ("rosa@school.example", "Rosa", True)
    assert account.role_names == {RoleName.REGISTRAR}
    assert account.password.startswith("$argon2id$v=19$")
    assert verify_password(PASSWORD, account.password)


def test_an_address_is_kept_in_one_spelling_and_taken_once(account: User) -> None:
    with pytest.raises(EmailTaken) as caught:
        create_user(email="  Rosa@School.Example ", password=PASSWORD, roles=["viewer"])
    assert caught.value.field == "email"
    db.session.add(User(email="ROSA@school.example", password="*"))
    with pytest.raises(IntegrityError):
        db.session.flush()
    db.session.rollback()


@pytest.mark.parametrize("email", ["", "rosa", "rosa@", "@school.example", "rosa@school", "a\x00b@school.example"])
def test_what_is_no_address_is_refused(app: Flask, email: str) -> None:
    with pytest.raises(InvalidEmail):
        create_user(email=email, password=PASSWORD, roles=["viewer"])


@pytest.mark.parametrize("password", ["", "1234567", "x" * 129, " " * 10, "Rosa@school.example"])
def test_a_weak_password_is_refused(app: Flask, password: str) -> None:
    with pytest.raises(WeakPassword) as caught:
        create_user(email="rosa@school.example", password=password, roles=["viewer"])
    assert caught.value.field == "password"


@pytest.mark.parametrize("password", ["x7!kQ2#p", "a phrase of words " * 7, "å ñ ü " * 21, "correct horse 🐎"])
def test_no_kind_of_character_is_asked_for(app: Flask, password: str) -> None:
    user = create_user(email="rosa@school.example", password=password, roles=["viewer"])
    assert user.id


@pytest.mark.parametrize("roles", [[], ["owner"], ["viewer", "owner"]])
def test_an_account_has_roles_that_exist(app: Flask, roles: list[str]) -> None:
    with pytest.raises(UnknownRole):
        create_user(email="rosa@school.example", password=PASSWORD, roles=roles)


def test_making_an_account_does_not_commit(app: Flask) -> None:
    create_user(email="rosa@school.example", password=PASSWORD, roles=["viewer"])
    db.session.rollback()
    assert db.session.scalar(db.select(User)) is None


def test_there_are_six_roles_and_no_seventh(app: Flask) -> None:
    assert [role.name for role in ensure_roles()] == list(RoleName)
    assert ensure_roles() == ensure_roles()
    db.session.flush()
    db.session.add(Role(name=RoleName.VIEWER))
    with pytest.raises(IntegrityError):
        db.session.flush()
    db.session.rollback()


def test_a_new_password_disabling_and_the_trash_end_sessions(account: User) -> None:
    keys = [account.get_id()]
    set_password(account, "another horse battery")
    keys.append(account.get_id())
    disable(account)
    keys.append(account.get_id())
    assert not account.is_active
    account.name = "Rosa Registrar"
    db.session.commit()
    assert account.get_id() == keys[-1]
    assert len(set(keys)) == len(keys)
    with pytest.raises(WeakPassword):
        set_password(account, "short")


def test_the_demo_accounts_can_be_told(account: User) -> None:
    assert not has_demo_users()
    users = create_demo_users()
    assert [(user.email, *user.role_names, user.name) for user in users] == list(DEMO_USERS)
    assert verify_password(DEMO_PASSWORD, users[0].password)
    assert has_demo_users()
    for user in users:
        disable(user)
    assert not has_demo_users()


def test_a_password_is_neither_shown_nor_logged(app: Flask, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        user = create_user(email="rosa@school.example", password=PASSWORD, roles=["viewer"])
        with pytest.raises(IntegrityError) as caught:
            db.session.execute(db.insert(User), [{"email": "rosa@school.example", "password": PASSWORD}])
    db.session.rollback()
    for shown in (repr(user), str(user), str(caught.value), caplog.text):
        assert PASSWORD not in shown
        assert "$argon2" not in shown
