"""Copies and back, on each engine: every row, while others write, and never half a database as the only one."""

from __future__ import annotations

import gzip
import stat
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Thread
from typing import Any

import pytest
from sqlalchemy import Engine, create_engine, text
from sqlalchemy.engine import URL, make_url

from admin_app.backups import BackupError, holds_anything, mariadb, postgresql, restore, take
from admin_app.backups.errors import HalfRestored
from admin_app.database import db
from tests.engines.databases import Databases
from tests.engines.reflection import schema

from .conftest import everything

only = pytest.mark.parametrize


def test_a_copy_brings_back_every_row_of_every_table(school: URL, empty: URL, folder: Path) -> None:
    made = take(school, folder, "by-hand")
    assert list(folder.iterdir()) == [made.file]
    if sys.platform != "win32":
        assert stat.S_IMODE(made.file.stat().st_mode) == 0o600
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700

    done = restore(empty, made.file, folder)

    before = everything(school)
    assert everything(empty) == before
    assert done.counts == made.counts == {name: len(rows) for name, rows in before.items()}
    assert done.kept is None
    assert schema_of(empty) == schema_of(school)


def schema_of(url: URL) -> dict[str, Any]:
    """What reflection tells of a database. PostgreSQL writes a check that it has read back with other parentheses."""
    engine = create_engine(url)
    found = schema(engine)
    engine.dispose()
    for table in found.values() if engine.dialect.name == "postgresql" else ():
        table["checks"] = sorted(table["checks"])
    return found


@contextmanager
def writing_pairs(engine: Engine) -> Iterator[Callable[[], int]]:
    """Tags that come in pairs, each in one transaction, until it ends. Gives how many pairs there are so far."""
    over, pairs = Event(), []

    def work() -> None:
        while not over.is_set():
            with engine.begin() as connection:
                for side in "ab":
                    connection.execute(text("INSERT INTO tag (name) VALUES (:name)"), {"name": f"{side}{len(pairs)}"})
            pairs.append(1)

    writer = Thread(target=work)
    writer.start()
    try:
        yield lambda: len(pairs)
    finally:
        over.set()
        writer.join()


def test_a_copy_made_while_others_write_holds_one_instant(school: URL, folder: Path) -> None:
    with db.engine.connect() as connection:
        tags = connection.scalar(text("SELECT count(*) FROM tag")) or 0
    with writing_pairs(db.engine) as pairs:
        before = pairs()
        copies = [take(school, folder, f"number-{number}") for number in range(2)]
        assert pairs() > before  # nobody was kept waiting
    seen = [copy.counts["tag"] - tags for copy in copies]
    assert [number % 2 for number in seen] == [0, 0]
    assert before * 2 <= seen[0] <= seen[1]


def test_what_is_replaced_is_copied_first(school: URL, empty: URL, folder: Path) -> None:
    made = take(school, folder, "by-hand")
    run(empty, "CREATE TABLE precious (id INTEGER)", "INSERT INTO precious VALUES (7)")
    assert holds_anything(empty)

    kept = restore(empty, made.file, folder).kept

    assert kept is not None
    assert "precious" not in everything(empty)
    restore(empty, kept, folder)
    assert everything(empty) == {"precious": [(7,)]}


def run(url: URL, *statements: str) -> None:
    engine = create_engine(url)
    with engine.begin() as connection:
        for statement in statements:
            connection.exec_driver_sql(statement)
    engine.dispose()


def test_a_damaged_copy_is_refused_before_anything_is_touched(school: URL, folder: Path) -> None:
    made = take(school, folder, "by-hand")
    before = everything(school)
    content = made.file.read_bytes()
    made.file.write_bytes(content[: len(content) // 2])
    with pytest.raises(BackupError):
        restore(school, made.file, folder)
    assert everything(school) == before
    assert list(folder.iterdir()) == [made.file]


@only("engine_name", ["sqlite"])
def test_a_file_that_is_no_backup_of_this_engine_is_refused(school: URL, folder: Path, tmp_path: Path) -> None:
    other, noise, nothing = tmp_path / "a.dump", tmp_path / "b.sqlite3", tmp_path / "c"
    other.write_bytes(b"PGDMP\x01\x0e")
    noise.write_bytes(b"a letter to the parents")
    nothing.touch()
    with pytest.raises(BackupError, match="is a backup of PostgreSQL, and DATABASE_URL names a database of SQLite"):
        restore(school, other, folder)
    for file in (noise, nothing):
        with pytest.raises(BackupError, match="is no backup of a database"):
            restore(school, file, folder)


# --- what happens when it breaks off ----------------------------------------------------------------------------------


@only("engine_name", ["sqlite"])
def test_a_database_in_use_is_not_replaced(school: URL, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("admin_app.backups.sqlite.PATIENCE", 0.1)
    made = take(school, folder, "by-hand")
    with db.engine.connect() as reader:
        reader.execute(text("SELECT 1 FROM tag")).all()
        before = everything(school)
        with pytest.raises(BackupError, match=r"in use.*as it was"):
            restore(school, made.file, folder)
    assert everything(school) == before


@only("engine_name", ["sqlite"])
def test_a_damaged_database_is_put_aside(school: URL, folder: Path, tmp_path: Path) -> None:
    made = take(school, folder, "by-hand")
    damaged = tmp_path / "damaged.db"
    damaged.write_bytes(b"not a database at all" * 1000)
    url = make_url(f"sqlite:///{damaged}")
    assert holds_anything(url)
    assert restore(url, made.file, folder).kept is None
    assert everything(url) == everything(school)
    (aside,) = tmp_path.glob("damaged.db.damaged-*")
    assert aside.read_bytes().startswith(b"not a database")


@only("engine_name", ["postgresql"])
def test_on_postgresql_a_restore_that_fails_in_the_midst_leaves_everything(
    school: URL, empty: URL, folder: Path
) -> None:
    made = take(school, folder, "by-hand")
    run(empty, "CREATE TABLE precious (id INTEGER)", "INSERT INTO precious VALUES (7)", "CREATE SEQUENCE tag_id_seq")
    with pytest.raises(BackupError, match=r'psql failed: .*"tag_id_seq" already exists.*as it was'):
        restore(empty, made.file, folder)
    assert everything(empty) == {"precious": [(7,)]}


@only("engine_name", ["mysql"])
def test_on_mariadb_a_restore_that_fails_in_the_midst_says_where_the_copy_is(
    school: URL, empty: URL, folder: Path
) -> None:
    made = take(school, folder, "by-hand")
    run(empty, "CREATE TABLE precious (id INTEGER)", "INSERT INTO precious VALUES (7)")
    script = gzip.decompress(made.file.read_bytes()).replace(b"\nDROP TABLE IF EXISTS `tag`", b"\nBREAK;\nDROP", 1)
    made.file.write_bytes(gzip.compress(script))
    with pytest.raises(
        HalfRestored, match=r"mariadb failed: ERROR 1064.*incomplete.*What it held before is in "
    ) as told:
        restore(empty, made.file, folder)
    restore(empty, Path(str(told.value).rpartition(" is in ")[2].removesuffix(".")), folder)
    assert everything(empty) == {"precious": [(7,)]}


@only("engine_name", ["postgresql", "mysql"])
def test_tables_that_somebody_holds_are_waited_for_and_then_left(
    school: URL, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for engine in (postgresql, mariadb):
        monkeypatch.setattr(engine, "PATIENCE", 1)
    made = take(school, folder, "by-hand")
    before = everything(school)
    with db.engine.connect() as reader:
        reader.execute(text("SELECT 1 FROM tag")).all()
        with pytest.raises(BackupError, match=r"(?i)lock.*as it was"):
            restore(school, made.file, folder)
    assert everything(school) == before


@only("engine_name", ["postgresql", "mysql"])
def test_a_program_that_is_missing_is_named(school: URL, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(BackupError, match=r"(pg_dump|mariadb-dump) is not on this computer. Install it .*-client"):
        take(school, folder, "by-hand")
    assert list(folder.iterdir()) == []


@only("engine_name", ["postgresql", "mysql"])
def test_what_a_program_says_is_told(databases: Databases, engine_name: str, programs: None, folder: Path) -> None:
    gone = make_url(databases.create(engine_name)).set(database="homeroom_test_nowhere")
    with pytest.raises(BackupError, match=r"homeroom_test_nowhere"):
        take(gone, folder, "by-hand")
    assert list(folder.iterdir()) == []


# --- passwords --------------------------------------------------------------------------------------------------------

SECRET = 'pass "word" \\ #1'


def test_a_password_is_on_no_command_line() -> None:
    url = make_url("postgresql://registrar@db.example:6543/school?sslmode=require").set(password=SECRET)
    assert postgresql.target(url) == "--dbname=postgresql://registrar@db.example:6543/school?sslmode=require"
    assert postgresql.secret(url) == {"PGPASSWORD": SECRET}


@pytest.mark.skipif(sys.platform == "win32", reason="a file there is as private as its folder")
def test_a_password_is_in_a_file_that_is_soon_gone() -> None:
    url = make_url("mysql://registrar@db.example/school?charset=utf8mb4&ssl_ca=/ca.pem").set(password=SECRET)
    with mariadb.signed_in(url) as account:
        file = Path(account.removeprefix("--defaults-extra-file="))
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
        said = file.read_text()
    assert not file.exists()
    assert said.splitlines() == [
        "[client]",
        'user="registrar"',
        r'password="pass \"word\" \\ #1"',
        'host="db.example"',
        'ssl-ca="/ca.pem"',
        'protocol="tcp"',
    ]
