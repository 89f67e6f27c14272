"""The server of `dev`: it starts again when a file changes, also after a change that it could not start from."""

from __future__ import annotations

import time

import click
from flask import Flask
from werkzeug.serving import run_simple

from ..config import ROOT

#: How a process ends that an error ended.
FAILED = 1
WATCHED = (ROOT / "admin_app", ROOT / "seeds")


def run_reloading_server(app: Flask, host: str, port: int) -> None:
    """Serve until Ctrl-C, from a process that is started anew after each change."""
    while True:
        try:
            run_simple(host, port, app, use_reloader=True, use_debugger=True, threaded=True, reloader_type="stat")
        except SystemExit as ended:
            if ended.code != FAILED:
                raise
        else:
            return
        click.echo("Mend what the last lines say. The server starts again once a file is saved.")
        wait_for_change()


def wait_for_change() -> None:
    before = latest_change()
    while latest_change() == before:
        time.sleep(0.5)


def latest_change() -> float:
    """When a Python file of ours was last saved, in seconds since 1970."""
    return max(file.stat().st_mtime for folder in WATCHED for file in folder.rglob("*.py"))
