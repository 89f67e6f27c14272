"""Sorting: the same order on every engine, never ambiguous."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select
from sqlalchemy.orm import aliased

from ..paths import Model, Path, related, resolve

#: Names and directions (True is descending), the most significant first.
Order = Sequence[tuple[Path, bool]]


@dataclass
class Sorted:
    """A statement with the joins that sorting needs, and what it is sorted by."""

    statement: Select[Any]
    terms: list[tuple[ColumnElement[Any], bool]]


def join_order(statement: Select[Any], order: Order) -> Sorted:
    """Join what the order needs, with one outer join for each relation, so that no row is lost or doubled."""
    aliases: dict[tuple[str, ...], Any] = {}
    terms = []
    for path, descending in order:
        owner: Any = path.model
        for position, relation in enumerate(path.relations):
            key = tuple(step.key for step in path.relations[: position + 1])
            if key not in aliases:
                aliases[key] = aliased(related(relation))
                statement = statement.outerjoin(getattr(owner, relation.key).of_type(aliases[key]))
            owner = aliases[key]
        terms.append((getattr(owner, path.leaf or "id"), descending))
    return Sorted(statement, terms)


def direction(term: Any, descending: bool, *, nullable: bool, dialect: str) -> ColumnElement[Any]:
    """One term of ORDER BY. Blanks are the smallest value everywhere; PostgreSQL has to be told."""
    ordered = term.desc() if descending else term.asc()
    if nullable and dialect == "postgresql":
        ordered = ordered.nulls_last() if descending else ordered.nulls_first()
    found: ColumnElement[Any] = ordered
    return found


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
    if declared is None:
        return {path.name: (path,) for path in columns if path.in_database and not path.to_many}
    found = {}
    for item in declared:
        name, keys = item if isinstance(item, tuple) else (item, item)
        names = (keys,) if isinstance(keys, str) else tuple(keys)
        found[name] = tuple(resolve(model, key) for key in names)
    return found
