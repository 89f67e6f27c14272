"""The columns of a file that SQL alone can give: read as plain tuples, and converted a column at a time.

Making records of a million rows takes minutes; this takes seconds, and what comes out is the same. Columns that only
Python knows (properties, formatters, relations to many) are no `Field`; an export that has one reads records.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from sqlalchemy import JSON, Dialect, Enum, Integer, LargeBinary, String, TypeDecorator, inspect
from sqlalchemy.orm import Session
from sqlalchemy.orm.interfaces import MANYTOONE

from ..listing.rows import Labels as RecordLabels
from ..paths import Model, Path

#: What one column keeps of its conversions: memory stays bounded where every value is another one.
MOST_REMEMBERED = 10_000

#: A column as the driver gave it → as it is in the file.
Convert = Callable[[Sequence[Any]], Iterable[Any]]
#: A value of Python → what the file holds for it; see `csv_file` and `sheet`.
Finish = Callable[[Any], Any]


@dataclass(frozen=True)
class Field:
    """A column of a table in the file: what to select, and the model whose records' labels it shows, if it does."""

    name: str
    path: Path
    labels: Model | None = None

    def converter(self, dialect: Dialect, code: Any, finish: Finish, session: Session) -> Convert:
        """How to convert a column. `code` is the driver's for its type, `session` loads records for their labels."""
        if self.labels is not None:
            return Labels(session, self.labels, finish)
        kind = self.path.type
        process = kind.dialect_impl(dialect).result_processor(dialect, code)

        def convert(raw: Any) -> Any:
            return finish(process(raw) if process and raw is not None else raw)

        if isinstance(kind, JSON):  # on some drivers a dict already, which nothing can remember
            return partial(map, convert)
        return partial(map, Remembered(convert).__getitem__)

    @property
    def is_plain(self) -> bool:
        """Whether every driver gives a text or a number that is in a CSV file as it is."""
        return self.labels is None and (self.is_text or type(self.path.type) is Integer)

    @property
    def is_text(self) -> bool:
        return isinstance(self.path.type, String) and not isinstance(self.path.type, Enum | TypeDecorator)


class Remembered(dict[Any, Any]):
    """Converts each value once: there are a million rows, but few days and statuses."""

    def __init__(self, convert: Callable[[Any], Any]) -> None:
        super().__init__()
        self.convert = convert

    def __missing__(self, raw: Any) -> Any:
        if len(self) >= MOST_REMEMBERED:
            self.clear()
        found = self[raw] = self.convert(raw)
        return found


class Labels:
    """What records are called, by id. One statement for those of a batch that are not known yet."""

    def __init__(self, session: Session, model: Model, finish: Finish) -> None:
        self.session, self.finish = session, finish
        self.records = RecordLabels(model)
        self.known: dict[int | None, Any] = {}

    def __call__(self, ids: Sequence[int | None]) -> list[Any]:
        missing = {*ids} - self.known.keys()
        if missing and len(self.known) >= MOST_REMEMBERED:
            self.known.clear()
            missing = {*ids}
        if missing:
            found = self.records.read(self.session, missing - {None})
            self.known |= {key: self.finish(None if key is None else found.get(key)) for key in missing}
            self.session.expunge_all()
        return [self.known[identity] for identity in ids]


def field(name: str, path: Path | None) -> Field | None:
    """The field that a path of a view is; None where only Python can tell its value."""
    if path is None or path.to_many:
        return None
    if path.leaf is None:
        *before, last = path.relations
        relation = last.property
        if relation.direction is not MANYTOONE or len(relation.local_columns) != 1:
            return None
        (column,) = relation.local_columns
        key = inspect(relation.parent.class_).get_property_by_column(column).key
        return Field(name, Path(name, path.model, tuple(before), key), path.target)
    binary = isinstance(path.type, LargeBinary)
    return Field(name, path) if path.in_database and not binary else None
