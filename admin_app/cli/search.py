"""`search`: whether the index agrees with the data, and making it anew."""

from __future__ import annotations

import click
from flask.cli import with_appcontext

from ..search import rebuilding

#: How many records of each kind of disagreement are named.
NAMED = 5


@click.group()
def search() -> None:
    """Check the search index, or make it anew."""


@search.command()
@with_appcontext
def check() -> None:
    """Say whether every record is found by what it says now."""
    agree = True
    with click.progressbar(length=rebuilding.records(), label="Comparing") as bar:
        comparisons = list(rebuilding.compare(bar.update))
    for found in comparisons:
        name = found.model.__tablename__.replace("_", " ")
        click.echo(f"{name:<16} {found.agree:>9} agree{disagreements(found)}")
        agree = agree and not found.disagree
    if strangers := rebuilding.strangers():
        click.echo(f"{strangers} entries are of no model.")
        agree = False
    if not rebuilding.full_text_agrees():
        click.echo("The table of trigrams does not agree with the entries.")
        agree = False
    if not agree:
        raise click.ClickException("The index does not agree with the data. Run: python3 manage.py search rebuild")
    click.echo("The index agrees with the data.")


def disagreements(found: rebuilding.Comparison) -> str:
    kinds = {"missing": found.missing, "stale": found.stale, "left over": found.left_over}
    named = [f"{kind}: {', '.join(map(str, ids[:NAMED]))}" for kind, ids in kinds.items() if ids]
    return f", {found.disagree} do not ({'; '.join(named)})" if named else ""


@search.command()
@with_appcontext
def rebuild() -> None:
    """Make the index anew, while people work."""
    with click.progressbar(length=rebuilding.records(), label="Indexing") as bar:
        rebuilding.rebuild(bar.update)
    click.echo("The index is made anew.")
