"""How many rows each table has: what a copy is compared by."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, create_engine, inspect
from sqlalchemy.engine import URL
from sqlalchemy.pool import NullPool

#: Rows by table.
Counts = dict[str, int]


@contextmanager
def connected(url: URL, isolation: str) -> Iterator[Connection]:
    """A connection of its own to a server, in one transaction that is given up in the end."""
    engine = create_engine(url, poolclass=NullPool, isolation_level=isolation)
    with engine.connect() as connection:
        yield connection


def count(connection: Connection) -> Counts:
    """The rows that a transaction on a server sees."""
    quote = connection.dialect.identifier_preparer.quote
    names = inspect(connection).get_table_names()
    return {name: connection.exec_driver_sql(f"SELECT count(*) FROM {quote(name)}").scalar_one() for name in names}  # noqa: S608  # the database's own names


def difference(expected: Counts, found: Counts) -> str:
    """The tables whose rows are not as many as they should be, in words; nothing where all are."""
    wrong = {name: found.get(name) for name, rows in expected.items() if rows != found.get(name)}
    return ", ".join(f"{name}: {rows} instead of {expected[name]}" for name, rows in sorted(wrong.items()))
