"""What a filter means in SQL: comparisons of the end of a path with a value, on the model that the path begins at.

Related records count as far as the user may read them.
"""

from __future__ import annotations

import operator
from collections.abc import Callable
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, and_, or_, select, true

from ... import clock
from .. import access
from ..paths import Path
from .search import contains
from .values import Day, day_of_school


def own_key(path: Path) -> Any:
    """The column that leads straight to one related record; None where there is no such column."""
    if path.to_many or len(path.relations) > 1:
        return None
    ((here, _),) = path.relations[0].property.local_remote_pairs
    return here


def compare(how: Callable[[Any, Any], Any]) -> Callable[[Path, Any], ColumnElement[bool]]:
    """A comparison of the end of a path with a value."""

    def condition(path: Path, value: Any) -> ColumnElement[bool]:
        return path.where(how(path.expression, value), access.rows)

    return condition


def differs(path: Path, value: Any) -> ColumnElement[bool]:
    """Whether nothing that the path leads to is this; so it is of a blank, too."""
    if path.relations:
        return ~compare(operator.eq)(path, value)
    return or_(path.expression != value, path.expression.is_(None))


def between(path: Path, values: tuple[Any, Any]) -> ColumnElement[bool]:
    return path.where(path.expression.between(*values), access.rows)


def has_word(path: Path, word: str) -> ColumnElement[bool]:
    return path.where(contains(path, word), access.rows)


def lacks_word(path: Path, word: str) -> ColumnElement[bool]:
    """Whether nothing that the path leads to has the word in it; so it is of a blank, too."""
    if path.relations:
        return ~has_word(path, word)
    return or_(~contains(path, word), path.expression.is_(None))


def begins_with(path: Path, word: str) -> ColumnElement[bool]:
    """Whether the end of the path begins with the word, in any case."""
    return path.where(path.expression.istartswith(word, autoescape=True), access.rows)


def within_day(path: Path, day: Day) -> ColumnElement[bool]:
    return path.where(and_(path.expression >= day[0], path.expression < day[1]), access.rows)


def from_day(path: Path, day: Day) -> ColumnElement[bool]:
    return path.where(path.expression >= day[0], access.rows)


def to_day(path: Path, day: Day) -> ColumnElement[bool]:
    return path.where(path.expression < day[1], access.rows)


def between_days(path: Path, days: tuple[Day, Day]) -> ColumnElement[bool]:
    (begins, _), (_, ends) = days
    return path.where(and_(path.expression >= begins, path.expression < ends), access.rows)


def compare_past(path: Path, first: date) -> ColumnElement[bool]:
    return path.where(path.expression.between(first, clock.today()), access.rows)


def past_day(path: Path, first: date) -> ColumnElement[bool]:
    return between_days(path, (day_of_school(first), day_of_school(clock.today())))


def is_called(path: Path, name: str) -> ColumnElement[bool]:
    """Whether a record leads to the one with this name: one key to compare with, so an index gives the order too."""
    ((here, there),) = path.relations[0].property.local_remote_pairs
    key = select(there).where(path.expression == name, *access.rows(path.target))
    found: ColumnElement[bool] = here == key.correlate(None).scalar_subquery()
    return found


def is_blank(path: Path, wanted: bool) -> ColumnElement[bool]:
    """Whether there is no value; a record that is not there has none either."""
    filled = path.where(path.expression.is_not(None), access.rows)
    return ~filled if wanted else filled


def missing_key(path: Path, wanted: bool) -> ColumnElement[bool]:
    found: ColumnElement[bool] = own_key(path).is_(None)
    return found if wanted else ~found


def missing_relation(path: Path, wanted: bool) -> ColumnElement[bool]:
    found = path.where(true(), access.rows)
    return ~found if wanted else found
