"""The search index: one table over every searchable record, and what finds parts of words in it on each engine.

The entries of what is in the database already are written by `search rebuild`, which `db upgrade` is followed by.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import mysql, postgresql

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

COLUMNS = ("names", "details", "related_names", "related_details")
NAMES = ", ".join(COLUMNS)
FTS_OPTIONS = "content='search_entry', content_rowid='id', tokenize='trigram case_sensitive 1'"
OLD = ", ".join(f"old.{name}" for name in COLUMNS)
NEW = ", ".join(f"new.{name}" for name in COLUMNS)
CHANGED = " OR ".join(f"old.{name} <> new.{name}" for name in COLUMNS)
FORGET = f"INSERT INTO search_fts (search_fts, rowid, {NAMES}) VALUES ('delete', old.id, {OLD});"  # noqa: S608  # our own names
LEARN = f"INSERT INTO search_fts (rowid, {NAMES}) VALUES (new.id, {NEW});"  # noqa: S608  # our own names
ALL_WORDS = " || ".join(COLUMNS)
GIN_OPTIONS = "WITH (gin_pending_list_limit = 256)"
STATEMENTS = {
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
    "mysql": ("CREATE FULLTEXT INDEX ix_search_entry_grams ON search_entry (own_grams, related_grams)",),
}


def upgrade() -> None:
    dialect = op.get_bind().dialect.name
    words = sa.Text().with_variant(mysql.TEXT(charset="ascii", collation="ascii_bin"), "mysql", "mariadb")
    op.create_table(
        "search_entry",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("number", sa.SmallInteger(), nullable=False),
        sa.Column("record_id", sa.Integer(), nullable=False),
        *(sa.Column(name, words, nullable=False) for name in COLUMNS),
        sa.Column("own_grams", words, nullable=True),
        sa.Column("related_grams", words, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_search_entry")),
        mysql_engine="InnoDB",
        mysql_charset="utf8mb4",
        mysql_collate="utf8mb4_bin",
    )
    if dialect != "sqlite":
        op.create_index(op.f("ix_search_entry_number_record_id"), "search_entry", ["number", "record_id"])
    word = (
        sa.String(210)
        .with_variant(postgresql.VARCHAR(210, collation="C"), "postgresql")
        .with_variant(mysql.VARCHAR(210, charset="ascii", collation="ascii_bin"), "mysql", "mariadb")
    )
    op.create_table(
        "search_word",
        sa.Column("word", word, nullable=False),
        sa.Column("skeleton", word, nullable=False),
        sa.PrimaryKeyConstraint("word", name=op.f("pk_search_word")),
        mysql_engine="InnoDB",
        mysql_charset="utf8mb4",
        mysql_collate="utf8mb4_bin",
    )
    op.create_index(op.f("ix_search_word_skeleton"), "search_word", ["skeleton"])
    for statement in STATEMENTS[dialect.replace("mariadb", "mysql")]:
        op.get_bind().exec_driver_sql(statement)


def downgrade() -> None:
    op.drop_table("search_word")
    if op.get_bind().dialect.name == "sqlite":
        op.drop_table("search_fts")
    op.drop_table("search_entry")
