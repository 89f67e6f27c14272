"""Where the index is kept: one table on every engine, and beside it what finds a part of a word there.

SQLite has the trigrams in a virtual table of FTS5, which triggers keep; PostgreSQL in an index of pg_trgm; MySQL and
MariaDB in columns that a full-text index reads. Migration 0020 makes the same.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import DDL, BigInteger, Column, Dialect, Index, Integer, SmallInteger, String, Table, Text, event
from sqlalchemy.dialects import mysql, postgresql

from ..database import MYSQL_TABLE, db
from ..searchable import COLUMNS, Searchable

#: An id has the number of the model above this many bits and the record's id below.
RECORD_BITS = 40
#: The last id that a record can have.
LAST_RECORD = 2**31 - 1
#: Where MySQL and MariaDB look for parts of words, see `grams.py`; the others leave them empty.
GRAMS = ("own_grams", "related_grams")
#: Of words that suggestions are made from, in characters.
LONGEST_WORD = 210


def has_no_fts(ddl: Any, target: Any, bind: Any, *others: Any, dialect: Dialect, **kwargs: Any) -> bool:
    return dialect.name != "sqlite"


#: The words of some fields. They are ASCII, see `words.py`.
words = Text().with_variant(mysql.TEXT(charset="ascii", collation="ascii_bin"), "mysql", "mariadb")

#: One of them, byte for byte in order.
word = (
    String(LONGEST_WORD)
    .with_variant(postgresql.VARCHAR(LONGEST_WORD, collation="C"), "postgresql")
    .with_variant(mysql.VARCHAR(LONGEST_WORD, charset="ascii", collation="ascii_bin"), "mysql", "mariadb")
)

#: The words of each searchable record. `id` is number << 40 | record id, so that one number orders all of them.
search_entry = Table(
    "search_entry",
    db.metadata,
    Column("id", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=False),
    Column("number", SmallInteger, nullable=False),
    Column("record_id", Integer, nullable=False),
    *(Column(name, words, nullable=False) for name in COLUMNS),
    *(Column(name, words) for name in GRAMS),
    **MYSQL_TABLE,
)

#: The words of names, for those who misspell one, with what is left of each when only its sound counts.
search_word = Table(
    "search_word",
    db.metadata,
    Column("word", word, primary_key=True),
    Column("skeleton", word, nullable=False, index=True),
    **MYSQL_TABLE,
)
#: Where FTS5 has no part in it, the entries of one model are read in order of the record's id.
Index(None, search_entry.c.number, search_entry.c.record_id).ddl_if(callable_=has_no_fts)

NAMES = ", ".join(COLUMNS)
FTS_OPTIONS = "content='search_entry', content_rowid='id', tokenize='trigram case_sensitive 1'"
OLD = ", ".join(f"old.{name}" for name in COLUMNS)
NEW = ", ".join(f"new.{name}" for name in COLUMNS)
CHANGED = " OR ".join(f"old.{name} <> new.{name}" for name in COLUMNS)
FORGET = f"INSERT INTO search_fts (search_fts, rowid, {NAMES}) VALUES ('delete', old.id, {OLD});"  # noqa: S608  # our own names
LEARN = f"INSERT INTO search_fts (rowid, {NAMES}) VALUES (new.id, {NEW});"  # noqa: S608  # our own names

#: Everything of a row, so that one index answers whatever the columns are.
ALL_WORDS = " || ".join(COLUMNS)
#: New words wait in a list, which every search reads: in KiB, a sixteenth of the usual length.
GIN_OPTIONS = "WITH (gin_pending_list_limit = 256)"

CREATE: dict[str, tuple[str, ...]] = {
    "sqlite": (
        f"CREATE VIRTUAL TABLE search_fts USING fts5({NAMES}, {FTS_OPTIONS})",
        f"CREATE TRIGGER search_entry_insert AFTER INSERT ON search_entry BEGIN {LEARN} END",
        f"CREATE TRIGGER search_entry_delete AFTER DELETE ON search_entry BEGIN {FORGET} END",
        f"CREATE TRIGGER search_entry_update AFTER UPDATE ON search_entry WHEN {CHANGED} BEGIN {FORGET} {LEARN} END",
    ),
    "postgresql": (
        "CREATE EXTENSION IF NOT EXISTS pg_trgm",
        f"CREATE INDEX ix_search_entry_words ON search_entry USING gin (({ALL_WORDS}) gin_trgm_ops) {GIN_OPTIONS}",
        "ALTER INDEX ix_search_entry_words ALTER COLUMN 1 SET STATISTICS 1000",
    ),
    "mysql": (f"CREATE FULLTEXT INDEX ix_search_entry_grams ON search_entry ({', '.join(GRAMS)})",),
}
#: The triggers and the index go with the table.
DROP: dict[str, tuple[str, ...]] = {"sqlite": ("DROP TABLE IF EXISTS search_fts",)}


#: MariaDB goes by either name.
DIALECTS = {"mysql": ("mysql", "mariadb")}


def listen(moment: str, statements: dict[str, tuple[str, ...]]) -> None:
    for dialect, texts in statements.items():
        for statement in texts:
            ddl: Any = DDL(statement)  # type: ignore[no-untyped-call]  # published so
            event.listen(search_entry, moment, ddl.execute_if(dialect=DIALECTS.get(dialect, dialect)))


listen("after_create", CREATE)
listen("before_drop", DROP)


def searchable(model: type[Any]) -> Searchable:
    """What a model declares. Raises AttributeError for one that is not searchable."""
    declared: Searchable = model.__searchable__
    return declared


def entry_id(model: type[Any], record_id: int) -> int:
    return first_id(model) + record_id


def first_id(model: type[Any]) -> int:
    """What is added to a record's id."""
    return searchable(model).number << RECORD_BITS


def last_id(model: type[Any]) -> int:
    return first_id(model) + LAST_RECORD
