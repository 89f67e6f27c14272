"""The server of `dev`."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from flask import Flask

from admin_app.cli import reloading


def test_dev_waits_for_a_change_after_a_start_that_failed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    source = tmp_path / "half_written.py"
    source.touch()
    starts: list[str] = []

    def run_simple(host: str, port: int, app: Flask, **options: object) -> None:
        starts.append(f"{host}:{port}")
        if len(starts) == 1:
            raise SystemExit(1)

    def save_after_a_while(seconds: float) -> None:
        os.utime(source, (seconds, seconds))

    monkeypatch.setattr(reloading, "run_simple", run_simple)
    monkeypatch.setattr(reloading, "WATCHED", (tmp_path,))
    monkeypatch.setattr(reloading.time, "sleep", save_after_a_while)

    reloading.run_reloading_server(Flask("any"), "127.0.0.1", 5000)

    assert starts == ["127.0.0.1:5000"] * 2
