"""What the home page is made of: tiles with one number each, and blocks with a table, a chart of it, or some lines.

A number carries the address of the list that it counts. A chart has no data of its own: it draws columns of its table.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from urllib.parse import urlencode

from flask import request, url_for
from flask_login import current_user

from ... import language
from ...accounts import ALL, Action, scopes
from ...admin.drawn import once


@dataclass(frozen=True)
class Tile:
    """One number. The key says where it stands, as that of a block does."""

    key: str
    number: str
    label: str
    url: str | None = None


@dataclass(frozen=True)
class Cell:
    """A text, where it leads, and the number that it stands for in a chart."""

    text: str
    url: str | None = None
    value: float | Decimal | None = None


@dataclass(frozen=True)
class Column:
    """A heading; with a `series`, which is the name of a color, the chart draws the numbers below it."""

    label: str
    series: str = ""
    is_number: bool = True


@dataclass(frozen=True)
class Line:
    """What happened, in one line."""

    text: str
    url: str | None = None
    note: str | None = None
    when: datetime | None = None


@dataclass(frozen=True)
class Block:
    """A table, whose first column is the heading of each row, or lines. `chart` is "bar" or "line", if there is one."""

    key: str
    title: str
    words: str = ""
    columns: Sequence[Column] = ()
    rows: Sequence[Sequence[Cell]] = ()
    lines: Sequence[Line] = ()
    chart: str = ""
    #: Whether the table begins with what the chart has at its right.
    backwards: bool = False
    #: What is said where there is nothing.
    empty: str = ""

    @property
    def is_drawn(self) -> bool:
        """Whether there is a chart, and anything to be seen in it."""
        return bool(self.chart) and any(cell.value for row in self.rows for cell in row)


def reads_all(*resources: str) -> bool:
    """Whether the user may read every row of these, and so may know how many there are; of a school, all of its own."""
    return all(ALL in scopes(current_user, resource, Action.READ) for resource in resources)


def listed(resource: str, **filters: object) -> str:
    """The list of a resource, narrowed by filters in the order in which they are given."""
    address = once(("list", resource, request.script_root), lambda: url_for(f"{resource}.index_view"))
    return (
        f"{address}?{urlencode({f'flt{number}_{arg}': value for number, (arg, value) in enumerate(filters.items())})}"
    )


def count(number: int, url: str) -> Cell:
    """A number of records and the list of them."""
    return Cell(language.number(number), url, number)


def short_day(day: date) -> str:
    """Tue, Nov 17."""
    return language.part_of_date(day, "MMMEd")


def short_moment(moment: datetime) -> str:
    """Nov 17, 14:30."""
    return f"{language.part_of_date(moment, 'MMMd')}, {moment:%H:%M}"
