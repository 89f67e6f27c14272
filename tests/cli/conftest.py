"""What the tests of commands share: databases that DATABASE_URL names, and a way to run a command."""

from __future__ import annotations

import socket
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from flask import Flask

from admin_app import create_app
from admin_app.cli import APPLICATION_COMMANDS, STARTING_COMMANDS, CommandLine
from admin_app.database import db
from seeds.command import seed

from ..engines.databases import Databases
from .running import Run


@pytest.fixture
def uri(databases: Databases, engine_name: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """A new, empty database on each engine, which DATABASE_URL names."""
    uri = databases.create(engine_name)
    monkeypatch.setenv("DATABASE_URL", uri)
    return uri


@pytest.fixture
def sqlite(databases: Databases, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The same for what no engine does differently: a file."""
    uri = databases.create("sqlite")
    monkeypatch.setenv("DATABASE_URL", uri)
    return Path(uri.removeprefix("sqlite:///"))


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs a command in this process. What would serve until Ctrl-C says only that it does."""
    monkeypatch.setenv("HOMEROOM_ENV", "testing")  # demo sets another one, which must not outlive the test
    apps: list[Flask] = []

    def make_app() -> Flask:
        apps.append(create_app("testing"))
        return apps[-1]

    def serve(app: Flask, host: str, port: int, *, ready: Callable[[], None]) -> None:
        ready()

    def invoke(*arguments: str, stdin: str | None = None) -> Result:
        commands = [*STARTING_COMMANDS, seed, *APPLICATION_COMMANDS]
        try:
            return CliRunner().invoke(CommandLine(make_app, commands), arguments, input=stdin)
        finally:  # as the end of a process would
            while apps:
                with apps.pop().app_context():
                    db.session.remove()
                    db.engine.dispose()

    monkeypatch.setattr(import_module("admin_app.cli.demo"), "run_server", serve)
    return invoke


@pytest.fixture
def port() -> int:
    """A port that is free."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        number: int = probe.getsockname()[1]
        return number
