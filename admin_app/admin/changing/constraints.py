"""Reading an IntegrityError: which constraint said no. Each engine says it in its own words."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Any

from sqlalchemy import MetaData, Table, UniqueConstraint
from sqlalchemy.exc import IntegrityError


class Kind(StrEnum):
    UNIQUE = "unique"
    CHECK = "check"
    FOREIGN_KEY = "foreign key"
    REQUIRED = "required"
    OTHER = "other"


@dataclass(frozen=True)
class Violation:
    """A constraint that was violated. `table` and `columns` are empty where the engine does not tell."""

    kind: Kind
    name: str | None = None
    table: str | None = None
    columns: tuple[str, ...] = ()


POSTGRESQL = {"23505": Kind.UNIQUE, "23514": Kind.CHECK, "23503": Kind.FOREIGN_KEY, "23502": Kind.REQUIRED}
MYSQL = {
    1062: Kind.UNIQUE,
    4025: Kind.CHECK,
    3819: Kind.CHECK,
    1451: Kind.FOREIGN_KEY,
    1452: Kind.FOREIGN_KEY,
    1048: Kind.REQUIRED,
    1364: Kind.REQUIRED,
}
#: The name in quotes: of a key (1062, where MySQL 8 puts the table before it), a constraint, or a column.
MYSQL_NAME = re.compile(
    r"(?:for key|CONSTRAINT|[Cc]heck constraint|Column|Field) ['`](?:[^'`.]+\.)?(?P<name>[^'`]+)['`]"
)
SQLITE = re.compile(r"(?P<kind>UNIQUE|CHECK|NOT NULL|FOREIGN KEY) constraint failed(?:: (?P<what>.+))?")
SQLITE_KINDS = {
    "UNIQUE": Kind.UNIQUE,
    "CHECK": Kind.CHECK,
    "NOT NULL": Kind.REQUIRED,
    "FOREIGN KEY": Kind.FOREIGN_KEY,
}


def violation(error: IntegrityError) -> Violation:
    """The constraint behind an error of any of the three engines."""
    original: Any = error.orig
    if hasattr(original, "diag"):
        diag = original.diag
        columns = (diag.column_name,) if diag.column_name else ()
        return Violation(POSTGRESQL.get(diag.sqlstate, Kind.OTHER), diag.constraint_name, diag.table_name, columns)
    if isinstance(original.args[0], int):
        return mysql_violation(*original.args[:2])
    return sqlite_violation(str(original))


def mysql_violation(code: int, message: str) -> Violation:
    kind = MYSQL.get(code, Kind.OTHER)
    found = MYSQL_NAME.search(message)
    name = found["name"] if found else None
    return Violation(kind, columns=(name,) if name else ()) if kind is Kind.REQUIRED else Violation(kind, name)


def sqlite_violation(message: str) -> Violation:
    """SQLite names a check, but of a unique or required column only `table.column`, and of a foreign key nothing."""
    found = SQLITE.search(message)
    if not found:
        return Violation(Kind.OTHER)
    kind, what = SQLITE_KINDS[found["kind"]], found["what"] or ""
    if kind in (Kind.UNIQUE, Kind.REQUIRED) and "." in what:
        pairs = [column.strip().split(".") for column in what.split(",")]
        return Violation(kind, table=pairs[0][0], columns=tuple(column for _, column in pairs))
    return Violation(kind, what.removeprefix("index '").removesuffix("'") or None)


@dataclass(frozen=True)
class UniqueKey:
    """A unique constraint or index. `partial`: it holds among some rows only."""

    name: str
    columns: tuple[str, ...]
    partial: bool


@cache
def unique_keys(table: Table) -> list[UniqueKey]:
    """The unique constraints and indexes of a table."""
    items: list[Any] = [item for item in table.constraints if isinstance(item, UniqueConstraint)]
    items += [index for index in table.indexes if index.unique]
    return [
        UniqueKey(
            str(item.name),
            tuple(column.name for column in item.columns),
            any(option.endswith("_where") for option in item.dialect_kwargs),
        )
        for item in items
    ]


def violated_key(table: Table, violated: Violation) -> UniqueKey | None:
    """The unique key that was violated, by its name or, where the engine gives none, by its columns."""
    for key in unique_keys(table):
        if key.name == violated.name or (violated.name is None and key.columns == violated.columns):
            return key
    return None


def table_of(metadata: MetaData, violated: Violation) -> Table | None:
    """The table that a violated constraint is on."""
    if violated.table:
        return metadata.tables.get(violated.table)
    for table in metadata.tables.values():
        items: list[Any] = [*table.constraints, *table.indexes]
        if any(str(item.name) == violated.name for item in items):
            return table
    return None
