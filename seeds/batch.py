"""Many rows at once: ids are given here, so nothing is read back, and each table is filled in one go."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from itertools import count
from operator import itemgetter
from types import TracebackType
from typing import Any, Self

from sqlalchemy import Table, func, select

from admin_app import bulk
from admin_app.database import Record, db

Row = dict[str, Any]


class Batch:
    """Collects rows, and writes them when its `with` block ends without an error. Does not commit.

    Every row of a table in one batch has the same columns: the first one says which.
    """

    def __init__(self, ids: dict[Table, count[int]] | None = None) -> None:
        """`ids`: where to go on counting; of a table that is not there the database is asked."""
        self.rows: dict[Table, list[Row]] = defaultdict(list)
        self.ids = {} if ids is None else ids

    def new_id(self, model: type[Record]) -> int:
        """An id that no row of the model has."""
        table = model.__table__
        if table not in self.ids:
            self.ids[table] = count(1 + (db.session.scalar(select(func.max(table.c.id))) or 0))
        return next(self.ids[table])

    def add(self, model: type[Record], **columns: Any) -> int:
        """Put a row on the list and return its id, which the columns may have already. Keywords are column names."""
        if "id" not in columns:
            columns["id"] = self.new_id(model)
        self.rows[model.__table__].append(columns)
        return columns["id"]

    def link(self, table: Table, **columns: int) -> None:
        """Put a row of an association table on the list."""
        self.rows[table].append(columns)

    def filled(self) -> Iterator[tuple[Table, tuple[str, ...], list[tuple[Any, ...]]]]:
        """The tables that have rows, parents first, each with the names of its columns."""
        for table in db.metadata.sorted_tables:
            if table in self.rows:
                columns = tuple(self.rows[table][0])
                yield table, columns, list(map(itemgetter(*columns), self.rows[table]))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if error:
            return
        connection = db.session.connection()
        for table, columns, rows in self.filled():
            bulk.insert(connection, table, columns, rows)
        for table in self.ids:
            bulk.advance_sequence(connection, table)
