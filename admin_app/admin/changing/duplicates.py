"""What must be unique: who holds it already, asked before the database has to refuse, and told at the field."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from functools import cache
from typing import Any

from markupsafe import Markup
from sqlalchemy import Select, Table, bindparam, inspect, select
from sqlalchemy.orm import Mapper, Session
from sqlalchemy.orm.interfaces import MANYTOONE

from ...errors import DomainError
from ...language import _, marked
from .. import access, display
from ..paths import Model
from .constraints import UniqueKey, unique_keys
from .forms import RecordForm

#: Column values of one record.
Values = dict[str, Any]


def complain_of_duplicates(form: RecordForm, record: Any, session: Session) -> bool:
    """Whether another record holds what must be unique; if so, that is in the form now."""
    model, values = type(record), values_of(record)
    complained = False
    for key in unique_keys(model.__table__):
        if not key.partial and field_of(model, key.columns, form) and is_set(record, key):
            found = holder(session, model, key, values)
            if found is not None:
                form.complain(taken(session, model, key, found), field_of(model, key.columns, form))
                complained = True
    return complained


def complain_of_taken(form: RecordForm, session: Session) -> bool:
    """As `complain_of_duplicates`, by what is typed for a new record that is not made yet."""
    model = form.screen.model
    record, columns = model(), inspect(model).columns
    for key in unique_keys(model.__table__):
        names = [name for name in form.record_fields if name in columns and columns[name].name in key.columns]
        for name in names:
            with suppress(DomainError):  # saving says so
                setattr(record, name, form[name].data)
    return complain_of_duplicates(form, record, session)


def is_set(record: Any, key: UniqueKey) -> bool:
    """Whether the record's values are new: of those it has had since it was read, nobody else can have them too."""
    state = inspect(record)
    names = (name for column in key.columns for name in fields_of(state.mapper, column))
    return not state.persistent or any(name in state.committed_state for name in names)


def holder(session: Session, model: Model, key: UniqueKey, values: Values) -> Any:
    """The other record that holds these values, be it in the trash; None where there is none. Nobody holds a blank."""
    if any(values.get(column) is None for column in key.columns):
        return None
    with session.no_autoflush:
        asked = {column: values[column] for column in key.columns} | {"own_id": values.get("id") or 0}
        found = session.scalar(holding(model.__table__, key.columns), asked)
        return None if found is None else session.get(model, found)


@cache
def holding(table: Table, columns: tuple[str, ...]) -> Select[Any]:
    """The statement for the id of another record that holds certain values of these columns."""
    same = [table.c[column] == bindparam(column, type_=table.c[column].type) for column in columns]
    return select(table.c.id).where(*same, table.c.id != bindparam("own_id")).limit(1)


def taken(session: Session, model: Model, key: UniqueKey, found: Any) -> str | Markup:
    """What to say of a duplicate: who holds it, with a link, to those who may see them."""
    together = len(key.columns) > 1
    if found is not None and getattr(found, "deleted_at", None) is not None:
        return (
            _("These values together are already used by a record in the trash.")
            if together
            else _("Already used by a record in the trash.")
        )
    if found is None or not session.scalar(select(model.id).where(model.id == found.id, *access.rows(model))):
        return (
            _("These values together are already used by another record.")
            if together
            else _("Already used by another record.")
        )
    who = display.link(None, found, "")
    if together:
        return marked("These values together are already used by %(record)s.", record=who)
    return marked("Already used by %(record)s.", record=who)


def field_of(model: Model, columns: Sequence[str], form: RecordForm) -> str | None:
    """The form field to show a message about these columns at: the last of them that the form has."""
    names = [name for column in columns for name in fields_of(inspect(model), column) if name in form.record_fields]
    return names[-1] if names else None


@cache
def fields_of(mapper: Mapper[Any], column: str) -> list[str]:
    """The attributes that set a column: its own, and the relation whose foreign key it is."""
    own = [name for name, mapped in mapper.columns.items() if mapped.name == column]
    relations = [
        name
        for name, relation in mapper.relationships.items()
        if relation.direction is MANYTOONE and column in {local.name for local in relation.local_columns}
    ]
    return own + relations


def values_of(record: Any) -> Values:
    """A record's column values as far as they are in memory, foreign keys of related records included."""
    state = inspect(record)
    values = {column.name: state.dict.get(name) for name, column in state.mapper.columns.items()}
    for name, relation in state.mapper.relationships.items():
        other = state.dict.get(name)
        if relation.direction is MANYTOONE and other is not None:
            values |= {local.name: getattr(other, remote.key) for local, remote in relation.local_remote_pairs}
    return values
