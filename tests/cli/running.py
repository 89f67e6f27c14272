"""Ways to run a command, and to look at what it left behind."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from click.testing import Result

from admin_app import create_app
from admin_app.config import ROOT
from admin_app.database import db

Run = Callable[..., Result]


def manage(*arguments: str, stdin: str = "", **environment: str) -> subprocess.CompletedProcess[str]:
    """Run manage.py as a person would, in the environment that this run has."""
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env=os.environ | {"HOMEROOM_NO_VENV": "1", **environment},
        input=stdin,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


@contextmanager
def opened_school() -> Iterator[None]:
    """The application on the database of DATABASE_URL, to look into it between two commands."""
    with create_app("testing").app_context():
        yield
        db.session.remove()
        db.engine.dispose()
