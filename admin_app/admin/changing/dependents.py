"""What hangs on a record: the rows elsewhere that refer to it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Column, ForeignKey, Table, func, inspect, select
from sqlalchemy.orm import Session
from sqlalchemy.orm.interfaces import ONETOMANY

from ...language import translated
from ..paths import Model
from ..wording import plural, sentence


@dataclass(frozen=True)
class Reference:
    """A foreign key that refers to the model. `owned` rows go along with the record; they hold nobody up."""

    label: str
    column: Column[Any]
    owned: bool


def references(model: Model) -> list[Reference]:
    """Every foreign key in the database that refers to the model's table, whether or not a relation leads there."""
    table: Table = model.__table__
    owned = owned_columns(model)
    associations = {relation.secondary for relation in inspect(model).relationships if relation.secondary is not None}
    keys = [key for other in model.metadata.sorted_tables if other not in associations for key in other.foreign_keys]
    return [
        Reference(label_of(model, key), key.parent, owned=key.parent in owned or key.ondelete == "CASCADE")
        for key in keys
        if key.column.table is table
    ]


def owned_columns(model: Model) -> set[Any]:
    """The foreign keys of children that are deleted with their parent."""
    relations = inspect(model).relationships
    return {column for relation in relations if relation.cascade.delete for column in relation.remote_side}


def label_of(model: Model, key: ForeignKey) -> str:
    """What the rows are called: the relation's name where there is one, else the table's."""
    for relation in inspect(model).relationships:
        if relation.direction is ONETOMANY and key.parent in relation.remote_side:
            return sentence(relation.key)
    return plural(sentence(key.parent.table.name))


def dependents(session: Session, record: Any, *, owned: bool = False) -> list[tuple[str, int]]:
    """What would be left without the record: (label, number), where there are any. One statement.

    With `owned`, what goes along with it instead.
    """
    held = [reference for reference in references(type(record)) if reference.owned is owned]
    if not held:
        return []
    counts = [
        select(func.count()).select_from(reference.column.table).where(reference.column == record.id).scalar_subquery()
        for reference in held
    ]
    row = session.execute(select(*counts)).one()
    return [(translated(reference.label), count) for reference, count in zip(held, row, strict=True) if count]
