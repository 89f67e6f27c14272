"""Copies of a PostgreSQL database: pg_dump in its custom format, put back in one transaction."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from sqlalchemy.engine import URL

from .counting import Counts, connected, count
from .programs import CHUNK, find, reading, writing

NAME = "PostgreSQL"
SUFFIX = ".dump"
PACKAGE = "postgresql-client"
#: Where the rows of a table begin, in what pg_restore writes, and end.
COPY = re.compile(rb'COPY (?:[^ ]+\.)?"?([^". ]+)"? \(.*\) FROM stdin;\n')
END_OF_COPY = b"\\.\n"
#: Seconds to wait for whoever holds a table.
PATIENCE = 10


def write(url: URL, file: Path, beat: Callable[[], None]) -> Counts:
    """Dump the snapshot of a transaction that also counts."""
    with connected(url, "REPEATABLE READ") as connection:
        snapshot = connection.exec_driver_sql("SELECT pg_export_snapshot()").scalar_one()
        command = [find("pg_dump", package=PACKAGE), "--format=custom", f"--snapshot={snapshot}", target(url)]
        with reading(command, secret(url)) as dump, file.open("wb") as stream:
            while chunk := dump.read(CHUNK):
                stream.write(chunk)
                beat()
        return count(connection)


def counts_in(file: Path, beat: Callable[[], None]) -> Counts:
    """Count the rows in what pg_restore would send."""
    counts, table = Counts(), ""
    with reading([*restoring(), "--data-only", str(file)]) as script:
        for line in script:
            if not table:
                if begins := COPY.fullmatch(line):
                    table = begins[1].decode()
                    counts[table] = 0
                    beat()
            elif line == END_OF_COPY:
                table = ""
            else:
                counts[table] += 1
    return counts


def counts_of(url: URL) -> Counts:
    with connected(url, "REPEATABLE READ") as connection:
        return count(connection)


def put_back(url: URL, file: Path, beat: Callable[[], None]) -> None:
    """Drop the tables that are there and send those of the copy, all in one transaction: the last word is COMMIT.

    Whatever breaks off before it, and whoever is killed, PostgreSQL takes all of it back.
    """
    psql = [find("psql", package=PACKAGE), "--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1", target(url)]
    with connected(url, "READ COMMITTED") as connection:
        quote = connection.dialect.identifier_preparer.quote
        tables = ", ".join(map(quote, count(connection)))
    with writing(psql, secret(url)) as server:
        server.write(
            f"BEGIN; SET LOCAL lock_timeout = '{PATIENCE}s'; SET LOCAL client_min_messages = warning;\n".encode()
        )
        if tables:
            server.write(f"DROP TABLE {tables};\n".encode())
        with reading([*restoring(), "--no-owner", "--no-privileges", "--no-comments", str(file)]) as script:
            while chunk := script.read(CHUNK):
                server.write(chunk)
                beat()
        server.write(b"\nCOMMIT;\n")


def restoring() -> list[str]:
    """pg_restore, which writes a script of what it has read."""
    return [find("pg_restore", package=PACKAGE), "--exit-on-error", "--file=-"]


def target(url: URL) -> str:
    """The argument that says which database, without its password."""
    bare = url.set(drivername="postgresql").difference_update_query(["password"])._replace(password=None)
    return f"--dbname={bare.render_as_string(hide_password=False)}"


def secret(url: URL) -> dict[str, str]:
    """The password, in the environment of the program alone."""
    password = url.password or url.query.get("password")
    return {"PGPASSWORD": str(password)} if password else {}
