"""What an export takes out of the database: which rows and columns, decided while it is known who asks, read later."""

from __future__ import annotations

import re
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import tzinfo
from functools import partial
from pathlib import Path
from typing import IO, Any

from sqlalchemy import Engine
from sqlalchemy.sql.base import ExecutableOption

from .. import display
from .cells import cell
from .columns import Field, Finish
from .csv_file import csv_lines, heading
from .reading import Batch, Rows
from .sheet import native, write_sheet

#: What Excel does not take in the name of a sheet, of which it takes 31 characters.
TITLE = re.compile(r"[\[\]:*?/\\']")


@dataclass(frozen=True)
class Extract:
    """Some columns of some rows of a screen. `fields` is None where records are needed, which `load` loads."""

    screen: Any
    engine: Engine
    rows: Rows
    columns: Sequence[tuple[str, str]]
    fields: Sequence[Field] | None
    load: Sequence[ExecutableOption]
    timezone: tzinfo

    @property
    def labels(self) -> list[str]:
        return [label for _, label in self.columns]

    def csv(self, *, count_rows: bool = True, done: Callable[[int], None] | None = None) -> Generator[bytes]:
        """The file in pieces, the first with the first rows, so that an error until then comes before any byte."""
        texts = [position for position, field in enumerate(self.fields or ()) if field.is_plain and field.is_text]
        with closing(self.batches(self.in_text)) as batches:
            lines = csv_lines(counted(batches, done) if done else batches, texts, count_rows=count_rows)
            first = next(lines, "")
            yield (heading(self.labels) + first).encode()
            for some in lines:
                yield some.encode()

    def sheet(self, file: Path | IO[bytes], done: Callable[[int], None], folder: Path) -> int:
        """Write the Excel file, by way of `folder`, and return the number of rows. Raises TooManyRows."""
        title = TITLE.sub(" ", str(self.screen.name))[:31]
        with closing(self.batches(self.in_sheet)) as batches:
            return write_sheet(file, title, self.labels, batches, done=done, folder=folder)

    def count(self, limit: int | None = None) -> int:
        """How many rows there are, counted no further than `limit`."""
        with self.engine.connect() as connection:
            return self.rows.count(connection, limit)

    def batches(self, finish: Callable[[str, Any], Any]) -> Generator[Batch]:
        """Batches of columns. `finish` makes of a column's name and a value what the file holds."""
        if self.fields is None:
            return self.batches_of_records(finish)
        as_it_is = [finish == self.in_text and field.is_plain for field in self.fields]
        how: list[Finish | None] = [
            None if plain else partial(finish, field.name) for field, plain in zip(self.fields, as_it_is, strict=True)
        ]
        return self.rows.columns(self.engine, self.fields, how)

    def batches_of_records(self, finish: Callable[[str, Any], Any]) -> Generator[Batch]:
        with closing(self.rows.records(self.engine, self.load)) as batches:
            for records in batches:
                yield [[finish(name, self.value(record, name)) for record in records] for name, _ in self.columns]

    def value(self, record: Any, name: str) -> Any:
        """The value of a column, or what its formatter makes of the record."""
        path = None if name in self.screen.export_formatters else self.screen.paths.get(name)
        return path.read(record) if path else self.screen.get_export_value(record, name)

    def in_text(self, name: str, value: Any) -> Any:
        """A value in a CSV file."""
        return cell(self.shown(name, value))

    def in_sheet(self, name: str, value: Any) -> Any:
        """A value in an Excel file."""
        found = native(value, self.timezone)
        return str(self.shown(name, value)) if found is None else found

    def shown(self, name: str, value: Any) -> Any:
        return display.shown(self.screen, value, name, self.screen.column_type_formatters_export)


def counted(batches: Iterator[Batch], done: Callable[[int], None]) -> Iterator[Batch]:
    """The same batches; `done` hears how many rows have gone by."""
    count = 0
    for batch in batches:
        yield batch
        count += len(batch[0])
        done(count)
