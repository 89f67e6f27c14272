"""Filters: what a list can be narrowed by, what may be typed, and the condition it becomes.

A view names columns in `column_filters`; the type of each decides which filters it gets. In the address a filter is
`flt0_<arg>=<value>`, where `arg` is the field and the operation (`lastname_contains`), so bookmarks survive changes.

Of a model that says it is `__large__`, only what an index can find is offered: no part of a text, no text that another
one is not, no range of keys, and whether a record leads nowhere is told by its own column alone.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
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
)
from sqlalchemy.orm import Session

from ...language import _, translated
from ...texts import later
from .. import access
from ..column_types import base_type, integer_bits, members
from ..paths import Model, Path, resolve
from ..wording import member_label
from .comparisons import (
    begins_with,
    between,
    between_days,
    compare,
    compare_past,
    differs,
    from_day,
    has_word,
    is_blank,
    is_called,
    lacks_word,
    missing_key,
    missing_relation,
    own_key,
    past_day,
    to_day,
    within_day,
)
from .values import (
    RANGE,
    clean_date,
    clean_day,
    clean_days_ago,
    clean_decimal,
    clean_text,
    clean_yes_no,
    integer_cleaner,
    range_cleaner,
)

Choices = list[tuple[str, str]]
#: What is compared with several values at once, by what is said of one.
SEVERAL = {"is": later("is one of"), "is not": later("is none of"), "is on": later("is on one of")}
#: What is asked of those who choose several values, by what is said of one.
ASKED = {"is": later("is any of these"), "is not": later("is not any of these")}
#: Where the values go in what is said.
BLANK = "…"
PAST_DAYS = "is in the past … days"
BETWEEN = "is between … and …"
YES_NO: Choices = [("1", "Yes"), ("0", "No")]
EMPTY: Choices = [("1", "is empty"), ("0", "is not empty")]
#: Choices offered for a related record; where there are more, it is typed.
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
    choices: Choices | Callable[[Session], Choices | None] | None = None
    #: Several values of one filter: any of them (`is`), or all of them (`contains`).
    any_of: bool = False
    #: What it says for each of its values, where nothing is to be typed or chosen.
    says: Choices | None = None
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
    def takes_several(self) -> bool:
        """Whether it asks for several values at once."""
        return self.operation in SEVERAL and self.key in ("is", "is_not") and self.choices is not YES_NO

    @property
    def title_of_several(self) -> str:
        """`Status is any of these`."""
        return f"{self.shown_label} {translated(ASKED[self.operation])}"

    @property
    def values_asked(self) -> int:
        """How many values are typed to make one."""
        return max(self.operation.count(BLANK), 1)

    def condition(self, values: Sequence[Any]) -> ColumnElement[bool]:
        """The condition on the model of the list for cleaned values."""
        conditions = [self.compare(self.path, value) for value in values]
        return or_(*conditions) if self.any_of else and_(*conditions)

    def options(self, session: Session | None) -> Choices | None:
        """The values to choose from; None where anything may be typed. May ask the database, if it gets a session."""
        if callable(self.choices):
            return self.choices(session) if session is not None else None
        return self.choices and [(value, translated(label, self.words)) for value, label in self.choices]

    def said(self, texts: Sequence[str]) -> str:
        """What it asks for, in words: `City is one of Bath, Bristol`."""
        if self.says:
            return f"{self.shown_label} {translated(dict(self.says)[texts[0]])}"
        labels = dict(self.options(None) or ())
        values = [labels.get(text, text) for text in texts]
        if BLANK in self.operation:
            words = translated(self.operation)
            for value in values[0].split(RANGE):
                words = words.replace(BLANK, value, 1)
            return f"{self.shown_label} {words}"
        operation = SEVERAL.get(self.operation, self.operation) if len(values) > 1 else self.operation
        return f"{self.shown_label} {translated(operation)} {', '.join(values)}"


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
            found = chosen(path, label) if names_few(path) else make(path, label)
            has_blanks = path.nullable and not isinstance(kind, Boolean)
            return [*found, emptiness(path, label, is_blank)] if has_blanks else found
    raise TypeError(f"{path.name!r} is of type {kind!r}, which no filter fits")


def text_filters(path: Path, label: str) -> list[Filter]:
    if is_large(path):
        return [equality(path, label, clean_text)]
    return [
        Filter(path, label, "contains", "contains", clean_text, has_word),
        Filter(path, label, "lacks", "does not contain", clean_text, lacks_word),
        *is_or_is_not(equality(path, label, clean_text)),
        Filter(path, label, "begins", "begins with", clean_text, begins_with),
    ]


def number_filters(path: Path, label: str) -> list[Filter]:
    kind = base_type(path.type)
    clean = integer_cleaner(integer_bits(kind)) if isinstance(kind, Integer) else clean_decimal
    equals = equality(path, label, clean, "number")
    if (path.leaf or "").endswith("_id") and is_large(path):
        return [equals]
    return [
        equals,
        Filter(path, label, "from", "is at least", clean, compare(operator.ge), "number"),
        Filter(path, label, "to", "is at most", clean, compare(operator.le), "number"),
        Filter(path, label, "between", BETWEEN, range_cleaner(clean), between, "number"),
    ]


def day_filters(path: Path, label: str) -> list[Filter]:
    return [
        Filter(path, label, "is", "is on", clean_date, compare(operator.eq), "date", any_of=True),
        Filter(path, label, "from", "is on or after", clean_date, compare(operator.ge), "date"),
        Filter(path, label, "to", "is on or before", clean_date, compare(operator.le), "date"),
        Filter(path, label, "between", BETWEEN, range_cleaner(clean_date), between, "date"),
        Filter(path, label, "past", PAST_DAYS, clean_days_ago, compare_past, "number"),
    ]


def instant_filters(path: Path, label: str) -> list[Filter]:
    """Instants are filtered by the school's days: a day begins at its midnight."""
    return [
        Filter(path, label, "is", "is on", clean_day, within_day, "date", any_of=True),
        Filter(path, label, "from", "is on or after", clean_day, from_day, "date"),
        Filter(path, label, "to", "is on or before", clean_day, to_day, "date"),
        Filter(path, label, "between", BETWEEN, range_cleaner(clean_day), between_days, "date"),
        Filter(path, label, "past", PAST_DAYS, clean_days_ago, past_day, "number"),
    ]


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
    return is_or_is_not(equality(path, label, clean, "select", choices, words=of))


def equality(
    path: Path,
    label: str,
    clean: Callable[[str], Any],
    input_type: str = "text",
    choices: Any = None,
    *,
    words: str = "",
) -> Filter:
    compared = compare(operator.eq)
    return Filter(path, label, "is", "is", clean, compared, input_type, choices, any_of=True, words=words)


def is_or_is_not(equals: Filter) -> list[Filter]:
    """A filter for a value, and the one for all others."""
    return [equals, replace(equals, key="is_not", operation="is not", compare=differs, any_of=False)]


def relation_filters(path: Path, label: str, by: str, few: bool) -> list[Filter]:
    """A related record is found by what it is called: chosen where there are few, typed where there are many."""
    named = resolve(path.model, f"{path.name}.{by}")
    called = named_as(named, path.name)
    contains_word = Filter(called, label, "contains", "contains", clean_text, has_word)
    if not few and (is_large(named) or not is_unique(named)):
        return [contains_word, *missing(path, label)]
    return [*chosen(called, label), *([] if few else [contains_word]), *missing(path, label)]


def chosen(path: Path, label: str) -> list[Filter]:
    """Related records of which there are not many, by what they are called."""

    def choices(session: Session) -> Choices | None:
        column = path.expression
        statement = select(column).where(*access.rows(path.target)).distinct().order_by(column).limit(MOST_CHOICES + 1)
        values = [str(value) for value in session.scalars(statement) if value is not None]
        return [(value, value) for value in values] if len(values) <= MOST_CHOICES else None

    straight = own_key(path) is not None and is_unique(path)
    is_named, is_not_named = is_or_is_not(equality(path, label, clean_text, choices=choices))
    return [replace(is_named, compare=is_called) if straight else is_named, is_not_named]


def missing(path: Path, label: str) -> list[Filter]:
    """Whether there is a related record. A large list offers it only where its own column tells."""
    if not getattr(path.model, "__large__", False):
        return [emptiness(path, label, missing_relation)]
    column = own_key(path)
    return [emptiness(path, label, missing_key)] if column is not None and column.nullable else []


def emptiness(path: Path, label: str, how: Callable[[Path, bool], ColumnElement[bool]]) -> Filter:
    return Filter(path, label, "is_empty", "is empty", clean_yes_no, how, "none", says=EMPTY)


def is_large(path: Path) -> bool:
    """Whether a column is one of a model of which there may be millions."""
    return getattr(path.target, "__large__", False)


def is_unique(named: Path) -> bool:
    """Whether no two records are called the same."""
    return bool(getattr(inspect(named.target).columns.get(named.leaf or ""), "unique", False))


def names_few(path: Path) -> bool:
    """Whether a path ends at what tells related records apart of which there are not many: the name of a school."""
    return bool(path.relations) and isinstance(base_type(path.type), String) and is_unique(path) and not is_large(path)


def named_as(path: Path, name: str) -> Path:
    """The path under the name of its relation, which is what the address says."""
    return Path(name, path.model, path.relations, path.leaf)


#: The first line that fits decides; an Enum is a String too, and a DateTime no Date.
BY_TYPE: list[tuple[Any, Callable[[Path, str], list[Filter]]]] = [
    (Enum, choice_filters),
    (Boolean, yes_no_filters),
    (String, text_filters),
    ((Integer, Numeric, Float), number_filters),
    (DateTime, instant_filters),
    (Date, day_filters),
]
