"""Copies of a MariaDB or MySQL database: mariadb-dump of one snapshot, compressed; put back table by table."""

from __future__ import annotations

import gzip
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

from sqlalchemy.engine import URL

from .counting import Counts, connected, count
from .errors import BackupError, HalfRestored
from .programs import CHUNK, find, reading, writing

NAME = "MariaDB"
SUFFIX = ".sql.gz"
PACKAGE = "mariadb-client"
#: Documents have up to 10 MB, and twice that in a statement.
LARGEST_STATEMENT = "--max-allowed-packet=64M"
DUMP = (
    *("--single-transaction", "--quick", "--hex-blob", "--comments", "--no-tablespaces"),
    *("--default-character-set=utf8mb4", LARGEST_STATEMENT),
)
#: Most of what a database holds compresses well, and harder would take three times as long.
COMPRESSION = 3
CREATE = re.compile(rb"CREATE TABLE `([^`]+)`")
INSERT = re.compile(rb"INSERT INTO `([^`]+)` VALUES\s*")
TEXT = re.compile(rb"'(?:[^'\\]|\\.)*'", re.DOTALL)
COMPLETE = b"-- Dump completed"
#: Seconds to wait for whoever holds a table.
PATIENCE = 10
#: What the driver calls a setting, and what the programs do.
OPTIONS = {"unix_socket": "socket", "ssl_ca": "ssl-ca", "ssl_cert": "ssl-cert", "ssl_key": "ssl-key"}


def write(url: URL, file: Path, beat: Callable[[], None]) -> Counts | None:
    """Dump a snapshot. Nobody else can count in it, so the rows are known only when nothing was written meanwhile."""
    before = counts_of(url)
    with (
        signed_in(url) as account,
        reading([find("mariadb-dump", "mysqldump", package=PACKAGE), account, *DUMP, str(url.database)]) as dump,
        gzip.open(file, "wb", COMPRESSION) as stream,
    ):
        while chunk := dump.read(CHUNK):
            stream.write(chunk)
            beat()
    return before if counts_of(url) == before else None


def counts_in(file: Path, beat: Callable[[], None]) -> Counts:
    """Count the rows of every statement that inserts some. Raises BackupError for a dump that breaks off."""
    counts, table, last = Counts(), "", b""
    try:
        with gzip.open(file) as script:
            for last in script:
                line = last
                if begins := CREATE.match(line):
                    counts[begins[1].decode()] = 0
                elif inserts := INSERT.match(line):
                    table, line = inserts[1].decode(), line[inserts.end() :]
                if table:
                    counts[table] += TEXT.sub(b"", line).count(b"(")
                    beat()
                    if line.endswith(b";\n"):
                        table = ""
    except (OSError, EOFError) as error:
        raise BackupError("{file} is damaged: {reason}", file=file, reason=str(error)) from error
    if not last.startswith(COMPLETE):
        raise BackupError("{file} is damaged: {reason}", file=file, reason="it breaks off")
    return counts


def counts_of(url: URL) -> Counts:
    with connected(url, "REPEATABLE READ") as connection:
        return count(connection)


def put_back(url: URL, file: Path, beat: Callable[[], None]) -> None:
    """Drop the tables that are there and load those of the copy, one after the other: each is committed at once."""
    client = find("mariadb", "mysql", package=PACKAGE)
    drop_tables(url)
    try:
        with (
            signed_in(url) as account,
            gzip.open(file) as script,
            writing(
                [client, account, LARGEST_STATEMENT, "--default-character-set=utf8mb4", str(url.database)]
            ) as server,
        ):
            while chunk := script.read(CHUNK):
                server.write(chunk)
                beat()
    except (BackupError, OSError) as error:
        raise HalfRestored(
            "{error} The database is incomplete now; restore the same backup or another one again.", error=str(error)
        ) from error


def drop_tables(url: URL) -> None:
    """All or, while somebody holds one of them for longer than anybody waits, none."""
    with connected(url, "READ COMMITTED") as connection:
        quote = connection.dialect.identifier_preparer.quote
        tables = ", ".join(map(quote, count(connection)))
        if tables:
            connection.exec_driver_sql(f"SET SESSION lock_wait_timeout = {PATIENCE}")
            connection.exec_driver_sql("SET SESSION foreign_key_checks = 0")
            connection.exec_driver_sql(f"DROP TABLE {tables}")


@contextmanager
def signed_in(url: URL) -> Iterator[str]:
    """The argument that leads a program to a file with the account, which only we can read and which is soon gone."""
    settings: dict[str, Any] = {
        "user": url.username,
        "password": url.password,
        "host": url.host or "127.0.0.1",
        "port": url.port,
    }
    settings |= {OPTIONS[name]: value for name, value in url.query.items() if name in OPTIONS}
    if "socket" not in settings:
        settings["protocol"] = "tcp"  # the programs take a socket for “localhost”, and the driver does not
    lines = [f"{name}={quoted(str(value))}" for name, value in settings.items() if value is not None]
    with NamedTemporaryFile("w", suffix=".cnf", encoding="utf-8", delete=False) as file:
        file.write("\n".join(["[client]", *lines, ""]))
    try:
        yield f"--defaults-extra-file={file.name}"
    finally:
        Path(file.name).unlink()


def quoted(value: str) -> str:
    """A value as option files have it: https://mariadb.com/kb/en/configuring-mariadb-with-option-files/."""
    return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
