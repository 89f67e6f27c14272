"""Rows enough for an engine to see which values nearly all records share and which are those of a few."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import JSON, Boolean, Connection, Date, DateTime, Enum, Integer, LargeBinary, Numeric, Table, select

from admin_app import bulk
from admin_app.database import Hundredths, UtcDateTime, db
from admin_app.search import index_rows, searchable_models

#: Rows of each large table, and of each other one.
MANY, SOME = 3000, 40
#: Sections: a few records belong to each.
SECTIONS = 600
#: One row in so many has the rare value, and the one after it none.
RARELY = 60
FIRST_DAY = date(2010, 1, 1)
#: Accounts, their passkeys and their sessions are made by signing in, and no list shows who tried to.
LEFT_OUT = {"role", "user", "user_role", "section_teacher", "saved_view", "job", "sign_in", "sign_in_try", "passkey"}
#: What a check asks for besides.
FIXED: dict[tuple[str, str], Callable[[int], Any]] = {
    ("payment", "transfer_key"): lambda n: "key" if is_rare(n) else None,
    ("attendance_mark", "teacher_code_id"): lambda n: 2 if is_rare(n) else 1,
    ("student", "age"): lambda n: 40 if is_rare(n) else 12,
    ("grade_level", "next_id"): lambda n: None,
}


def is_rare(n: int) -> bool:
    return n % RARELY == 1


def is_blank(n: int) -> bool:
    return n % RARELY == 2


def day(n: int) -> date:
    """The last of the rows have the last days."""
    return FIRST_DAY + timedelta(days=n)


def fill() -> None:
    """Fill every table that lists show, index what can be searched, and let the engine look at all of it."""
    with bulk.loading([]) as connection:
        for table in db.metadata.sorted_tables:
            if table.name not in LEFT_OUT and not table.name.startswith("search_"):
                fill_table(connection, table)
        for model in searchable_models():
            index_rows(connection, model, connection.scalars(select(model.id)))
        bulk.measure(connection, db.metadata.sorted_tables)


def fill_table(connection: Connection, table: Table) -> None:
    columns = [column for column in table.columns if column.name not in ("updated_at", "version", "deleted_at")]
    large = table.name in large_tables() or len(table.primary_key) > 1
    rows = MANY if large else SECTIONS if table.name == "section" else SOME
    values = [tuple(value(column, n) for column in columns) for n in range(1, rows + 1)]
    bulk.insert(connection, table, [column.name for column in columns], values)
    if "id" in table.columns:
        bulk.advance_sequence(connection, table)


def large_tables() -> set[str]:
    return {m.class_.__tablename__ for m in db.Model.registry.mappers if m.class_.__large__}


def value(column: Any, n: int) -> Any:
    """A value for row `n`: its own where there may be no two, else one of nearly all, of a few, or none."""
    key = (column.table.name, column.name)
    if key in FIXED:
        return FIXED[key](n)
    if column.name == "id":
        return n
    if column.foreign_keys:
        return reference(column, n)
    if is_blank(n) and column.nullable:
        return None
    return typed(column.type, f"{column.name}{n}" if is_own(column) else f"{column.name} {int(is_rare(n))}", n)


def is_own(column: Any) -> bool:
    return bool(column.unique) or column.name in ("code", "name", "title", "firstname", "lastname", "email")


def reference(column: Any, n: int) -> int | None:
    """The row with the same number in a large table; in a small one nearly always the first."""
    (target,) = (key.column.table.name for key in column.foreign_keys)
    if target in ("user", "document_file"):
        return None
    if target in large_tables() or target == "tag":
        return n if target != "tag" else 2 if is_rare(n) else 1
    if column.nullable and is_blank(n):
        return None
    if target == "section":
        return (n - 1) % SECTIONS + 1
    if column.unique or column.table.name in ("section", "term"):
        return (n - 1) % SOME + 1
    return 2 if is_rare(n) else 1


def typed(kind: Any, text: str, n: int) -> Any:
    """A value of a column's type."""
    if isinstance(kind, Enum):
        return list(kind.enum_class)[is_rare(n)]  # type: ignore[arg-type]  # ours are all made of classes
    for types, make in TYPES:
        if isinstance(kind, types):
            return make(n)
    return text[-(kind.length or 100) :]


#: The first line that fits decides; anything else is text.
TYPES: list[tuple[Any, Callable[[int], Any]]] = [
    (Boolean, is_rare),
    ((UtcDateTime, DateTime), lambda n: datetime.combine(day(n), time(12), UTC)),
    (Date, day),
    (Integer, lambda n: n),
    ((Numeric, Hundredths), Decimal),
    (JSON, lambda _: {}),
    (LargeBinary, lambda _: b""),
]
