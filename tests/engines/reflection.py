"""What a database has, in a form that two databases can be compared in."""

from __future__ import annotations

import re
from typing import Any

from sqlalchemy import Engine, inspect
from sqlalchemy.engine import Inspector

#: Alembic's own, and the tables that SQLite's full-text search keeps itself in.
BOOKKEEPING = frozenset(
    {"alembic_version", "search_fts"} | {f"search_fts_{part}" for part in ("config", "data", "docsize", "idx")}
)


def schema(engine: Engine) -> dict[str, dict[str, Any]]:
    """Table → everything the database knows of it, by name and in no order."""
    inspector = inspect(engine)
    return {name: table(inspector, name) for name in inspector.get_table_names() if name not in BOOKKEEPING}


def table(inspector: Inspector, name: str) -> dict[str, Any]:
    return {
        "options": inspector.get_table_options(name),
        "primary key": inspector.get_pk_constraint(name),
        "columns": {
            column["name"]: (str(column["type"]), column["nullable"], column["default"], column.get("collation"))
            for column in inspector.get_columns(name)
        },
        "unique": {unique["name"]: unique["column_names"] for unique in inspector.get_unique_constraints(name)},
        "checks": {check["name"]: one_spelling(check["sqltext"]) for check in inspector.get_check_constraints(name)},
        "foreign keys": {
            key["name"]: (key["constrained_columns"], key["referred_table"], key["referred_columns"], key["options"])
            for key in inspector.get_foreign_keys(name)
        },
        "indexes": {
            index["name"]: (index["column_names"], index["unique"], conditions(index))
            for index in inspector.get_indexes(name)
        },
    }


def conditions(index: Any) -> dict[str, str]:
    """Where a partial index applies."""
    options = index.get("dialect_options", {})
    return {option: str(value) for option, value in options.items() if option.endswith("_where")}


def one_spelling(condition: str) -> str:
    """A condition without the white space that an engine may add or keep."""
    return re.sub(r"\s+", " ", condition).strip()
