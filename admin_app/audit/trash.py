"""The trash: what is marked as deleted instead of going for good, with what goes along, and the way back.

A record goes there where others refer to it, and where the change log could not bring it back since it does not keep
what the record holds. What belongs to it alone is marked at the same instant, by which it is known again.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import LargeBinary, inspect, select
from sqlalchemy.orm import Session
from sqlalchemy.orm.interfaces import MANYTOONE, ONETOMANY

from .. import clock
from ..database import Record, db


def put_in_trash(record: Any) -> None:
    """Mark a record and what goes along with it. Does not commit."""
    moment = clock.now().replace(microsecond=0)  # as all engines keep it
    for each in (record, *owned(db.session(), record)):
        if each.deleted_at is None:
            each.deleted_at = moment


def take_out(record: Any) -> None:
    """Bring a record back with what went along with it. Does not commit."""
    moment = record.deleted_at
    for each in (record, *owned(db.session(), record)):
        if each.deleted_at == moment:
            each.deleted_at = None


def went_along(session: Session, record: Any) -> list[Any]:
    """What is in the trash since, and because, this record is."""
    return [each for each in owned(session, record) if each.deleted_at == record.deleted_at]


def owned(session: Session, record: Any) -> Iterator[Any]:
    """The records that are nothing without this one."""
    for relation in inspect(type(record)).relationships:
        if (
            relation.direction is ONETOMANY
            and relation.cascade.delete
            and hasattr(relation.mapper.class_, "deleted_at")
        ):
            (key,) = relation.remote_side
            yield from session.scalars(select(relation.mapper.class_).where(key == record.id))


def is_kept_nowhere_else(session: Session, record: Any) -> bool:
    """Whether a record, or what goes along with it, holds something of which the change log tells only that it was."""
    return any(holds_secrets(each) for each in (record, *alone(session, record)))


def alone(session: Session, record: Any) -> Iterator[Any]:
    yield from owned(session, record)
    for relation in inspect(type(record)).relationships:
        if relation.direction is MANYTOONE and relation.cascade.delete_orphan:
            (key,) = relation.local_columns
            value = getattr(record, inspect(type(record)).get_property_by_column(key).key)
            other = session.get(relation.mapper.class_, value) if value else None
            if other is not None:
                yield other


def holds_secrets(record: Record) -> bool:
    """Whether it has a sensitive field that is filled in, or bytes."""
    columns = inspect(type(record)).columns
    told = [name for name in getattr(type(record), "__sensitive__", ()) if not columns[name].foreign_keys]
    has_bytes = any(isinstance(column.type, LargeBinary) for column in columns)
    return has_bytes or any(getattr(record, name) not in (None, "") for name in told)
