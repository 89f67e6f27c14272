"""Sorting: the same order on every engine, never ambiguous."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, and_, false, or_, tuple_
from sqlalchemy.orm import QueryableAttribute, aliased

from ..paths import Model, Path, related, resolve

#: Names and directions (True is descending), the most significant first.
Order = Sequence[tuple[Path, bool]]


class Term(NamedTuple):
    """One term of ORDER BY. Blanks are the smallest value on every engine."""

    column: Any
    descending: bool
    nullable: bool


@dataclass
class Sorted:
    """A statement with the joins that sorting needs, and what it is sorted by; the last term is the primary key."""

    statement: Select[Any]
    terms: list[Term]


def join_order(statement: Select[Any], model: Model, order: Order) -> Sorted:
    """Join what the order needs, so that no row is lost or doubled, and end the order so that it is never ambiguous.

    The primary key follows the direction of the first term, so that one index serves both.
    """
    aliases: dict[tuple[str, ...], Any] = {}
    terms = []
    for path, descending in order:
        if path.leaf == "id" and not path.relations:
            continue  # it ends the order anyway
        owner: Any = path.model
        for position, relation in enumerate(path.relations):
            key = tuple(step.key for step in path.relations[: position + 1])
            if key not in aliases:
                aliases[key] = aliased(related(relation))
                step = getattr(owner, relation.key).of_type(aliases[key])
                statement = statement.join(step, isouter=not always_there(relation) or position > 0)
            owner = aliases[key]
        terms.append(Term(getattr(owner, path.leaf or "id"), descending, path.nullable))
    last = Term(model.id, bool(order) and order[0][1], nullable=False)
    return Sorted(statement, [*terms, last])


def always_there(relation: QueryableAttribute[Any]) -> bool:
    """Whether every record has one: then a plain join is the same, and the database may begin at its other end."""
    return not any(column.nullable for column in relation.property.local_columns)


def order_by(terms: Iterable[Term], dialect: str, *, backwards: bool = False) -> list[ColumnElement[Any]]:
    """ORDER BY, from the end of the list with `backwards`. PostgreSQL has to be told where blanks go."""
    ordered = []
    for term in terms:
        down = term.descending is not backwards
        by = term.column.desc() if down else term.column.asc()
        if term.nullable and dialect == "postgresql":
            by = by.nulls_last() if down else by.nulls_first()
        ordered.append(by)
    return ordered


def beyond(
    terms: Sequence[Term], values: Sequence[Any], dialect: str, *, backwards: bool = False
) -> ColumnElement[bool]:
    """The rows that come after the one with these values; with `backwards`, before it."""
    if (
        dialect not in ("mysql", "mariadb")
        and not any(t.nullable for t in terms)
        and len({t.descending for t in terms}) == 1
    ):
        row, edge = tuple_(*(term.column for term in terms)), tuple_(*values)
        compared: ColumnElement[bool] = row < edge if terms[0].descending is not backwards else row > edge
        return compared
    found: ColumnElement[bool] = false()
    for term, value in reversed(list(zip(terms, values, strict=True))):
        found = or_(past(term, value, backwards=backwards), and_(same(term, value), found))
    return and_(or_(past(terms[0], values[0], backwards=backwards), same(terms[0], values[0])), found)


def past(term: Term, value: Any, *, backwards: bool) -> ColumnElement[bool]:
    """Whether a row's term comes strictly after the value."""
    condition: ColumnElement[bool]
    if term.descending is backwards:
        condition = term.column.is_not(None) if value is None else term.column > value
    elif value is None:
        condition = false()
    else:
        condition = or_(term.column < value, term.column.is_(None)) if term.nullable else term.column < value
    return condition


def same(term: Term, value: Any) -> ColumnElement[bool]:
    condition: ColumnElement[bool] = term.column.is_(None) if value is None else term.column == value
    return condition


def default_order(model: Model, declared: Any, columns: Mapping[str, Sequence[Path]]) -> list[tuple[Path, bool]]:
    """`column_default_sort` as paths: a name, (name, descending), or a list of such pairs.

    A name that is one of the sortable `columns` is sorted by as that column is.
    """
    if not declared:
        return []
    if isinstance(declared, str):
        declared = (declared, False)
    pairs = [declared] if isinstance(declared, tuple) else declared
    return [
        (path, bool(descending)) for name, descending in pairs for path in columns.get(name) or (resolve(model, name),)
    ]


def sortable(model: Model, columns: Iterable[Path], declared: Sequence[Any] | None) -> dict[str, tuple[Path, ...]]:
    """Column → what it is sorted by. By default each column shown that SQL can compare and that has one value."""
    found: dict[str, tuple[Path, ...]] = {"id": (resolve(model, "id"),)}  # the order in which they were entered
    if declared is None:
        return {path.name: (path,) for path in columns if path.in_database and not path.to_many} | found
    for item in declared:
        name, keys = item if isinstance(item, tuple) else (item, item)
        names = (keys,) if isinstance(keys, str) else tuple(keys)
        found[name] = tuple(resolve(model, key) for key in names)
    return found
