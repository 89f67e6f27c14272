"""`users`: accounts made, listed, given a new password."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from admin_app.accounts import mail

from .running import Run


def test_users_are_made_listed_and_given_a_new_password(run: Run, sqlite: Path) -> None:
    run("db", "upgrade")
    assert "There are no accounts yet." in run("users", "list").output
    roles = ("--role", "registrar", "--role", "nurse")

    made = run("users", "create", "Rosa@School.example", *roles, stdin="a pass phrase\na pass phrase\n")
    twice = run("users", "create", "rosa@school.example", *roles, "--password-stdin", stdin="a pass phrase\n")
    weak = run("users", "create", "bo@school.example", "--role", "bursar", "--password-stdin", stdin="short\n")
    changed = run("users", "password", "rosa@school.example", "--password-stdin", stdin="another phrase\n")
    nobody = run("users", "password", "bo@school.example", "--password-stdin", stdin="another phrase\n")

    assert made.output.endswith("rosa@school.example can sign in, as nurse and registrar.\n")
    assert "a pass phrase" not in made.output
    assert (twice.exit_code, twice.output) == (1, "Error: Somebody signs in with rosa@school.example already.\n")
    assert (weak.exit_code, weak.output) == (1, "Error: A password has from 8 to 128 characters.\n")
    assert changed.output == "rosa@school.example has a new password.\n"
    assert (nobody.exit_code, nobody.output) == (1, "Error: Nobody signs in with bo@school.example.\n")
    assert run("users", "list").output.split() == ["rosa@school.example", "nurse,", "registrar"]


def test_a_second_factor_is_given_and_taken_away(run: Run, sqlite: Path) -> None:
    run("db", "upgrade")
    run("users", "create", "a@school.example", "--role", "administrator", "--password-stdin", stdin="a pass phrase\n")
    given = run("users", "second-factor", "A@school.example")
    taken = run("users", "reset-second-factor", "a@school.example")
    assert "otpauth://totp/" in given.output
    assert taken.output == "a@school.example has no second factor now.\n"
    assert run("users", "second-factor", "b@school.example").exit_code == 1
    with closing(sqlite3.connect(sqlite)) as database:
        held = database.execute("SELECT tf_primary_method, tf_totp_secret FROM user").fetchone()
        logged = database.execute("SELECT changes, reason FROM audit_entry ORDER BY id DESC").fetchone()
    assert held == (None, None)
    assert json.loads(logged[0])["tf_primary_method"] == ["authenticator", None]
    assert json.loads(logged[0])["tf_totp_secret"] == ["(hidden)", "(hidden)"]
    assert logged[1] == "reset from the command line"


def test_somebody_is_invited(run: Run, sqlite: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run("db", "upgrade")
    sent: list[Any] = []
    monkeypatch.setattr(mail, "deliver", sent.append)
    monkeypatch.setenv("SCHOOL_URL", "https://office.school.example")
    made = run("users", "invite", "new@school.example", "--role", "nurse")
    assert made.output == "new@school.example is sent a link.\n"
    assert sent[0].to == ["new@school.example"]
    assert "https://office.school.example/forgotten-password/" in sent[0].body
