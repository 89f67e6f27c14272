"""`serve` and its port: where it listens is said at once, and a port where no browser looks is refused."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from urllib.request import urlopen

import pytest

from admin_app.config import ROOT

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
