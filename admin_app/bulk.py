"""Many rows at once: each table is filled by the fastest way its engine has, in the transaction that is running.

SQLite gets prepared statements, PostgreSQL gets COPY, MySQL and MariaDB get inserts of many rows. Neither the ORM nor
the change log takes part, and no default of a column in Python is filled in: whoever loads rows says what is in them.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import lru_cache
from typing import Any

from flask_sqlalchemy.record_queries import get_recorded_queries
from sqlalchemy import Boolean, Connection, Date, Engine, Enum, Table, event, func, select, text

from .database import Hundredths, db

Row = tuple[Any, ...]
#: Rows of one statement. What is converted for it is all that is held besides the rows themselves.
AT_ONCE = 10_000
#: Types of columns in which the same values come again and again, so that each is converted once.
FEW_VALUES = (Boolean, Date, Enum, Hundredths)
#: SQLite while it loads: pages that it keeps in memory (in KiB), and another thread to sort indexes with.
CACHE, SORTERS = 128 * 1024, 1
#: The indexes that are none of a constraint, with the statements that make them again.
SECONDARY_INDEXES = {
    "sqlite": "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL AND tbl_name = :table",
    "postgresql": (
        "SELECT c.relname, pg_get_indexdef(c.oid) FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid "
        "WHERE i.indrelid = CAST(:table AS regclass) "
        "AND NOT EXISTS (SELECT FROM pg_constraint k WHERE k.conindid = i.indexrelid)"
    ),
}


def insert(connection: Connection, table: Table, columns: Sequence[str], rows: Sequence[Row]) -> None:
    """Put rows into a table. `columns` names what each of them holds, in that order."""
    names = [table.c[name] for name in columns]
    statement = statement_for(connection, table, names)
    converters = [converter(column.type, connection) for column in names]
    for start in range(0, len(rows), AT_ONCE):
        connection.exec_driver_sql(statement, converted(rows[start : start + AT_ONCE], converters))
    get_recorded_queries().clear()  # the developer's toolbar would keep every row that was sent


def statement_for(connection: Connection, table: Table, columns: Sequence[Any]) -> str:
    dialect = connection.dialect
    quote = dialect.identifier_preparer
    target = f"{quote.format_table(table)} ({', '.join(map(quote.format_column, columns))})"
    if dialect.name == "postgresql":
        return f"COPY {target} FROM STDIN"
    marks = ", ".join(["?" if dialect.name == "sqlite" else "%s"] * len(columns))
    return f"INSERT INTO {target} VALUES ({marks})"  # noqa: S608  # the names are those of our models


def converter(kind: Any, connection: Connection) -> Callable[[Any], Any] | None:
    """What turns a value into the driver's, or None where nothing has to be done."""
    convert: Callable[[Any], Any] | None = kind.dialect_impl(connection.dialect).bind_processor(connection.dialect)
    return lru_cache(convert) if convert and isinstance(kind, FEW_VALUES) else convert


def converted(rows: Sequence[Row], converters: Sequence[Callable[[Any], Any] | None]) -> list[Row]:
    """The rows as the driver takes them, worked out column by column, which costs a fifth of doing it row by row."""
    columns = zip(*rows, strict=True)
    return list(
        zip(
            *(map(convert, column) if convert else column for convert, column in zip(converters, columns, strict=True)),
            strict=True,
        )
    )


@event.listens_for(Engine, "do_execute")
@event.listens_for(Engine, "do_executemany")
def copy_rows(cursor: Any, statement: str, parameters: Any, context: Any) -> bool | None:
    """Send the rows of a COPY. As a statement like any other, listeners and the developer's toolbar see it too."""
    if not statement.startswith("COPY ") or not parameters:
        return None
    with cursor.copy(statement) as copy:
        for row in parameters if isinstance(parameters, list) else [parameters]:
            copy.write_row(row)
    return True


def advance_sequence(connection: Connection, table: Table) -> None:
    """Go on counting after the largest id: PostgreSQL does not notice ids that it did not give out itself."""
    if connection.dialect.name == "postgresql":
        last = select(func.max(table.c.id)).scalar_subquery()
        connection.execute(select(func.setval(func.pg_get_serial_sequence(table.name, "id"), last)))


@contextmanager
def loading(tables: Sequence[Table]) -> Iterator[Connection]:
    """A transaction of the session with room for very many rows: what was open is committed first, and the load after.

    Indexes of those of the tables that are empty are dropped, and made again in the end, which is faster and packs them
    better. That is part of the transaction, so whatever happens leaves the database as it was; MySQL and MariaDB, where
    it could not be, keep theirs.
    """
    db.session.commit()
    connection = db.session.connection()
    with roomy(connection):
        try:
            empty = [
                table for table in tables if connection.execute(select(1).select_from(table).limit(1)).first() is None
            ]
            again = [statement for table in empty for statement in drop_indexes(connection, table)]
            yield connection
            db.session.flush()
            for statement in again:
                connection.exec_driver_sql(statement)
            measure(connection, tables)
            db.session.commit()
        except BaseException:
            db.session.rollback()
            raise


@contextmanager
def roomy(connection: Connection) -> Iterator[None]:
    """Set SQLite up for one large transaction, and back again after it.

    With a rollback journal, what is added is written once and not twice, and a crash still takes all of it back. The
    switch needs the database for itself: where somebody else is reading, the write-ahead log stays.
    """
    if connection.dialect.name != "sqlite":
        yield
        return
    driver: Any = connection.connection.driver_connection
    (usual,) = driver.execute("PRAGMA cache_size").fetchone()
    with suppress(sqlite3.OperationalError):
        driver.execute("PRAGMA journal_mode = DELETE")
    driver.execute(f"PRAGMA cache_size = {-CACHE}")
    driver.execute(f"PRAGMA threads = {SORTERS}")
    try:
        yield
    finally:
        driver.execute("PRAGMA threads = 0")
        driver.execute(f"PRAGMA cache_size = {usual}")
        driver.execute("PRAGMA journal_mode = WAL")


def drop_indexes(connection: Connection, table: Table) -> list[str]:
    """Drop what can be dropped of the indexes of an empty table. Returns the statements that make them again."""
    query = SECONDARY_INDEXES.get(connection.dialect.name)
    if query is None or connection.execute(select(1).select_from(table).limit(1)).first():
        return []
    found = connection.execute(text(query), {"table": table.name}).all()
    for name, _ in found:
        connection.exec_driver_sql(f"DROP INDEX {connection.dialect.identifier_preparer.quote(name)}")
    return [statement for _, statement in found]


def measure(connection: Connection, tables: Sequence[Table]) -> None:
    """Let the planner look at what has come, so that the first question is answered as well as the next ones."""
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("ANALYZE")
    elif connection.dialect.name == "postgresql":
        connection.exec_driver_sql(f"ANALYZE {quoted(connection, tables)}")
    else:
        connection.exec_driver_sql(f"ANALYZE TABLE {quoted(connection, tables)}")


def quoted(connection: Connection, tables: Sequence[Table]) -> str:
    return ", ".join(map(connection.dialect.identifier_preparer.format_table, tables))
