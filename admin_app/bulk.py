"""Many rows at once: each table is filled by the fastest way its engine has, in the transaction that is running.

SQLite gets prepared statements, PostgreSQL gets COPY, MySQL and MariaDB get inserts of many rows. The ORM takes
no part and no default of a column in Python is filled in: whoever loads rows says what is in them. The change log says
how many came.
"""

from __future__ import annotations

import gc
import sqlite3
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager, suppress
from functools import lru_cache
from multiprocessing import get_context
from typing import Any

from flask_sqlalchemy.record_queries import get_recorded_queries
from sqlalchemy import Boolean, Connection, Date, Engine, Enum, Table, delete, event, func, select, text

from . import search
from .audit import Change, note_event
from .database import Hundredths, analyze_sqlite, db
from .search.entries import made, read
from .search.spelling import learn

Row = tuple[Any, ...]
#: Rows of one statement. What is converted for it is all that is held besides the rows themselves.
AT_ONCE = 10_000
#: Fewer records are indexed before another process has started. How many parts it is ahead: each has some megabytes.
WORTH_A_PROCESS, AHEAD = 50_000, 2
#: Types of columns in which the same values come again and again, so that each is converted once.
FEW_VALUES = (Boolean, Date, Enum, Hundredths)
#: SQLite while it loads: pages that it keeps in memory (in KiB), and another thread to sort indexes with.
CACHE, SORTERS = 128 * 1024, 1
#: What an engine keeps beside the rows of a table and can make anew, with the statements for it: indexes that belong to
#: no constraint, and on SQLite the triggers of full-text search.
KEPT_BESIDE = {
    "sqlite": (
        "SELECT type, name, sql FROM sqlite_master "
        "WHERE tbl_name = :table AND sql IS NOT NULL AND type IN ('index', 'trigger')"
    ),
    "postgresql": (
        "SELECT 'index', c.relname, concat_ws(chr(10), pg_get_indexdef(c.oid), (SELECT string_agg(format("
        "'ALTER INDEX %I ALTER COLUMN %s SET STATISTICS %s', c.relname, attnum, attstattarget), chr(10)) "
        "FROM pg_attribute WHERE attrelid = c.oid AND attstattarget > 0)) "
        "FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid WHERE i.indrelid = CAST(:table AS regclass) "
        "AND NOT EXISTS (SELECT FROM pg_constraint k WHERE k.conindid = i.indexrelid)"
    ),
}
#: SQLite's full-text table made anew from the entries, with more memory (in bytes) than a single save needs.
FULL_TEXT = (
    "INSERT INTO search_fts (search_fts, rank) VALUES ('hashsize', 67108864)",
    "INSERT INTO search_fts (search_fts) VALUES ('rebuild')",
    "INSERT INTO search_fts (search_fts, rank) VALUES ('hashsize', 1048576)",
)


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
def loading(tables: Sequence[Table], indexing: Callable[[int, int], None] | None = None) -> Iterator[Connection]:
    """A transaction of the session with room for very many rows: what was open is committed first, and the load after.

    What the block adds to the tables is indexed for search when it ends. Indexes of those that are empty are dropped
    before and made again after, which is faster and packs them better. That is part of the transaction, so whatever
    happens leaves the database as it was; MySQL and MariaDB, where it could not be, keep theirs.

    `indexing` is called with the number of records indexed so far, and of them all.
    """
    db.session.commit()
    connection = db.session.connection()
    counted = [table for table in tables if "id" in table.c]
    with roomy(connection), without_collector():
        try:
            last_ids = {
                model: connection.scalar(select(func.max(model.id))) or 0
                for model in search.searchable_models()
                if model.__table__ in tables
            }
            lasts = {table: last_id(connection, table) for table in counted}
            entries_again = drop_beside(connection, search.search_entry)
            again = [statement for table in tables for statement in drop_beside(connection, table)]
            yield connection
            db.session.flush()
            note_loaded(connection, lasts)
            run(connection, again)
            index(connection, last_ids, indexing or (lambda done, total: None))
            run(connection, entries_again)
            measure(connection, {*tables, search.search_entry})
            db.session.commit()
        except BaseException:
            db.session.rollback()
            raise


def last_id(connection: Connection, table: Table) -> int:
    return connection.scalar(select(func.max(table.c.id))) or 0


def note_loaded(connection: Connection, lasts: dict[Table, int]) -> None:
    """Write into the change log how many rows came after the last id of each table: one entry for all of them."""
    for table, last in lasts.items():
        rows = connection.scalar(select(func.count()).where(table.c.id > last)) or 0
        if rows:
            facts = {"rows": rows, "first": last + 1, "last": last_id(connection, table)}
            note_event(Change.LOAD, table.name, f"{rows} rows", facts=facts)


def index(connection: Connection, last_ids: dict[Any, int], progress: Callable[[int, int], None]) -> None:
    """Write the entries in the search index of the records that came after the last id of each model."""
    now = {model: connection.scalar(select(func.max(model.id))) or 0 for model in last_ids}
    total, done = sum(now.values()) - sum(last_ids.values()), 0
    parts = [
        (model, first, min(first + AT_ONCE - 1, now[model]))
        for model, last_id in last_ids.items()
        for first in range(last_id + 1, now[model] + 1, AT_ONCE)
    ]
    read_parts = (
        (connection.dialect.name, model, *read(connection, model, model.id.between(first, last)))
        for model, first, last in parts
    )
    for (_, first, last), rows in zip(parts, made_beside(read_parts, total), strict=True):
        write_entries(connection, rows)
        done += last - first + 1
        progress(done, total)


def made_beside(parts: Iterator[tuple[Any, ...]], total: int) -> Iterator[list[dict[str, Any]]]:
    """The entries of each part. Of many, another process makes them while this one reads and writes."""
    if total < WORTH_A_PROCESS:
        yield from (made(*part) for part in parts)
        return
    # A forked process would share the connection to the database.
    with ProcessPoolExecutor(max_workers=1, mp_context=get_context("spawn")) as maker:
        waiting: deque[Future[list[dict[str, Any]]]] = deque()
        for part in parts:
            waiting.append(maker.submit(made, *part))
            if len(waiting) > AHEAD:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()


def write_entries(connection: Connection, rows: list[dict[str, Any]]) -> None:
    """Write entries in order of id, in the place of those that a verb has written already."""
    if rows:
        written = search.search_entry.c.id.between(rows[0]["id"], rows[-1]["id"])
        connection.execute(delete(search.search_entry).where(written))
        insert(connection, search.search_entry, tuple(rows[0]), [tuple(row.values()) for row in rows])
        learn(connection, (row["names"] for row in rows))


@contextmanager
def without_collector() -> Iterator[None]:
    """Rows pile up by the million and are no garbage: looking for some takes a quarter of the time.

    Who makes objects that refer to one another in a circle takes the circle apart.
    """
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


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


def drop_beside(connection: Connection, table: Table) -> list[str]:
    """Drop what can be made anew beside an empty table. Returns the statements that do."""
    query = KEPT_BESIDE.get(connection.dialect.name)
    if query is None or connection.execute(select(1).select_from(table).limit(1)).first():
        return []
    found = connection.execute(text(query), {"table": table.name}).all()
    quote = connection.dialect.identifier_preparer.quote
    run(connection, [f"DROP {kind} {quote(name)}" for kind, name, _ in found])
    again = [statement for _, _, statements in found for statement in lines(statements, connection)]
    return [*FULL_TEXT, *again] if any(kind == "trigger" for kind, *_ in found) else again


def lines(statements: str, connection: Connection) -> list[str]:
    """PostgreSQL's come one on each line."""
    return statements.splitlines() if connection.dialect.name == "postgresql" else [statements]


def run(connection: Connection, statements: Sequence[str]) -> None:
    for statement in statements:
        connection.execute(text(statement.replace(":", r"\:")))


def measure(connection: Connection, tables: Iterable[Table]) -> None:
    """Let the planner look at what has come, so that the first question is answered as well as the next ones."""
    if connection.dialect.name == "sqlite":
        analyze_sqlite(connection)
    elif connection.dialect.name == "postgresql":
        connection.exec_driver_sql(f"ANALYZE {quoted(connection, tables)}")
    else:
        connection.exec_driver_sql(f"ANALYZE TABLE {quoted(connection, tables)}")


def quoted(connection: Connection, tables: Iterable[Table]) -> str:
    return ", ".join(map(connection.dialect.identifier_preparer.format_table, tables))
