"""Many rows at once: ids are given here, so nothing is read back, and each table is filled with one statement."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from functools import lru_cache
from types import TracebackType
from typing import Any, Self

from flask_sqlalchemy.record_queries import get_recorded_queries
from sqlalchemy import Connection, Date, Enum, Table, func, select

from admin_app.database import Hundredths, Record, db

Row = dict[str, Any]
#: Types of columns in which the same values come again and again, so that each is converted once.
FEW_VALUES = (Date, Enum, Hundredths)


class Batch:
    """Collects rows and writes them, then commits, when its `with` block ends without an error.

    Every row of a table in one batch has the same columns: the statement is made from the first.
    """

    def __init__(self) -> None:
        self.rows: dict[Table, list[Row]] = defaultdict(list)
        self.last_ids: dict[Table, int] = {}

    def new_id(self, model: type[Record]) -> int:
        """An id that no row of the model has."""
        table = model.__table__
        if table not in self.last_ids:
            self.last_ids[table] = db.session.scalar(select(func.max(table.c.id))) or 0
        self.last_ids[table] += 1
        return self.last_ids[table]

    def add(self, model: type[Record], **columns: Any) -> int:
        """Put a row on the list and return its id, which the columns may have already. Keywords are column names."""
        if "id" not in columns:
            columns["id"] = self.new_id(model)
        self.rows[model.__table__].append(columns)
        return columns["id"]

    def link(self, table: Table, **columns: int) -> None:
        """Put a row of an association table on the list."""
        self.rows[table].append(columns)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if error:
            return
        connection = db.session.connection()
        for table in db.metadata.sorted_tables:
            if table in self.rows:
                insert(connection, table, self.rows[table])
        if connection.dialect.name == "postgresql":
            self.advance_sequences(connection)
        db.session.commit()
        get_recorded_queries().clear()  # the developer's toolbar would keep every row that was sent

    def advance_sequences(self, connection: Connection) -> None:
        """PostgreSQL does not notice ids that it did not give out itself."""
        for table, last_id in self.last_ids.items():
            connection.execute(select(func.setval(func.pg_get_serial_sequence(table.name, "id"), last_id)))


def insert(connection: Connection, table: Table, rows: list[Row]) -> None:
    """What `connection.execute(table.insert(), rows)` does, in half the time for millions of rows.

    Python-side defaults of columns are not filled in.
    """
    dialect = connection.dialect
    statement = table.insert().compile(dialect=dialect, column_keys=list(rows[0]))
    converters = {key: converter(table, key, connection) for key in rows[0]}
    if statement.positiontup is None:
        named = list(converters.items())
        connection.exec_driver_sql(
            statement.string,
            [{key: convert(row[key]) if convert else row[key] for key, convert in named} for row in rows],
        )
    else:
        order = [(key, converters[key]) for key in statement.positiontup]
        connection.exec_driver_sql(
            statement.string,
            [tuple([convert(row[key]) if convert else row[key] for key, convert in order]) for row in rows],
        )


def converter(table: Table, key: str, connection: Connection) -> Callable[[Any], Any] | None:
    """What turns a value into the driver's, or None where nothing has to be done."""
    kind = table.c[key].type
    convert = kind.dialect_impl(connection.dialect).bind_processor(connection.dialect)
    return lru_cache(convert) if convert and isinstance(kind, FEW_VALUES) else convert
