"""`serve` and its port: where it listens is said at once, and a port where no browser looks is refused."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from urllib.request import urlopen

import pytest
from click.testing import CliRunner
from flask import Flask

from admin_app import config, create_app
from admin_app.cli import STARTING_COMMANDS, CommandLine
from admin_app.config import ROOT
from admin_app.database import engine_options

from .running import Run


@pytest.mark.parametrize("command", ["demo", "dev", "serve"])
@pytest.mark.parametrize("port", [5060, 6000, 6669, 10080])
def test_a_port_that_browsers_refuse_is_said(
    run: Run, command: str, port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", "sqlite:////nowhere/at/all.db")

    refused = run(command, "--port", str(port))

    assert refused.exit_code == 1
    assert refused.output == f"Error: No browser opens port {port}. Choose another one, for example: --port 5000\n"


@pytest.mark.skipif(sys.platform == "win32", reason="there it is said before it listens")
def test_serve_says_where_it_listens_to_a_pipe_too(sqlite: Path, port: int) -> None:
    server = subprocess.Popen(
        [sys.executable, "manage.py", "serve", "--port", str(port)],
        cwd=ROOT,
        env=os.environ | {"HOMEROOM_NO_VENV": "1"},
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert server.stdout
        first = server.stdout.readline()  # while it runs: its end would empty a buffer
        with urlopen(f"http://127.0.0.1:{port}/healthz") as response:
            assert response.status == 200
    finally:
        server.terminate()
        server.communicate()

    assert first == f"Homeroom listens on http://127.0.0.1:{port}/\n"


# --- how many, and what is said about it ------------------------------------------------------------------------------


def started(monkeypatch: pytest.MonkeyPatch, *arguments: str, **environment: str) -> tuple[int, str]:
    """The processes that `serve` would start, and what it remarks on."""
    for name in ("SECRET_KEY", "REDIS_URL", "PROXIES"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(config, "INSTANCE", Path(os.environ["DATABASE_URL"].removeprefix("sqlite:///")).parent)
    for name, value in {"HOMEROOM_ENV": "production", **environment}.items():
        monkeypatch.setenv(name, value)
    served: list[int] = []

    def serve(app: Flask, host: str, port: int, *, workers: int, ready: Callable[[], None]) -> None:
        served.append(workers)

    monkeypatch.setattr(import_module("admin_app.cli.serve"), "run_server", serve)
    result = CliRunner().invoke(CommandLine(create_app, [*STARTING_COMMANDS]), ["serve", *arguments])
    assert result.exit_code == 0, result.output
    return served[0], result.output


@pytest.mark.parametrize(
    ("arguments", "environment", "workers"),
    [
        ([], {}, 1),
        ([], {"REDIS_URL": "redis://127.0.0.1:1/0"}, 3),
        (["--workers", "2"], {"REDIS_URL": "redis://127.0.0.1:1/0"}, 2),
        (["--workers", "6"], {}, 6),
    ],
)
def test_several_processes_are_started_unasked_where_they_share_a_redis(
    sqlite: Path,
    port: int,
    monkeypatch: pytest.MonkeyPatch,
    arguments: list[str],
    environment: dict[str, str],
    workers: int,
) -> None:
    monkeypatch.setattr(os, "cpu_count", lambda: 3)
    assert started(monkeypatch, *arguments, "--port", str(port), **environment)[0] == workers


@pytest.mark.parametrize(
    ("arguments", "environment", "remarks"),
    [
        ([], {"PROXIES": "1"}, set()),
        (["--workers", "2"], {"PROXIES": "1"}, {"REDIS_URL"}),
        ([], {"PROXIES": "1", "REDIS_URL": "redis://127.0.0.1:1/0"}, {"SECRET_KEY"}),
        ([], {"PROXIES": "1", "REDIS_URL": "redis://127.0.0.1:1/0", "SECRET_KEY": "0123456789abcdef" * 3}, set()),
        ([], {}, {"PROXIES"}),
    ],
)
def test_what_several_hosts_must_have_in_common_is_said(
    sqlite: Path,
    port: int,
    monkeypatch: pytest.MonkeyPatch,
    arguments: list[str],
    environment: dict[str, str],
    remarks: set[str],
) -> None:
    said = started(monkeypatch, *arguments, "--port", str(port), **environment)[1]
    assert {name for name in ("REDIS_URL", "SECRET_KEY", "PROXIES") if name in said} == remarks


@pytest.mark.parametrize("database", ["sqlite:////srv/school.db", "postgresql://host/db", "mysql://host/db"])
def test_each_thread_keeps_a_connection(database: str) -> None:
    assert engine_options(database)["pool_size"] >= config.THREADS
