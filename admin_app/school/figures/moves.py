"""Entries and exits in numbers, month by month of the school year."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, literal_column, select, union_all
from sqlalchemy.orm import InstrumentedAttribute

from ...clock import today
from ...database import db
from ..admissions import Admission, came, left
from ..belonging import belongs
from ..years import AcademicYear

A_DAY = timedelta(days=1)


@dataclass(frozen=True)
class SchoolYear:
    name: str
    starts_on: date


@dataclass(frozen=True)
class Month:
    """The days of a month that are in the school year so far, and who came and left on them."""

    starts_on: date
    ends_on: date
    entries: int
    exits: int


def school_year() -> SchoolYear | None:
    """The academic year that began last; None before the first one."""
    row = db.session.execute(
        select(AcademicYear.name, AcademicYear.starts_on)
        .where(AcademicYear.starts_on <= today(), AcademicYear.deleted_at.is_(None))
        .order_by(AcademicYear.starts_on.desc(), AcademicYear.id.desc())
        .limit(1)
    ).one_or_none()
    return SchoolYear(*row) if row else None


def moves_by_month(starts_on: date, school: int | None = None) -> list[Month]:
    """Who came to the school and who left it from a day until today, oldest month first.

    Who goes on from one year to the next has neither come nor left.
    """
    months = list(months_between(starts_on, today()))
    entries, exits = (
        per_month(0, Admission.entered_on, and_(came(), *belongs(Admission, school)), months),
        per_month(1, Admission.exited_on, and_(left(), *belongs(Admission, school)), months),
    )
    rows = {row[0]: [int(count or 0) for count in row[1:]] for row in db.session.execute(union_all(entries, exits))}
    return [
        Month(first, last, came_in, went_out)
        for (first, last), came_in, went_out in zip(months, rows[0], rows[1], strict=True)
    ]


def per_month(
    number: int,
    column: InstrumentedAttribute[date] | InstrumentedAttribute[date | None],
    counted: ColumnElement[bool],
    months: list[tuple[date, date]],
) -> Select[Any]:
    """One row: its number, and how many admissions have a day of theirs in each month."""
    sums = [func.sum(case((column.between(*month), 1), else_=0)) for month in months]
    inside = column.between(months[0][0], months[-1][1])
    row: Any = select(literal_column(str(number)), *sums).select_from(Admission)
    return row.where(inside, counted, Admission.deleted_at.is_(None))


def months_between(first: date, last: date) -> Iterator[tuple[date, date]]:
    """First and last day of each month, cut off where the period begins and ends."""
    while first <= last:
        following = (first.replace(day=1) + 31 * A_DAY).replace(day=1)
        yield first, min(following - A_DAY, last)
        first = following
