"""`trash`: what is in it, and emptying it."""

from __future__ import annotations

import click
from flask.cli import with_appcontext

from ..audit import empty_trash


@click.group()
def trash() -> None:
    """Empty the trash."""


@trash.command()
@click.option("--older-than", default=0, type=click.IntRange(0), metavar="DAYS", help="Keep what came later than that.")
@click.option("--dry-run", is_flag=True, help="Say what would go, and leave it.")
@with_appcontext
def empty(older_than: int, dry_run: bool) -> None:
    """Delete for good what has been in the trash for as long as its kind is kept there, and log it."""
    found = list(empty_trash(older_than=older_than, dry_run=dry_run))
    for each in found:
        kept = "kept for good" if each.days is None else f"kept for {each.days} days"
        held = f", {each.held} that others refer to" if each.held else ""
        name = each.model.__tablename__.replace("_", " ")
        click.echo(f"{name:<18} {each.gone} {'would go' if dry_run else 'gone'}{held}, {each.staying} staying ({kept})")
    if not found:
        click.echo("The trash is empty.")
