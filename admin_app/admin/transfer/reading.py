"""Reading what is exported: every row of it, from one picture of the database, a batch at a time.

The picture is one read-only transaction with a cursor that the server (on SQLite, the statement) keeps, so that no save
makes a row come twice or not at all, whatever the list is sorted by, and no batch sorts the table again. It takes no
lock that a writer waits for. What it holds up while it is open is tidying: SQLite's checkpoint, PostgreSQL's vacuum,
InnoDB's purge. So it is read to its end at full speed, seconds for a million rows, however slowly the file is
downloaded; see `sending`.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, CursorResult, Engine, Select, func, select, type_coerce
from sqlalchemy.orm import Session
from sqlalchemy.sql.base import ExecutableOption
from sqlalchemy.types import NullType

from ..listing.pages import Listing
from ..listing.sorting import join_order, order_by
from ..paths import Path
from .columns import Field, Finish

#: Rows at a time. So few that Python's garbage collector hardly ever wakes: with 5,000 it takes a third of the time.
BATCH = 500
#: Rows that PostgreSQL and MariaDB send at a time.
SENT = 5_000

#: Some rows of the file, column by column.
Batch = list[Sequence[Any]]


@dataclass(frozen=True)
class Picture:
    """Connections that see one state of the database: one for a long statement, one for what is asked meanwhile."""

    long: Connection
    short: Connection

    @contextmanager
    def stream(self, statement: Select[Any]) -> Iterator[tuple[Any, Iterator[Sequence[Any]]]]:
        """The cursor's description, and the rows as the driver gives them, some at a time."""
        steps = self.long.dialect.name == "sqlite"  # row by row by itself, and its plain tuples are three times as fast
        options = {} if steps else {"stream_results": True, "max_row_buffer": SENT}
        result = self.long.execute(statement, execution_options=options)
        cursor: Any = result.context.cursor
        description = cursor.description  # psycopg's cursor forgets it with the last row
        fetch = cursor.fetchmany if steps else result.fetchmany
        try:
            yield description, iter(lambda: fetch(BATCH) or None, None)
        finally:
            let_go(self.long, result, cursor)


@contextmanager
def picture(engine: Engine) -> Iterator[Picture]:
    """The database as it is now.

    PyMySQL asks nothing else while rows are coming, so there it takes a second connection, a moment younger.
    """
    if engine.dialect.name == "sqlite":
        with engine.connect() as connection:
            yield Picture(connection, connection)
    elif engine.dialect.name == "postgresql":
        with engine.connect() as connection:
            connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
            yield Picture(connection, connection)
    else:
        with engine.connect() as long, engine.connect() as short:
            for connection in (long, short):
                connection.execution_options(isolation_level="REPEATABLE READ")
                connection.exec_driver_sql("START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY")
            yield Picture(long, short)


def let_go(connection: Connection, result: CursorResult[Any], cursor: Any) -> None:
    """Close a cursor at once, also with rows unread; PyMySQL would first read a million of them to the end."""
    unread: Any = getattr(cursor, "_result", None)
    if getattr(unread, "unbuffered_active", False):
        unread.unbuffered_active = False
        connection.invalidate()
    result.close()


@dataclass(frozen=True)
class Rows:
    """All rows of a listing, in its order."""

    listing: Listing

    def columns(self, engine: Engine, fields: Sequence[Field], finish: Sequence[Finish | None]) -> Generator[Batch]:
        """Batches of columns. A field whose `finish` is None is left as the driver gives it."""
        statement = self.statement(engine.dialect.name, fields)
        with self.looking(engine, statement) as (session, description, batches):
            converters = [
                field.converter(engine.dialect, code, how, session) if how else None
                for field, (_, code, *_), how in zip(fields, description[1:], finish, strict=True)
            ]
            for rows in batches:
                _, *raw = zip(*rows, strict=True)
                yield [list(how(column)) if how else column for how, column in zip(converters, raw, strict=True)]

    def records(self, engine: Engine, load: Sequence[ExecutableOption]) -> Generator[list[Any]]:
        """Batches of records, for columns that only Python knows."""
        model = self.listing.model
        statement = self.statement(engine.dialect.name, ())
        with self.looking(engine, statement) as (session, _, batches):
            for rows in batches:
                keys = [row[0] for row in rows]
                found = session.scalars(select(model).where(model.id.in_(keys)).options(*load))
                by_key = {record.id: record for record in found}
                yield [by_key[key] for key in keys if key in by_key]
                session.expunge_all()

    @contextmanager
    def looking(self, engine: Engine, statement: Select[Any]) -> Iterator[tuple[Session, Any, Iterator[Sequence[Any]]]]:
        """The rows of a statement as `Picture.stream` gives them, and a session that sees the same picture."""
        with picture(engine) as seen, Session(seen.short) as session, seen.stream(statement) as (description, batches):
            yield session, description, batches

    def statement(self, dialect: str, fields: Sequence[Field]) -> Select[Any]:
        """All rows in order: the key, and these fields untouched by SQLAlchemy's types."""
        model, order = self.listing.model, self.listing.order
        joined = join_order(self.listing.keys(), model, [*order, *((field.path, False) for field in fields)])
        terms = iter(joined.terms)  # of the primary key, the last one is the only term
        sorted_by = [next(terms) for path, _ in order if not is_key(path)]
        shown = [model.id if is_key(field.path) else next(terms).column for field in fields]
        statement = joined.statement.add_columns(*(type_coerce(column, NullType()) for column in shown))
        return statement.order_by(*order_by([*sorted_by, joined.terms[-1]], dialect))

    def count(self, connection: Connection, limit: int | None) -> int:
        """How many rows there are, counted no further than `limit`."""
        some = self.listing.keys().limit(limit).subquery()
        return connection.scalar(select(func.count()).select_from(some)) or 0


def is_key(path: Path) -> bool:
    return path.leaf == "id" and not path.relations
