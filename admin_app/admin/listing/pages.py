"""One page of a list: counted, sorted by keys alone, and only then loaded."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import Session
from sqlalchemy.sql.base import ExecutableOption

from ..paths import Model
from .arguments import ActiveFilter
from .sorting import Order, direction, join_order


@dataclass(frozen=True)
class Page:
    """The records of a page, the number of the page (the first is 0), and how many records there are in all."""

    records: Sequence[Any]
    number: int
    count: int


def load_page(
    session: Session,
    model: Model,
    where: Sequence[ColumnElement[bool]],
    order: Order,
    *,
    number: int,
    size: int,
    load: Sequence[ExecutableOption],
) -> Page:
    """The page with this number, or the last one where there are not so many. Two statements and those of `load`."""
    count = session.scalar(select(func.count()).select_from(model).where(*where)) or 0
    number = min(number, max(0, (count - 1) // size))
    dialect = session.get_bind(model).dialect.name
    statement = page_statement(model, where, order, offset=number * size, limit=size, dialect=dialect).options(*load)
    return Page(session.scalars(statement).all() if count else (), number, count)


def page_statement(
    model: Model, where: Sequence[ColumnElement[bool]], order: Order, *, offset: int, limit: int, dialect: str
) -> Select[Any]:
    """The rows of a page: a sub-select finds the keys from an index, and only those rows are read in full.

    The sub-select carries what it sorted by, so that the rows come out in the same order without joining again.
    """
    joined = join_order(select(model.id.label("id")), order)
    keys = joined.statement.add_columns(*(term.label(f"sort_{n}") for n, (term, _) in enumerate(joined.terms)))
    page = keys.where(*where).order_by(*terms(model.id, [t for t, _ in joined.terms], order, dialect))
    page_keys = page.limit(limit).offset(offset).subquery("page")
    sorted_by = [page_keys.c[f"sort_{n}"] for n in range(len(order))]
    return (
        select(model)
        .join(page_keys, model.id == page_keys.c.id)
        .order_by(*terms(page_keys.c.id, sorted_by, order, dialect))
    )


def key_statement(model: Model, where: Sequence[ColumnElement[bool]], order: Order, dialect: str) -> Select[Any]:
    """The ids of all rows in order."""
    joined = join_order(select(model.id), order)
    sorted_by = [term for term, _ in joined.terms]
    return joined.statement.where(*where).order_by(*terms(model.id, sorted_by, order, dialect))


def terms(key: Any, columns: Sequence[Any], order: Order, dialect: str) -> list[ColumnElement[Any]]:
    """ORDER BY, ended by the primary key in the direction of the first term, so that one index serves both."""
    descending = bool(order) and order[0][1]
    ordered = [
        direction(column, down, nullable=path.nullable, dialect=dialect)
        for column, (path, down) in zip(columns, order, strict=True)
    ]
    return [*ordered, key.desc() if descending else key.asc()]


def conditions(active: Sequence[ActiveFilter]) -> list[ColumnElement[bool]]:
    """The conditions of the active filters. The values of one filter go together."""
    values: dict[Any, list[Any]] = defaultdict(list)
    for item in active:
        values[item.filter].append(item.value)
    return [known.condition(found) for known, found in values.items()]
