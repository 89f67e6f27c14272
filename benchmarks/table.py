"""Puts what `benchmarks.compare` measured into the README: `python -m benchmarks.table`; `--check` only looks."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from .compare import RESULTS

README = Path(__file__).parent.parent / "README.md"
BEGIN, END = "<!-- made by benchmarks.table -->\n", "<!-- end -->\n"
NAMES = {"sqlite": "SQLite", "postgresql": "PostgreSQL", "mysql": "MariaDB"}


@click.command()
@click.option("--check", is_flag=True, help="Only say whether the README has the figures of the results.")
def table(*, check: bool) -> None:
    """Write the table anew between its two marks."""
    before = README.read_text(encoding="utf-8")
    head, _, rest = before.partition(BEGIN)
    _, _, tail = rest.partition(END)
    after = head + BEGIN + drawn(json.loads(RESULTS.read_text())) + END + tail
    if check and before != after:
        raise click.ClickException("The README lags behind benchmarks/results.json: run python -m benchmarks.table")
    if not check:
        README.write_text(after, encoding="utf-8")


def drawn(results: dict[str, Any]) -> str:
    """One row for each question; in each cell milliseconds, and how many times the SQL alone."""
    runs = [(engine, size) for engine in NAMES if engine in results for size in sorted(results[engine], key=int)]
    lines = [
        "| | " + " | ".join(f"{NAMES[engine]}, {int(size):,}" for engine, size in runs) + " |",
        "|---" * (len(runs) + 1) + "|",
    ]
    first_engine, first_size = runs[0]
    for question in results[first_engine][first_size]["pairs"]:
        cells = [cell(results[engine][size]["pairs"].get(question)) for engine, size in runs]
        lines.append(f"| {question} | " + " | ".join(cells) + " |")
    return "\n".join(lines) + "\n"


def cell(pair: list[float] | None) -> str:
    if pair is None:
        return ""
    page, sql = pair
    times = page / sql
    return f"{page:.1f} ms ({times:,.1f}×)" if times < 10 else f"{page:.1f} ms ({times:,.0f}×)"  # noqa: RUF001  # times


if __name__ == "__main__":
    table()
