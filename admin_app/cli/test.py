"""`test`: the test run."""

from __future__ import annotations

import subprocess
import sys

import click

from ..config import ROOT


@click.command(context_settings={"ignore_unknown_options": True, "help_option_names": []})
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def test(arguments: tuple[str, ...]) -> None:
    """Run the tests; all that follows goes to pytest."""
    sys.exit(subprocess.call([sys.executable, "-m", "pytest", *arguments], cwd=ROOT))
