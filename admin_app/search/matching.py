"""Which records match a query, as a statement for each engine."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from enum import IntEnum
from functools import partial
from typing import Any, TypeVar

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Select,
    String,
    and_,
    bindparam,
    case,
    column,
    false,
    func,
    literal,
    literal_column,
    not_,
    or_,
    select,
    table,
)
from sqlalchemy.dialects.mysql import match
from sqlalchemy.orm import Session
from sqlalchemy.sql.util import ClauseAdapter

from ..searchable import COLUMNS
from .declarations import Model
from .grams import needed
from .queries import Query
from .tables import GRAMS, first_id, last_id, search_entry, searchable
from .words import SHORTEST_PART

#: SQLite's virtual table. Its name is also what MATCH looks at.
search_fts = table("search_fts", column("rowid", BigInteger))
MYSQL = ("mysql", "mariadb")
#: How many entries tell whether a query is common, and how many of them have to match.
SAMPLE, COMMON = 2000, 20
#: What a record is called: how closely it matches is judged by this.
NAMES = ("names",)

Condition = TypeVar("Condition")
Find = Callable[[str], Condition]
Join = Callable[[list[Condition]], Condition]


class Closeness(IntEnum):
    """How well a record matches: each word is a whole word of its names, begins one, or is found somewhere."""

    WHOLE = 0
    BEGINNING = 1
    INSIDE = 2


def matches(
    dialect: str,
    model: Model,
    query: Query,
    columns: Sequence[str],
    tier: Closeness | None = None,
    *,
    common: bool = False,
) -> Select[Any]:
    """The ids of the matching records as `record_id`, which come in their order without sorting.

    `dialect` is the engine's name, `columns` are those of COLUMNS that may be searched. With a tier, only the records
    that match just so closely: the first tier, then the next, is the best match first. Of a query that is `common` (see
    `is_common`) MySQL and MariaDB read the entries in order instead of looking them up.
    """
    if not query or not columns or (tier in (Closeness.WHOLE, Closeness.BEGINNING) and "names" not in columns):
        return select(search_entry.c.record_id).where(false())
    if dialect == "sqlite":
        return fts_matches(model, fts_expression(query, columns, tier))
    statement = select(search_entry.c.record_id).where(*of_model(model), sql_condition(query, columns, tier))
    return statement if dialect == "postgresql" or common else statement.where(may_have(query, tier))


def whole_words(dialect: str, model: Model, query: Query, columns: Sequence[str]) -> Select[Any]:
    """The ids of the records that have each word of a query as a whole word in any of these columns; as `matches`."""
    if not query or not columns:
        return select(search_entry.c.record_id).where(false())
    if dialect == "sqlite":
        return fts_matches(model, fts_part(query, columns, Closeness.WHOLE))
    whole = sql_part(query, columns, Closeness.WHOLE)
    statement = select(search_entry.c.record_id).where(*of_model(model), whole)
    return statement if dialect == "postgresql" else statement.where(may_have(query, Closeness.WHOLE))


def position(dialect: str) -> ColumnElement[Any]:
    """What matches come in the order of without being sorted."""
    found: ColumnElement[Any] = search_fts.c.rowid if dialect == "sqlite" else search_entry.c.id
    return found


def is_common(session: Session, model: Model, query: Query, columns: Sequence[str]) -> bool:
    """Whether so many of the first entries match that reading them in order is the quickest way to some.

    Only MySQL and MariaDB have to be told; the others find out by themselves, and are not asked.
    """
    if session.get_bind(model).dialect.name not in MYSQL or not query or not columns:
        return False
    entries = select(search_entry).where(*of_model(model)).order_by(search_entry.c.id).limit(SAMPLE).subquery()
    in_sample = ClauseAdapter(entries).traverse(sql_condition(query, columns, None))
    found = session.scalar(select(func.count()).select_from(entries).where(in_sample)) or 0
    return found >= COMMON


def of_model(model: Model) -> tuple[ColumnElement[bool], ...]:
    """Whose entries are meant, said for either index; in the statement itself, since the planner has to count them."""
    number: ColumnElement[int] = literal_column(str(searchable(model).number))
    first, last = (literal_column(str(end), BigInteger) for end in (first_id(model), last_id(model)))
    return search_entry.c.number == number, search_entry.c.id.between(first, last)


def exactness(dialect: str, query: Query, columns: Sequence[str]) -> ColumnElement[int]:
    """How closely an entry matches, as a Closeness to order by. Join `search_entry` on `is_entry_of(model)`."""
    if not query or "names" not in columns:
        return literal(int(Closeness.INSIDE))
    position = func.strpos if dialect == "postgresql" else func.instr

    def has_part(part: str) -> ColumnElement[bool]:
        return position(search_entry.c.names, part) > 0

    whole, beginning = (
        combined(query, closeness, has_part, all_of_sql, any_of_sql)
        for closeness in (Closeness.WHOLE, Closeness.BEGINNING)
    )
    return case((whole, int(Closeness.WHOLE)), (beginning, int(Closeness.BEGINNING)), else_=int(Closeness.INSIDE))


def is_entry_of(model: Model) -> ColumnElement[bool]:
    """What joins `search_entry` to the records of a model."""
    return search_entry.c.id == model.id + literal(first_id(model), BigInteger)


# --- what is looked for -----------------------------------------------------------------------------------------------


def stored(term: str, closeness: Closeness) -> str:
    """What an entry holds where a term matches it so closely. One or two letters begin a word at least."""
    if closeness is Closeness.WHOLE:
        return f"  {term} "
    if closeness is Closeness.BEGINNING or len(term) < SHORTEST_PART:
        return f"  {term}"
    return term


def combined(
    query: Query, closeness: Closeness, find: Find[Condition], all_of: Join[Condition], any_of: Join[Condition]
) -> Condition:
    """All words, each in any of its alternatives, of which all terms must be there."""
    return all_of([
        any_of([all_of([find(stored(term, closeness)) for term in alternative]) for alternative in word])
        for word in query.words
    ])  # fmt: skip


def nearer(tier: Closeness | None) -> Closeness | None:
    """The tier whose records a tier leaves out."""
    return Closeness(tier - 1) if tier else None


# --- SQLite -----------------------------------------------------------------------------------------------------------


def fts_matches(model: Model, expression: str) -> Select[Any]:
    found = literal_column("search_fts").op("MATCH")(expression)
    in_range = search_fts.c.rowid.between(first_id(model), last_id(model))
    return select((search_fts.c.rowid - first_id(model)).label("record_id")).where(found, in_range)


def fts_expression(query: Query, columns: Sequence[str], tier: Closeness | None) -> str:
    """A query in the language of FTS5. Everything typed stands within quotes, and is letters and digits only."""
    if tier is None:
        return fts_part(query, columns, Closeness.INSIDE)
    found = fts_part(query, columns if tier is Closeness.INSIDE else NAMES, tier)
    left_out = nearer(tier)
    if left_out is None or "names" not in columns:
        return found
    return f"({found}) NOT ({fts_part(query, NAMES, left_out)})"


def fts_part(query: Query, columns: Sequence[str], closeness: Closeness) -> str:
    expression = combined(query, closeness, '"{}"'.format, partial(joined, " AND "), partial(joined, " OR "))
    return expression if set(columns) == set(COLUMNS) else f"{{{' '.join(columns)}}} : ({expression})"


def joined(word: str, conditions: list[str]) -> str:
    return conditions[0] if len(conditions) == 1 else f"({word.join(conditions)})"


# --- the others -------------------------------------------------------------------------------------------------------


def sql_condition(query: Query, columns: Sequence[str], tier: Closeness | None) -> ColumnElement[bool]:
    if tier is None:
        return sql_part(query, columns, Closeness.INSIDE)
    found = sql_part(query, columns if tier is Closeness.INSIDE else NAMES, tier)
    left_out = nearer(tier)
    if left_out is None or "names" not in columns:
        return found
    return and_(found, not_(sql_part(query, NAMES, left_out, by_index=False)))


def sql_part(
    query: Query, columns: Sequence[str], closeness: Closeness, *, by_index: bool = True
) -> ColumnElement[bool]:
    """A condition on the words of some columns; the index knows only all of them together, so it is asked as well."""
    all_words, some_words = words_in(COLUMNS), words_in([name for name in COLUMNS if name in columns])
    conditions = [combined(query, closeness, partial(has, some_words), all_of_sql, any_of_sql)]
    if by_index and len(columns) < len(COLUMNS):
        conditions.append(combined(query, closeness, partial(has, all_words), all_of_sql, any_of_sql))
    return and_(*conditions)


def words_in(columns: Sequence[str]) -> ColumnElement[str]:
    first, *others = (search_entry.c[name] for name in columns)
    expression: ColumnElement[str] = first
    for other in others:
        expression = expression.concat(other)
    return expression


def has(words: ColumnElement[str], part: str) -> ColumnElement[bool]:
    """Whether the words have a part, which stands in the statement itself: how common it is decides on the plan."""
    return words.like(bindparam(None, f"%{part}%", String, literal_execute=True))


def all_of_sql(conditions: list[ColumnElement[bool]]) -> ColumnElement[bool]:
    return and_(*conditions)


def any_of_sql(conditions: list[ColumnElement[bool]]) -> ColumnElement[bool]:
    return or_(*conditions)


# --- MySQL and MariaDB ------------------------------------------------------------------------------------------------


def may_have(query: Query, tier: Closeness | None) -> ColumnElement[bool]:
    """What the full-text index knows: which entries have the trigrams of the words, somewhere."""
    closeness = Closeness.INSIDE if tier is None else tier
    needs = combined(query, closeness, needed, group_all, group_any)
    grams = (search_entry.c[name] for name in GRAMS)
    return match(*grams, against=bindparam(None, needs, String)).in_boolean_mode()


def group_all(conditions: list[str]) -> str:
    return " ".join(conditions)


def group_any(conditions: list[str]) -> str:
    """One of several groups is needed."""
    return conditions[0] if len(conditions) == 1 else f"+({' '.join(f'({each})' for each in conditions)})"
