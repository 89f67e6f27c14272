"""Everything that is held on one record: its fields, the rows that refer to it, their files, and their history.

As far as whoever gives it out may read it; what they may not is named. Of other people it tells the name and no more.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import LargeBinary, and_, inspect, or_, select
from sqlalchemy.orm.interfaces import MANYTOMANY, MANYTOONE

from ...accounts import Action
from ...audit import AuditEntry
from ...database import db
from ...language import _
from .. import access, display
from ..changing.dependents import references
from ..changing.seen import plain
from ..paths import Model

#: Columns of the machinery's own.
NOT_TOLD = frozenset({"id", "version", "sourced_id", "custom_fields"})


class Field(NamedTuple):
    """An attribute as it is called, and how its value is found."""

    name: str
    label: str


@dataclass(frozen=True)
class Sheet:
    """The rows of one table, in words and as data."""

    name: str
    title: str
    fields: Sequence[Field]
    records: Sequence[Any]

    def words(self, record: Any) -> list[str]:
        """A row as people read it, and spreadsheets."""
        screen = access.screens().get(self.name)
        return [str(display.shown(screen, getattr(record, name), name, display.TEXT)) for name, _ in self.fields]

    def told(self, record: Any) -> list[tuple[str, str]]:
        """Label and text of what a row has something in."""
        texts = self.words(record)
        return [(field.label, text) for field, text in zip(self.fields, texts, strict=True) if text]

    def data(self, record: Any) -> dict[str, Any]:
        """A row as programs read it."""
        return {"id": record.id} | {name: told(getattr(record, name)) for name, _ in self.fields}


def told(value: Any) -> Any:
    """A value as JSON has it; of another record, its name."""
    if isinstance(value, list):
        return [told(each) for each in value]
    if isinstance(value, dict):
        return value
    return value if isinstance(value, str) else str(value) if hasattr(value, "__tablename__") else plain(value)


def sheets_of(record: Any) -> Iterator[Sheet]:
    """The record itself, then what refers to it, then what was changed in any of them."""
    own = Sheet(record.__tablename__, titled(type(record)), fields_of(type(record)), [record])
    yield own
    keys = [(own.name, record.id)]
    for model, column in referring(type(record)):
        if access.may(model, Action.READ):
            found = db.session.scalars(select(model).where(column == record.id, ever(model)).order_by(model.id)).all()
            keys += [(model.__tablename__, each.id) for each in found]
            without = {relation_of(model, column), *(c.key for c in inspect(model).columns if c is column)}
            fields = [field for field in fields_of(model) if field.name not in without]
            yield Sheet(model.__tablename__, titled(model), fields, found)
    if access.may(AuditEntry, Action.READ):
        yield Sheet(AuditEntry.__tablename__, titled(AuditEntry), history_fields(), history(keys))


def left_out(record: Any) -> list[str]:
    """What else is held, and not open to whoever gives it out, or not all of it."""
    held = dict.fromkeys([*(model for model, _ in referring(type(record))), AuditEntry])
    return [titled(model) for model in held if not access.sees_all(model)]


def referring(model: Model) -> Iterator[tuple[Model, Any]]:
    """Each model with rows of its own that refer to this one, and the column that does."""
    by_table = {mapper.local_table: mapper.class_ for mapper in inspect(model).registry.mappers}
    for reference in references(model):
        if reference.column.table in by_table:
            yield by_table[reference.column.table], reference.column


def ever(model: Model) -> Any:
    """The rows that the user may read, and those in the trash that they may bring back."""
    seen = [and_(*access.rows(model))]
    if access.may(model, Action.DELETE):
        seen.append(and_(*access.rows(model, Action.DELETE, trashed=True)))
    return or_(*seen)


def titled(model: Model) -> str:
    screen = access.screens().get(model.__tablename__)
    return str(screen.name) if screen else model.__tablename__


def fields_of(model: Model) -> list[Field]:
    """What there is to tell of a model: its columns, with names in the place of keys, and what it is tied to."""
    mapper, screen = inspect(model), access.screens().get(model.__tablename__)
    keys = {column for relation in mapper.relationships for column in relation.local_columns if column.foreign_keys}
    columns = [
        attribute.key
        for attribute in mapper.column_attrs
        if not set(attribute.columns) & keys
        and not isinstance(attribute.columns[0].type, LargeBinary)
        and attribute.key not in NOT_TOLD
        and hasattr(attribute.columns[0], "table")
    ]
    ties = [relation.key for relation in mapper.relationships if relation.direction in {MANYTOONE, MANYTOMANY}]
    readable = [name for name in (*columns, *ties) if access.may_read_field(model, name)]
    return [Field(name, screen.get_column_name(name) if screen else name) for name in readable]


def relation_of(model: Model, column: Any) -> str | None:
    """The relation that a foreign key belongs to."""
    relations = (relation for relation in inspect(model).relationships if relation.direction is MANYTOONE)
    return next((relation.key for relation in relations if column in relation.local_columns), None)


def history(keys: Sequence[tuple[str, int]]) -> Sequence[AuditEntry]:
    """The changes of these records, the oldest first."""
    ids: dict[str, list[int]] = {}
    for table, identity in keys:
        ids.setdefault(table, []).append(identity)
    of_these = [and_(AuditEntry.resource == table, AuditEntry.record_id.in_(held)) for table, held in ids.items()]
    statement = select(AuditEntry).where(or_(*of_these), *access.rows(AuditEntry)).order_by(AuditEntry.id)
    return db.session.scalars(statement).all()


def history_fields() -> list[Field]:
    return [
        Field("created_at", _("When")),
        Field("user_label", _("Who")),
        Field("action", _("What was done")),
        Field("resource", _("To what")),
        Field("record_label", _("Called")),
        Field("changes", _("From what to what")),
        Field("reason", _("Why")),
    ]


def files_of(sheet: Sheet) -> Iterator[tuple[str, bytes]]:
    """The files that belong to the rows of a sheet: a name that no other has, and the bytes, one after the other."""
    for name, _label in sheet.fields:
        relation = inspect(type(sheet.records[0])).relationships.get(name) if sheet.records else None
        columns = relation.mapper.columns if relation is not None else ()
        content = next((column.key for column in columns if isinstance(column.type, LargeBinary)), None)
        if content is None:
            continue
        for record in sheet.records:
            file = getattr(record, name)
            if file is not None:
                yield f"{file.id}-{file}", getattr(file, content)
                db.session.expire(file, [content])
