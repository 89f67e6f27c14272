"""Saying no in words: errors of the domain and the database as messages at the fields of a form. Never SQL."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from markupsafe import Markup
from sqlalchemy import Table, event, inspect, select
from sqlalchemy.exc import DataError, IntegrityError
from sqlalchemy.orm import Session

from ...accounts import Action
from ...errors import DomainError
from .. import access, display
from ..paths import Model
from .constraints import Kind, Violation, table_of, unique_keys, violated_key, violation
from .forms import RecordForm

#: What a save can be refused with. Anything else is a fault of ours, for the error page and the log.
REFUSALS = (DomainError, IntegrityError, DataError)
CHANGED_MEANWHILE = (
    "Somebody else changed this record meanwhile, so nothing was saved. What you typed is still here; save again to keep it."
)
#: Column values of one record.
Values = dict[str, Any]


@contextmanager
def written(session: Session) -> Iterator[list[tuple[Table, Values]]]:
    """Collects what is written while the block runs: after a refusal the session has forgotten it."""
    values: list[tuple[Table, Values]] = []

    def collect(session: Session, context: Any, instances: Any) -> None:
        values.extend((inspect(record).mapper.local_table, values_of(record)) for record in (*session.new, *session.dirty))

    event.listen(session, "before_flush", collect)
    try:
        yield values
    finally:
        event.remove(session, "before_flush", collect)


def explain(form: RecordForm, error: Exception, session: Session, values: Sequence[tuple[Table, Values]]) -> None:
    """Put the message for a refusal into the form and roll back. `values` is what `written` collected.

    Takes the errors of `REFUSALS`.
    """
    session.rollback()
    if isinstance(error, DomainError):
        form.complain(str(error), error.field)
    elif isinstance(error, IntegrityError):
        violated = violation(error)
        table = table_of(form.screen.model.metadata, violated) if violated.name or violated.table else None
        explain_violation(form, violated, session, table, [held for of, held in values if of is table])
    else:
        form.complain("One of the values does not fit into its field. Nothing was saved.")


def explain_violation(
    form: RecordForm, violated: Violation, session: Session, table: Table | None, pending: Sequence[Values]
) -> None:
    """The message for a violated constraint: the model's own (`__constraint_messages__`), else what can be told."""
    model = model_of(form.screen.model, table)
    key = violated_key(table, violated) if table is not None and violated.kind is Kind.UNIQUE else None
    name = key.name if key else violated.name
    declared = declared_message(model, name)
    if declared:
        form.complain(declared[1], declared[0])
    elif key and model:
        found = next((one for one in (holder(session, model, key.columns, values) for values in pending) if one), None)
        form.complain(taken(form, model, key.columns, found), field_of(model, key.columns, form))
    elif violated.kind is Kind.REQUIRED and model:
        form.complain("This field is required.", field_of(model, violated.columns, form))
    elif violated.kind is Kind.FOREIGN_KEY:
        form.complain("A record that this one refers to is no longer there. Nothing was saved.")
    else:
        form.complain("The database refused these values. Nothing was saved.")


def declared_message(model: Model | None, name: str | None) -> tuple[str, str] | None:
    """The (field, message) that a model declares for a constraint, by its full name or the short one after the table's."""
    messages: Mapping[str, tuple[str, str]] = getattr(model, "__constraint_messages__", {})
    if model is None or name is None:
        return None
    short = name.removeprefix(f"ck_{model.__tablename__}_").removeprefix(f"uq_{model.__tablename__}_")
    return messages.get(name) or messages.get(short)


def complain_of_duplicates(form: RecordForm, record: Any, session: Session) -> bool:
    """Ask, before the database has to refuse, whether somebody holds what must be unique. True where one does."""
    model = type(record)
    values = values_of(record)
    complained = False
    for key in unique_keys(model.__table__):
        if key.partial or not {field for column in key.columns for field in fields_of(model, column)} & set(form.record_fields):
            continue
        found = holder(session, model, key.columns, values)
        if found is not None:
            form.complain(taken(form, model, key.columns, found), field_of(model, key.columns, form))
            complained = True
    return complained


def holder(session: Session, model: Model, columns: Sequence[str], values: Values) -> Any:
    """The other record that holds these values, trash included; None where there is none. A blank is held by nobody."""
    if any(values.get(column) is None for column in columns):
        return None
    table = model.__table__
    same = [table.c[column] == values[column] for column in columns]
    statement = select(model).where(*same, model.id != (values.get("id") or 0)).limit(1)
    with session.no_autoflush:
        return session.scalars(statement).first()


def taken(form: RecordForm, model: Model, columns: Sequence[str], found: Any) -> str | Markup:
    """ "Already used by Anna Berg", linked for those who may see her."""
    what = "Already used" if len(columns) == 1 else "These values together are already used"
    if found is None:
        return f"{what} by another record."
    if found.deleted_at is not None:
        return f"{what} by a record in the trash."
    visible = inspect(found).session.scalar(select(model.id).where(model.id == found.id, *access.rows(model, Action.READ)))
    return Markup("{} by {}.").format(what, display.link(form.screen, found, "")) if visible else f"{what} by another record."


def field_of(model: Model, columns: Sequence[str], form: RecordForm) -> str | None:
    """The form field to show a message about these columns at: the last of them that the form has."""
    names = [name for column in columns for name in fields_of(model, column) if name in form.record_fields]
    return names[-1] if names else None


def fields_of(model: Model, column: str) -> list[str]:
    """The attributes that set a column: its own, and the relation whose foreign key it is."""
    mapper = inspect(model)
    own = [name for name, mapped in mapper.columns.items() if mapped.name == column]
    return own + [
        name for name, relation in mapper.relationships.items() if column in {local.name for local in relation.local_columns}
        and relation.direction.name == "MANYTOONE"
    ]


def values_of(record: Any) -> Values:
    """A record's column values as far as they are in memory, foreign keys of related records included. Asks nothing."""
    state = inspect(record)
    values = {column.name: state.dict.get(name) for name, column in state.mapper.columns.items()}
    for name, relation in state.mapper.relationships.items():
        other = state.dict.get(name)
        if relation.direction.name == "MANYTOONE" and other is not None:
            values |= {local.name: getattr(other, remote.key) for local, remote in relation.local_remote_pairs}
    return values


def model_of(model: Model, table: Table | None) -> Model | None:
    """The model that is mapped to a table."""
    mappers = inspect(model).registry.mappers
    return next((mapper.class_ for mapper in mappers if mapper.local_table is table), None)
