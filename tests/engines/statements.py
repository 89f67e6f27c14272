"""Listening to the statements that reach a database: to count them, and to know which tables to empty."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Engine, Table, event

from admin_app.database import db

INSERT = re.compile(r"\s*(?:(?:INSERT|REPLACE)\s+(?:\w+\s+)*?INTO|COPY)\s+[`\"]?(\w+)", re.IGNORECASE)


class Statements(list[str]):
    """The texts of statements, one to a line when a count is wrong."""

    def __repr__(self) -> str:
        return "\n".join(f"{number}) {' '.join(statement.split())}" for number, statement in enumerate(self, 1))


@contextmanager
def statements_sent(verb: str = "") -> Iterator[Statements]:
    """Collects what is sent to any database while the block runs; with a verb, only statements that begin with it."""
    sent = Statements()

    def listen(conn: Connection, cursor: Any, statement: str, parameters: Any, context: Any, executemany: bool) -> None:
        if statement.lstrip().upper().startswith(verb.upper()):
            sent.append(statement)

    event.listen(Engine, "before_cursor_execute", listen)
    try:
        yield sent
    finally:
        event.remove(Engine, "before_cursor_execute", listen)


class WrittenTables:
    """Knows which tables of an engine have had rows inserted, by whatever way, and empties those."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.names: set[str] = set()
        event.listen(engine, "before_cursor_execute", self.listen)

    def listen(
        self, conn: Connection, cursor: Any, statement: str, parameters: Any, context: Any, executemany: bool
    ) -> None:
        inserted = INSERT.match(statement)
        if inserted:
            self.names.add(inserted[1])

    def empty(self) -> None:
        """Delete the rows, children first, and let ids begin at one again."""
        tables = [table for table in reversed(db.metadata.sorted_tables) if table.name in self.names]
        if tables:
            with self.engine.begin() as connection, unguarded(connection):
                for statement in emptying(connection, tables):
                    connection.exec_driver_sql(statement)
        self.names.clear()


@contextmanager
def unguarded(connection: Connection) -> Iterator[None]:
    """Lets entries of the change log be deleted, for as long as a transaction lasts, by whoever owns its table."""
    dialect, before, after = connection.dialect.name, list[str](), list[str]()
    if dialect == "sqlite":
        asked = "SELECT sql FROM sqlite_master WHERE name = 'audit_entry_delete'"
        after = list(connection.exec_driver_sql(asked).scalars())
        before = ["DROP TRIGGER audit_entry_delete"] * len(after)
    elif dialect == "postgresql":
        asked = "SELECT 1 FROM pg_trigger WHERE tgname = 'audit_entry_delete'"
        for ability, statements in (("DISABLE", before), ("ENABLE", after)):
            if connection.exec_driver_sql(asked).first():
                statements.append(f"ALTER TABLE audit_entry {ability} TRIGGER audit_entry_delete")
    for statement in before:
        connection.exec_driver_sql(statement)
    yield
    for statement in after:
        connection.exec_driver_sql(statement)


def emptying(connection: Connection, tables: Sequence[Table]) -> list[str]:
    """The statements that empty these tables. SQLite begins at one by itself when a table is empty."""
    quote = connection.dialect.identifier_preparer.format_table
    deleting = [f"DELETE FROM {quote(table)}" for table in tables]  # noqa: S608  # our own names
    numbered = [table for table in tables if table.autoincrement_column is not None]
    if connection.dialect.name == "postgresql":  # without parameters it takes all of them at once
        restarting = [f"ALTER SEQUENCE {table.name}_id_seq RESTART" for table in numbered]
        return ["; ".join(deleting + restarting)]
    if connection.dialect.name in ("mysql", "mariadb"):
        # It checks row by row, so a table that refers to itself could not be emptied.
        restarting = [f"ALTER TABLE {quote(table)} AUTO_INCREMENT = 1" for table in numbered]
        return ["SET FOREIGN_KEY_CHECKS = 0", *deleting, *restarting, "SET FOREIGN_KEY_CHECKS = 1"]
    return deleting
