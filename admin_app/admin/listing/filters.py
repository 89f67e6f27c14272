"""Filters: what a list can be narrowed by, what may be typed, and the condition it becomes.

A view names columns in `column_filters`; the type of each decides which filters it gets. In the address a filter is
`flt0_<arg>=<value>`, where `arg` is the field and the operation (`lastname_contains`), so bookmarks survive changes.

Of a model that says it is `__large__`, only what an index can find is offered: no part of a text, no "is not", no range
of keys, and whether a record leads nowhere is told by its own column alone.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import (
    Boolean,
    ColumnElement,
    Date,
    DateTime,
    Enum,
    Float,
    Integer,
    Numeric,
    String,
    and_,
    inspect,
    or_,
    select,
    true,
)
from sqlalchemy.orm import Session

from ... import clock
from ...language import _, translated
from .. import access
from ..column_types import base_type, integer_bits, members
from ..paths import Model, Path, resolve
from ..wording import member_label
from .search import contains
from .values import (
    Day,
    clean_date,
    clean_day,
    clean_days_ago,
    clean_decimal,
    clean_text,
    clean_yes_no,
    day_of_school,
    integer_cleaner,
)

Choices = list[tuple[str, str]]
#: How a filter by so many days back from today reads, before the number.
PAST_DAYS = "is within the past days:"
YES_NO: Choices = [("1", "Yes"), ("0", "No")]
#: Choices offered for a related record; a longer list is for a lookup.
MOST_CHOICES = 500


@dataclass(frozen=True, eq=False)
class Filter:
    """One way to narrow a list. `clean` reads what was typed and raises ValueError, `condition` turns it into SQL."""

    path: Path
    label: str
    key: str
    operation: str
    clean: Callable[[str], Any]
    compare: Callable[[Path, Any], ColumnElement[bool]]
    input_type: str = "text"
    choices: Choices | Callable[[Session], Choices] | None = None
    #: Several values of one filter: any of them (`is`), or all of them (`contains`).
    any_of: bool = False
    #: The name of the enumeration that the choices are from, if they are; choices that the database tells have no other
    #: language.
    words: str = ""

    @property
    def shown_label(self) -> str:
        """The label in the language of whoever reads."""
        return translated(self.label, self.path.model.__tablename__)

    @property
    def title(self) -> str:
        """`Status is not`."""
        return f"{self.shown_label} {translated(self.operation)}"

    @property
    def arg(self) -> str:
        """The filter's name in an address."""
        return f"{self.path.name.replace('.', '_')}_{self.key}"

    @property
    def asks(self) -> bool:
        """Whether its values are for the database to tell."""
        return callable(self.choices)

    def condition(self, values: Sequence[Any]) -> ColumnElement[bool]:
        """The condition on the model of the list for cleaned values."""
        conditions = [self.compare(self.path, value) for value in values]
        return or_(*conditions) if self.any_of else and_(*conditions)

    def options(self, session: Session | None) -> Choices | None:
        """The values to choose from; None where anything may be typed. Asks the database only where `asks`."""
        if callable(self.choices):
            return self.choices(session) if session is not None else None
        return self.choices and [(value, translated(label, self.words)) for value, label in self.choices]


def filters_for(
    model: Model, declared: Sequence[Any], label: Callable[[str], str], choosers: Mapping[str, tuple[str, bool]]
) -> list[Filter]:
    """The filters of a view.

    `declared` holds names and `Filter`s. `choosers` says of a relation what its records are called, and whether there
    are few of them.
    """
    found: list[Filter] = []
    for item in declared:
        if isinstance(item, Filter):
            found.append(item)
        else:
            path = resolve(model, item)
            named = choosers.get(item) if path.leaf is None else None
            found += relation_filters(path, label(item), *named) if named else column_filters(path, label(item))
    return found


def column_filters(path: Path, label: str) -> list[Filter]:
    """The filters that fit the type of a column. Raises TypeError for a type that has none."""
    kind = base_type(path.type)
    for types, make in BY_TYPE:
        if isinstance(kind, types):
            found = make(path, label)
            return [*found, empty(path, label)] if path.nullable and not isinstance(kind, Boolean) else found
    raise TypeError(f"{path.name!r} is of type {kind!r}, which no filter fits")


def text_filters(path: Path, label: str) -> list[Filter]:
    contains_word = Filter(path, label, "contains", "contains", clean_text, has_word)
    equals = Filter(path, label, "is", "is", clean_text, compare(operator.eq), any_of=True)
    differs = Filter(path, label, "is_not", "is not", clean_text, compare(operator.ne))
    return [equals] if is_large(path) else [contains_word, equals, differs]


def number_filters(path: Path, label: str) -> list[Filter]:
    kind = base_type(path.type)
    clean = integer_cleaner(integer_bits(kind)) if isinstance(kind, Integer) else clean_decimal
    equals, *ranges = (
        Filter(path, label, key, words, clean, compare(how), "number", any_of=how is operator.eq)
        for key, words, how in (
            ("is", "is", operator.eq),
            ("from", "is at least", operator.ge),
            ("to", "is at most", operator.le),
        )
    )
    is_key = (path.leaf or "").endswith("_id")
    return [equals] if is_key and is_large(path) else [equals, *ranges]


def day_filters(path: Path, label: str) -> list[Filter]:
    days = [
        Filter(path, label, key, words, clean_date, compare(how), "date", any_of=how is operator.eq)
        for key, words, how in (
            ("is", "is on", operator.eq),
            ("from", "is on or after", operator.ge),
            ("to", "is on or before", operator.le),
        )
    ]
    return [*days, Filter(path, label, "past", PAST_DAYS, clean_days_ago, compare_past, "number")]


def instant_filters(path: Path, label: str) -> list[Filter]:
    """Instants are filtered by the school's days: a day begins at its midnight."""
    days = [
        Filter(path, label, key, words, clean_day, how, "date", any_of=key == "is")
        for key, words, how in (
            ("is", "is on", within_day),
            ("from", "is on or after", from_day),
            ("to", "is on or before", to_day),
        )
    ]
    return [*days, Filter(path, label, "past", PAST_DAYS, clean_days_ago, past_day, "number")]


def yes_no_filters(path: Path, label: str) -> list[Filter]:
    return [Filter(path, label, "is", "is", clean_yes_no, compare(operator.eq), "select", YES_NO)]


def choice_filters(path: Path, label: str) -> list[Filter]:
    values = members(base_type(path.type))
    choices = [(key, member_label(member)) for key, member in values.items()]

    def clean(text: str) -> Any:
        if text not in values:
            raise ValueError(_("is none of the choices"))
        return values[text]

    of = type(next(iter(values.values()))).__name__
    equals = Filter(path, label, "is", "is", clean, compare(operator.eq), "select", choices, any_of=True, words=of)
    differs = Filter(path, label, "is_not", "is not", clean, compare(operator.ne), "select", choices, words=of)
    return [equals] if is_large(path) else [equals, differs]


def relation_filters(path: Path, label: str, by: str, few: bool) -> list[Filter]:
    """A related record is found by what it is called: chosen where there are few, typed where there are many."""
    named = resolve(path.model, f"{path.name}.{by}")
    if not few:
        by_name = Filter(named_as(named, path.name), label, "contains", "contains", clean_text, has_word)
        return [by_name, *missing(path, label)]

    def choices(session: Session) -> Choices:
        column = named.expression
        statement = select(column).where(*access.rows(named.target)).distinct().order_by(column).limit(MOST_CHOICES)
        return [(str(value), str(value)) for value in session.scalars(statement) if value is not None]

    how = is_called if unique_key(named) else compare(operator.eq)
    is_named = Filter(named_as(named, path.name), label, "is", "is", clean_text, how, "select", choices, any_of=True)
    return [is_named, *missing(path, label)]


def missing(path: Path, label: str) -> list[Filter]:
    """Whether there is a related record. A large list offers it only where its own column tells."""
    key, words = "is_empty", "is empty"
    if not getattr(path.model, "__large__", False):
        return [Filter(path, label, key, words, clean_yes_no, missing_relation, "select", YES_NO)]
    column = own_key(path)
    if column is None or not column.nullable:
        return []
    return [Filter(path, label, key, words, clean_yes_no, missing_key, "select", YES_NO)]


def is_large(path: Path) -> bool:
    """Whether a column is one of a model of which there may be millions."""
    return getattr(path.target, "__large__", False)


def own_key(path: Path) -> Any:
    """The column that leads straight to one related record; None where there is no such column."""
    if path.to_many or len(path.relations) > 1:
        return None
    ((here, _),) = path.relations[0].property.local_remote_pairs
    return here


def unique_key(named: Path) -> bool:
    """Whether a record leads straight to one other, of which no two are called the same."""
    column = inspect(named.target).columns.get(named.leaf or "")
    return own_key(named) is not None and bool(getattr(column, "unique", False))


def named_as(path: Path, name: str) -> Path:
    """The path under the name of its relation, which is what the address says."""
    return Path(name, path.model, path.relations, path.leaf)


def compare(how: Callable[[Any, Any], Any]) -> Callable[[Path, Any], ColumnElement[bool]]:
    """A comparison of the end of a path with a value; "is not" is also true of a blank."""

    def condition(path: Path, value: Any) -> ColumnElement[bool]:
        test = how(path.expression, value)
        if how is operator.ne:
            test = or_(test, path.expression.is_(None))
        return path.where(test, access.rows)

    return condition


def has_word(path: Path, word: str) -> ColumnElement[bool]:
    return path.where(contains(path, word), access.rows)


def within_day(path: Path, day: Day) -> ColumnElement[bool]:
    return path.where(and_(path.expression >= day[0], path.expression < day[1]), access.rows)


def from_day(path: Path, day: Day) -> ColumnElement[bool]:
    return path.where(path.expression >= day[0], access.rows)


def to_day(path: Path, day: Day) -> ColumnElement[bool]:
    return path.where(path.expression < day[1], access.rows)


def compare_past(path: Path, first: date) -> ColumnElement[bool]:
    return path.where(path.expression.between(first, clock.today()), access.rows)


def past_day(path: Path, first: date) -> ColumnElement[bool]:
    (begins, _), (_, ends) = day_of_school(first), day_of_school(clock.today())
    return path.where(and_(path.expression >= begins, path.expression < ends), access.rows)


def empty(path: Path, label: str) -> Filter:
    """Whether there is no value; a record that is not there has none either."""

    def condition(path: Path, wanted: bool) -> ColumnElement[bool]:
        filled = path.where(path.expression.is_not(None), access.rows)
        return ~filled if wanted else filled

    return Filter(path, label, "is_empty", "is empty", clean_yes_no, condition, "select", YES_NO)


def is_called(path: Path, name: str) -> ColumnElement[bool]:
    """Whether a record leads to the one with this name: one key to compare with, so an index gives the order too."""
    ((here, there),) = path.relations[0].property.local_remote_pairs
    key = select(there).where(path.expression == name, *access.rows(path.target))
    found: ColumnElement[bool] = here == key.correlate(None).scalar_subquery()
    return found


def missing_key(path: Path, wanted: bool) -> ColumnElement[bool]:
    found: ColumnElement[bool] = own_key(path).is_(None)
    return found if wanted else ~found


def missing_relation(path: Path, wanted: bool) -> ColumnElement[bool]:
    found = path.where(true(), access.rows)
    return ~found if wanted else found


#: The first line that fits decides; an Enum is a String too, and a DateTime no Date.
BY_TYPE: list[tuple[Any, Callable[[Path, str], list[Filter]]]] = [
    (Enum, choice_filters),
    (Boolean, yes_no_filters),
    (String, text_filters),
    ((Integer, Numeric, Float), number_filters),
    (DateTime, instant_filters),
    (Date, day_filters),
]
