"""`users`: accounts made, listed, given a new password."""

from __future__ import annotations

from pathlib import Path

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
