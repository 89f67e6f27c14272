"""Listening to the statements that reach a database: to count them, and to know which tables to empty."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Engine, event, text

from admin_app.database import db

INSERT = re.compile(r"\s*(?:(?:INSERT|REPLACE)\s+(?:\w+\s+)*?INTO|COPY)\s+[`\"]?(\w+)", re.IGNORECASE)

#: SQLite begins again at one by itself when a table is empty.
RESTART_IDS = {
    "postgresql": "ALTER SEQUENCE {table}_id_seq RESTART",
    "mysql": "ALTER TABLE `{table}` AUTO_INCREMENT = 1",
}


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
        if not tables:
            return
        dialect = self.engine.dialect.name.replace("mariadb", "mysql")
        restart = RESTART_IDS.get(dialect)
        quote = self.engine.dialect.identifier_preparer.quote
        with self.engine.begin() as connection:
            if dialect == "mysql":  # it checks row by row, so a table that refers to itself cannot be emptied
                connection.execute(text("SET FOREIGN_KEY_CHECKS = 0"))
            for table in tables:
                connection.execute(text(f"DELETE FROM {quote(table.name)}"))  # noqa: S608  # our own names
                if restart and table.autoincrement_column is not None:
                    connection.execute(text(restart.format(table=table.name)))
            if dialect == "mysql":
                connection.execute(text("SET FOREIGN_KEY_CHECKS = 1"))
        self.names.clear()
