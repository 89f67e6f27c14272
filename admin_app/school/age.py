"""How old somebody is, in Python and in SQL.

From the date of birth where there is one, else as it was stated. In SQL, comparing ages compares birth dates, so that
an index on the date of birth serves the filter; only showing or sorting by age computes it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from operator import eq, ge, gt, le, lt, ne
from typing import Any

from sqlalchemy import ColumnElement, Integer, and_, case, not_, or_
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.ext.hybrid import Comparator
from sqlalchemy.orm import InstrumentedAttribute
from sqlalchemy.sql import operators
from sqlalchemy.sql.functions import GenericFunction

from ..clock import today

OLDEST = 130


def age_on(day: date, born: date) -> int:
    """Completed years. Someone born on 29 February has their birthday on 1 March in common years."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def latest_birth_date(age: int, day: date) -> date:
    """The last birth date of somebody who is at least `age` on `day`: born on it or before."""
    year = max(day.year - age, 1)
    try:
        return day.replace(year=year)
    except ValueError:  # 29 February, and that year has none
        return day.replace(year=year, day=28)


class years_between(GenericFunction[int]):  # noqa: N801  # SQLAlchemy names the function after the class
    """Completed years from the first date to the second; each engine has its own arithmetic."""

    type = Integer()
    inherit_cache = True


@compiles(years_between, "postgresql")
def _postgresql(element: years_between, compiler: Any, **kw: Any) -> str:
    born, day = (compiler.process(clause, **kw) for clause in element.clauses)
    return f"CAST(date_part('year', age(CAST({day} AS date), {born})) AS integer)"


@compiles(years_between, "mysql", "mariadb")
def _mysql(element: years_between, compiler: Any, **kw: Any) -> str:
    born, day = (compiler.process(clause, **kw) for clause in element.clauses)
    return f"TIMESTAMPDIFF(YEAR, {born}, {day})"


@compiles(years_between, "sqlite")
def _sqlite(element: years_between, compiler: Any, **kw: Any) -> str:
    born, day = (compiler.process(clause, **kw) for clause in element.clauses)
    return f"((strftime('%Y%m%d', {day}) - strftime('%Y%m%d', {born})) / 10000)"


class AgeComparator(Comparator[int | None]):
    """SQL of the age: a value to show or sort by, and comparisons that an index can serve."""

    #: No column of the mapper stands behind it; whoever asks is told so instead of getting NotImplementedError.
    property: Any = None

    def __init__(self, born: InstrumentedAttribute[date | None], stated: InstrumentedAttribute[int | None]) -> None:
        self.born, self.stated = born, stated

    def __clause_element__(self) -> ColumnElement[int | None]:
        return case((self.born.is_not(None), years_between(self.born, today())), else_=self.stated)

    def _bulk_update_tuples(self, value: Any) -> Sequence[tuple[Any, Any]]:
        """What `update({"age": 23})` sets; a comparator of one's own has no other way to say so."""
        return [(self.stated, value)]

    def operate(self, op: Any, *other: Any, **kwargs: Any) -> ColumnElement[Any]:
        compare = COMPARISONS.get(op)
        if compare and len(other) == 1 and isinstance(other[0], int):
            born = compare(self.born, min(max(other[0], -1), OLDEST), today())
            return or_(and_(self.born.is_not(None), born), and_(self.born.is_(None), op(self.stated, other[0])))
        if op is operators.between_op:
            low, high = (min(max(age, -1), OLDEST) for age in other)
            born = and_(at_least(self.born, low, today()), COMPARISONS[le](self.born, high, today()))
            return or_(and_(self.born.is_not(None), born), and_(self.born.is_(None), self.stated.between(*other)))
        return op(self.__clause_element__(), *other, **kwargs)


def at_least(born: InstrumentedAttribute[date | None], age: int, day: date) -> ColumnElement[bool]:
    return born <= latest_birth_date(age, day)


#: Each comparison of ages as one of birth dates, where older means earlier.
COMPARISONS: dict[Any, Callable[[InstrumentedAttribute[date | None], int, date], ColumnElement[bool]]] = {
    ge: at_least,
    gt: lambda born, age, day: at_least(born, age + 1, day),
    lt: lambda born, age, day: born > latest_birth_date(age, day),
    le: lambda born, age, day: born > latest_birth_date(age + 1, day),
    eq: lambda born, age, day: and_(at_least(born, age, day), born > latest_birth_date(age + 1, day)),
    ne: lambda born, age, day: not_(and_(at_least(born, age, day), born > latest_birth_date(age + 1, day))),
}
