"""The commands as a whole: what they are called, and the sentences that they refuse with."""

from __future__ import annotations

import socket
import subprocess
import sys
from pathlib import Path

import click
import pytest

from admin_app.cli import APPLICATION_COMMANDS, STARTING_COMMANDS
from seeds.command import seed

from .running import Run


def test_every_command_says_what_it_does(run: Run) -> None:
    listed = run("--help").output

    for command in (*STARTING_COMMANDS, seed, *APPLICATION_COMMANDS):
        assert isinstance(command, click.Command)
        assert f"  {command.name} " in listed
        assert command.help


def test_test_hands_everything_to_pytest(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    called: list[list[str]] = []

    def call(command: list[str], cwd: Path) -> int:
        called.append(command)
        return 5

    monkeypatch.setattr(subprocess, "call", call)

    assert run("test", "-n", "2", "--help", "tests/school").exit_code == 5
    assert called == [[sys.executable, "-m", "pytest", "-n", "2", "--help", "tests/school"]]


@pytest.mark.parametrize("command", ["demo", "dev", "serve"])
def test_a_port_in_use_is_said_before_anything_is_done(run: Run, command: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "sqlite:////nowhere/at/all.db")
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        refused = run(command, "--port", str(port))

    assert refused.exit_code == 1
    assert refused.output == (
        f"Error: Port {port} is in use. Stop what is using it, or choose another one: --port {port % 65535 + 1}\n"
    )


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (["--host", "no.such.host.invalid"], "There is no address 'no.such.host.invalid'."),
        (["--host", "192.0.2.1"], "This computer cannot listen on 192.0.2.1"),  # RFC 5737: an address for examples
        (["--port", "0"], "is not in the range"),
    ],
)
def test_an_address_that_cannot_be_had_is_said(run: Run, options: list[str], sentence: str) -> None:
    refused = run("demo", *options)

    assert refused.exit_code != 0
    assert sentence in refused.output


@pytest.mark.parametrize(
    ("uri", "sentence"),
    [
        ("nonsense", "DATABASE_URL is not a database URI"),
        ("postgresql://user@host:port/db", "DATABASE_URL is not a database URI"),
        ("oracle://user@host/db", "DATABASE_URL begins with sqlite://, postgresql://, mysql:// or mariadb://."),
        ("sqlite:////no/such/folder/school.db", "Look whether its folder is there and can be written."),
        ("postgresql://head:hush@127.0.0.1:9/school", "Look whether its server runs"),
        ("mysql://head:hush@127.0.0.1:9/school", "Look whether its server runs"),
    ],
)
def test_a_database_that_cannot_be_used_is_said_without_a_password(
    run: Run, monkeypatch: pytest.MonkeyPatch, uri: str, sentence: str
) -> None:
    monkeypatch.setenv("DATABASE_URL", uri)

    refused = run("users", "list")

    assert refused.exit_code == 1
    assert refused.output.startswith("Error: ")
    assert sentence in refused.output
    assert "hush" not in refused.output


def test_a_database_without_tables_is_told_to_be_upgraded(run: Run, uri: str) -> None:
    refused = run("users", "list")

    assert refused.exit_code == 1
    assert refused.output == "Error: The database is not up to date. First run: python3 manage.py db upgrade\n"
