"""Rows that many tests begin with: made once, and put back from a copy in a tenth of the time."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Table, func, inspect, select, text
from sqlalchemy.orm import make_transient_to_detached
from sqlalchemy.orm.attributes import set_committed_value

from admin_app import bulk
from admin_app.database import db
from admin_app.search.grams import add_grams
from admin_app.search.tables import GRAMS, search_entry

Rows = dict[Table, list[tuple[Any, ...]]]
Identity = tuple[type[Any], int]


def copy_rows() -> Rows:
    """Every row that the session sees, by table; parents come before their children."""
    found = {}
    for table in db.metadata.sorted_tables:
        rows = db.session.execute(select(table).order_by(*table.primary_key)).all()
        if rows:
            found[table] = [tuple(row) for row in rows]
    return found


def put_back(rows: Rows) -> None:
    """Put the rows into an empty database of any engine, with the ids that they had. Nothing is committed."""
    connection = db.session.connection()
    mysql = connection.dialect.name in ("mysql", "mariadb")
    if mysql:  # it checks row by row, and a row may refer to a later one
        connection.execute(text("SET FOREIGN_KEY_CHECKS = 0"))
    for table, values in rows.items():
        ours = with_grams(values, connection.dialect.name) if table is search_entry else values
        bulk.insert(connection, table, table.columns.keys(), ours)
    if mysql:
        connection.execute(text("SET FOREIGN_KEY_CHECKS = 1"))
    if connection.dialect.name == "postgresql":  # it does not notice ids that it did not give out itself
        numbered = [table for table in rows if table.autoincrement_column is not None]
        largest = {table.name: max(row[0] for row in rows[table]) for table in numbered}
        connection.execute(select(*(func.setval(f"{name}_id_seq", last) for name, last in largest.items())))


def with_grams(entries: list[tuple[Any, ...]], dialect: str) -> list[tuple[Any, ...]]:
    """Entries of the search index as this engine has them: the one thing that is not the same on all of them."""
    named = [dict(zip(search_entry.columns.keys(), entry, strict=True)) | dict.fromkeys(GRAMS) for entry in entries]
    for entry in named:
        add_grams(dialect, entry)
    return [tuple(entry.values()) for entry in named]


def identity_of(record: Any) -> Identity:
    return type(record), record.id


def record_of(identity: Identity) -> Any:
    """The session's record with this identity, of which nothing has been read yet: as any is after a commit."""
    model, key = identity
    held = db.session.identity_map.get(inspect(model).identity_key_from_primary_key((key,)))
    if held is None:
        held = inspect(model).class_manager.new_instance()
        set_committed_value(held, "id", key)
        make_transient_to_detached(held)
        db.session.add(held)
    return held
