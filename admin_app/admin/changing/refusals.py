"""Saying no in words: errors of the domain and the database as messages at the fields of a form. Never SQL."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Table, event, inspect
from sqlalchemy.exc import DataError, IntegrityError
from sqlalchemy.orm import Session

from ...errors import DomainError
from ...language import _, explained, translated
from ..paths import Model
from .constraints import Kind, Violation, table_of, violated_key, violation
from .duplicates import Values, field_of, holder, taken, values_of
from .forms import RecordForm

#: What a save can be refused with. Anything else is a fault of ours, for the error page and the log.
REFUSALS = (DomainError, IntegrityError, DataError)


@contextmanager
def written(session: Session) -> Iterator[list[tuple[Table, Values]]]:
    """Collects what is written while the block runs: after a refusal the session has forgotten it."""
    values: list[tuple[Table, Values]] = []

    def collect(session: Session, context: Any, instances: Any) -> None:
        records = (*session.new, *session.dirty)
        values.extend((inspect(record).mapper.local_table, values_of(record)) for record in records)

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
        form.complain(explained(error), error.field)
    elif isinstance(error, IntegrityError):
        violated = violation(error)
        table = table_of(form.screen.model.metadata, violated) if violated.name or violated.table else None
        explain_violation(form, violated, session, table, [held for of, held in values if of is table])
    else:
        form.complain(_("One of the values does not fit into its field. Nothing was saved."))


def explain_violation(
    form: RecordForm, violated: Violation, session: Session, table: Table | None, pending: Sequence[Values]
) -> None:
    """The message for a violated constraint: the model's own (`__constraint_messages__`), else what can be told."""
    model = model_of(form.screen.model, table)
    key = violated_key(table, violated) if table is not None and violated.kind is Kind.UNIQUE else None
    declared = declared_message(model, key.name if key else violated.name)
    if declared:
        field, message = declared
        form.complain(translated(message), field)
    elif key and model:
        holders = (holder(session, model, key, values) for values in pending)
        found = next((record for record in holders if record is not None), None)
        form.complain(taken(session, model, key, found), field_of(model, key.columns, form))
    elif violated.kind is Kind.REQUIRED and model:
        form.complain(_("This field is required."), field_of(model, violated.columns, form))
    elif violated.kind is Kind.FOREIGN_KEY:
        form.complain(_("A record that this one refers to is no longer there. Nothing was saved."))
    else:
        form.complain(_("The database refused these values. Nothing was saved."))


def is_pair(error: Exception, model: Model) -> bool:
    """Whether two records were to be tied together that are tied already: somebody did the same a moment ago."""
    violated = violation(error) if isinstance(error, IntegrityError) else None
    if violated is None or violated.kind is not Kind.UNIQUE:
        return False
    if violated.name == "PRIMARY":  # so MySQL calls that of every table, and records do not choose theirs
        return True
    table = table_of(model.metadata, violated)
    return table is not None and model_of(model, table) is None


def declared_message(model: Model | None, name: str | None) -> tuple[str, str] | None:
    """The (field, message) that a model declares for a constraint, by its full name or by what follows the table's."""
    messages: Mapping[str, tuple[str, str]] = getattr(model, "__constraint_messages__", {})
    if model is None or name is None:
        return None
    short = name.removeprefix(f"ck_{model.__tablename__}_").removeprefix(f"uq_{model.__tablename__}_")
    return messages.get(name) or messages.get(short)


def model_of(model: Model, table: Table | None) -> Model | None:
    """The model that is mapped to a table, among those of the same registry."""
    mappers = inspect(model).registry.mappers
    return next((mapper.class_ for mapper in mappers if mapper.local_table is table), None)
