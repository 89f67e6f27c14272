"""Values from the log, where they are JSON, as the fields of a model take them, and back."""

from __future__ import annotations

from datetime import date, datetime, time
from decimal import Decimal
from enum import Enum
from typing import Any

from sqlalchemy import Boolean, Column, inspect
from sqlalchemy.orm.attributes import get_history

from .log import FROM_DATABASE, all_relations, as_stored, logged_columns, plain


def as_logged(record: Any, name: str) -> Any:
    """What the log would say that a field holds now: a value, or the ids that a relation leads to."""
    mapper = inspect(type(record))
    if name in all_relations(mapper):
        history = get_history(record, name, FROM_DATABASE)
        return sorted(other.id for other in (*history.unchanged, *history.added))
    return plain(as_stored(logged_columns(mapper)[name], getattr(record, name)))


def from_log(column: Column[Any], value: Any) -> Any:
    """A logged value as the column takes it. Raises ValueError for one that was written when it was of another type."""
    if value is None:
        return None
    kind: Any = bool if isinstance(column.type, Boolean) else column.type.python_type
    if issubclass(kind, Enum):
        return kind(value)
    if issubclass(kind, datetime | date | time):
        return kind.fromisoformat(value)
    if issubclass(kind, Decimal):
        return Decimal(value)
    return value


def put_back(record: Any, name: str, before: Any, after: Any) -> None:
    """Set a field to what it was; of a relation, give back what was taken and take what was given."""
    mapper = inspect(type(record))
    if name not in all_relations(mapper):
        setattr(record, name, from_log(logged_columns(mapper)[name], before))
        return
    held, target = getattr(record, name), mapper.relationships[name].mapper.class_
    session = inspect(record).session
    assert session is not None
    for key in set(after or ()) - set(before or ()):
        for other in [other for other in held if other.id == key]:
            held.remove(other)
    for key in set(before or ()) - set(after or ()):
        other = session.get(target, key)
        if other is not None and other not in held:
            held.append(other)
