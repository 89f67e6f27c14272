"""Statements of a session that change many rows at once, past the unit of work: logged row by row all the same.

Those past the session (`connection.execute(update(table)…)`) are nobody's to log; a test names the few there are.
"""

from __future__ import annotations

from itertools import chain
from typing import Any

from flask import Flask
from sqlalchemy import Connection, Result, Row, func, insert, inspect, or_, select
from sqlalchemy.dialects.postgresql import REGCLASS
from sqlalchemy.orm import Mapper, ORMExecuteState, Session

from ..database import listen_once
from ..errors import DomainError
from .authors import author
from .log import HIDDEN, Changes, as_stored, logged_columns, plain
from .models import AuditEntry, Change

#: Rows whose entries are written at once.
AT_ONCE = 1_000


class UnloggedWrite(DomainError):
    """A statement would change records without the change log being able to say which."""


def init_statements(app: Flask) -> None:
    listen_once(Session, "do_orm_execute", log_statement)


def log_statement(execution: ORMExecuteState) -> Result[Any] | None:
    """Run an insert, update or delete of a model and write the entries that it makes due."""
    if not (execution.is_insert or execution.is_update or execution.is_delete) or execution.bind_mapper is None:
        return None
    mapper = execution.bind_mapper
    if not getattr(mapper.class_, "__audited__", True):
        return None
    connection = execution.session.connection()
    return (
        log_insert(execution, connection, mapper) if execution.is_insert else log_change(execution, connection, mapper)
    )


def log_insert(execution: ORMExecuteState, connection: Connection, mapper: Mapper[Any]) -> Result[Any]:
    """New records are those with the ids given, and those beyond the last id that was."""
    statement: Any = execution.statement
    if statement._post_values_clause is not None:  # noqa: SLF001  # there is no other way to see it
        raise UnloggedWrite(f"The change log cannot know which rows of {statement.table} this would update.")
    model: Any = mapper.class_
    last = last_id_of(connection, model)
    result = execution.invoke_statement()
    new = or_(model.id > last, model.id.in_(given_ids(execution)))
    rows = connection.execute(select(model.id, *logged_columns(mapper).values()).where(new)).all()
    write(execution.session, mapper, Change.INSERT, {row[0]: (None, row) for row in rows})
    return result


def log_change(execution: ORMExecuteState, connection: Connection, mapper: Mapper[Any]) -> Result[Any]:
    ids = concerned(execution, connection, mapper.class_)
    before = rows_by_id(connection, mapper, ids)
    result = execution.invoke_statement()
    after = rows_by_id(connection, mapper, ids)
    action = Change.DELETE if execution.is_delete else Change.UPDATE
    write(execution.session, mapper, action, {key: (row, after.get(key)) for key, row in before.items()})
    return result


def rows_by_id(connection: Connection, mapper: Mapper[Any], ids: set[int]) -> dict[int, Row[Any]]:
    key: Any = mapper.local_table.c.id
    statement = select(key, *logged_columns(mapper).values()).where(key.in_(ids))
    return {row[0]: row for row in connection.execute(statement)} if ids else {}


def write(
    session: Session, mapper: Mapper[Any], action: Change, rows: dict[int, tuple[Row[Any] | None, Row[Any] | None]]
) -> None:
    """The entries of these rows, each before and after; an update that changed nothing leaves none."""
    shared = author(session) | {"action": action, "resource": mapper.class_.__tablename__}
    entries = []
    for key, (before, after) in rows.items():
        changes = compared(mapper, before, after)
        if changes or action is not Change.UPDATE:
            label = f"{shared['resource']} {key}"
            entries.append(shared | {"record_id": key, "record_label": label, "changes": changes})
    for start in range(0, len(entries), AT_ONCE):
        session.execute(insert(AuditEntry.__table__), entries[start : start + AT_ONCE])


def compared(mapper: Mapper[Any], before: Row[Any] | None, after: Row[Any] | None) -> Changes:
    """{field: [before, after]} of a row, of which either may not be there."""
    sensitive: frozenset[str] = getattr(mapper.class_, "__sensitive__", frozenset())
    changes: Changes = {}
    for place, (name, column) in enumerate(logged_columns(mapper).items(), start=1):
        was, now = (None if row is None else plain(as_stored(column, row[place])) for row in (before, after))
        if was != now:
            changes[name] = [HIDDEN, HIDDEN] if name in sensitive else [was, now]
    return changes


# --- what a statement is about; the search index asks as well ---------------------------------------------------------


def last_id_of(connection: Connection, model: Any) -> int:
    """The id that those given out from now on are larger than."""
    last: Any = func.max(model.id)
    if connection.dialect.name == "postgresql":  # it does not mind ids that it has not given out
        sequence = func.pg_sequence_last_value(func.pg_get_serial_sequence(model.__tablename__, "id").cast(REGCLASS))
        last = func.least(last, func.coalesce(sequence, 0))
    return connection.scalar(select(last)) or 0


def given_ids(execution: ORMExecuteState) -> set[int]:
    """The ids that an insert names itself."""
    statement: Any = execution.statement
    rows = [statement._values or {}, *chain.from_iterable(getattr(statement, "_multi_values", ()))]  # noqa: SLF001
    named = {getattr(value, "value", value) for row in rows for column, value in row.items() if column.key == "id"}
    return named.union(row["id"] for row in rows_of(execution) if "id" in row)


def concerned(execution: ORMExecuteState, connection: Connection, model: Any) -> set[int]:
    """The ids of the records that an update or delete is about."""
    statement: Any = execution.statement
    named = {row["id"] for row in rows_of(execution) if "id" in row}
    if named or statement.whereclause is None:
        return named or set(connection.scalars(select(model.id)))
    parameters = execution.parameters if isinstance(execution.parameters, dict) else {}
    return set(connection.scalars(select(model.id).where(statement.whereclause), parameters))


def changed_fields(execution: ORMExecuteState) -> set[str]:
    """The fields that an update sets."""
    statement: Any = execution.statement
    mapper = inspect(execution.bind_mapper)
    values = statement._values or ()  # noqa: SLF001  # nor to see these
    named = {mapper.get_property_by_column(column).key for column in values}
    return named.union(*(row.keys() for row in rows_of(execution)))


def rows_of(execution: ORMExecuteState) -> list[dict[str, Any]]:
    parameters: Any = execution.parameters or []
    return parameters if isinstance(parameters, list) else [parameters]
