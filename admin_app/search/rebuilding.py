"""Comparing the whole index with the data, and making it anew. Both take the records in batches, in order of id."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, Self

from sqlalchemy import ColumnElement, Connection, delete, func, inspect, select
from sqlalchemy.exc import DatabaseError

from ..database import db
from ..searchable import COLUMNS
from .declarations import Model, searchable_models
from .entries import entries, index_rows
from .tables import first_id, last_id, search_entry, searchable

#: Records of one batch, which is one transaction when the index is made anew.
BATCH = 1000
COMPARED = ("id", *COLUMNS)

Progress = Callable[[int], None]


@dataclass
class Comparison:
    """How the entries of one model agree with its records. The lists hold record ids."""

    model: Model
    agree: int = 0
    missing: list[int] = field(default_factory=list)
    stale: list[int] = field(default_factory=list)
    left_over: list[int] = field(default_factory=list)

    @property
    def disagree(self) -> int:
        return len(self.missing) + len(self.stale) + len(self.left_over)

    def __iadd__(self, other: Comparison) -> Self:
        self.agree += other.agree
        self.missing += other.missing
        self.stale += other.stale
        self.left_over += other.left_over
        return self


def records() -> int:
    """How many records there are to be found."""
    with db.engine.connect() as connection:
        return sum(connection.scalar(select(func.count()).select_from(model)) or 0 for model in searchable_models())


def compare(progress: Progress) -> Iterator[Comparison]:
    """Compare the entries of each model with its records. `progress` is called with the size of each batch."""
    with db.engine.connect() as connection:
        for model in searchable_models():
            comparison = Comparison(model)
            for first, last, ids in id_ranges(connection, model):
                batch = compare_batch(connection, model, first, last)
                if batch.disagree:  # somebody may have saved in between
                    batch = compare_batch(connection, model, first, last)
                comparison += batch
                progress(len(ids))
            yield comparison


def compare_batch(connection: Connection, model: Model, first: int, last: int) -> Comparison:
    """Compare what has its entry in a range of ids. No snapshot is held longer than that."""
    comparison, base = Comparison(model), first_id(model)
    in_range = model.id.between(first - base, last - base)
    wanted = {row["id"]: row for row in entries(connection, model, in_range)}
    found = entries_between(connection, first, last)
    connection.rollback()
    for entry_id, row in wanted.items():
        if entry_id not in found:
            comparison.missing.append(entry_id - base)
        elif any(row[name] != found[entry_id][name] for name in COLUMNS):
            comparison.stale.append(entry_id - base)
    comparison.left_over += [entry_id - base for entry_id in found if entry_id not in wanted]
    comparison.agree = len(wanted) - len(comparison.missing) - len(comparison.stale)
    return comparison


def entries_between(connection: Connection, first: int, last: int) -> dict[int, Any]:
    statement = select(*(search_entry.c[name] for name in COMPARED)).where(search_entry.c.id.between(first, last))
    return {row["id"]: row for row in connection.execute(statement).mappings()}


def id_ranges(connection: Connection, model: Model) -> Iterator[tuple[int, int, list[int]]]:
    """The ids of a model's records in batches, each with the first and last id of entries that it answers for.

    Together the ranges hold every id that an entry of the model may have.
    """
    first, ids = first_id(model), [0]
    while ids:
        statement = select(model.id).where(model.id > ids[-1]).order_by(model.id).limit(BATCH)
        ids = list(connection.scalars(statement))
        last = first_id(model) + ids[-1] if ids else last_id(model)
        yield first, last, ids
        first = last + 1


def of_no_model() -> ColumnElement[bool]:
    """Entries of models that are no more."""
    return search_entry.c.number.not_in([searchable(model).number for model in searchable_models()])


def strangers() -> int:
    """How many entries belong to no model."""
    with db.engine.connect() as connection:
        return connection.scalar(select(func.count()).select_from(search_entry).where(of_no_model())) or 0


def rebuild(progress: Progress) -> None:
    """Make every entry anew, batch by batch while people work. `progress` is called with the size of each batch."""
    mend_full_text()
    for model in searchable_models():
        rebuild_model(model, progress)
    with db.engine.begin() as connection:
        connection.execute(delete(search_entry).where(of_no_model()))


def rebuild_model(model: Model, progress: Progress) -> None:
    with db.engine.connect() as reading:
        for first, last, ids in id_ranges(reading, model):
            reading.rollback()
            with db.engine.begin() as connection:
                index_rows(connection, model, ids)
                remove_strangers(connection, first, last, ids)
            progress(len(ids))


def remove_strangers(connection: Connection, first: int, last: int, ids: list[int]) -> None:
    in_range = search_entry.c.id.between(first, last)
    connection.execute(delete(search_entry).where(in_range, search_entry.c.record_id.not_in(ids)))


def fill(progress: Callable[[Model], None]) -> None:
    """Index the models that have records and not a single entry, as after the migration that made the index."""
    present = inspect(db.engine).get_table_names()
    for model in (each for each in searchable_models() if each.__tablename__ in present):
        of_model = search_entry.c.id.between(first_id(model), last_id(model))
        with db.engine.connect() as connection:
            has_records = connection.execute(select(model.id).limit(1)).first() is not None
            has_entries = connection.execute(select(search_entry.c.id).where(of_model).limit(1)).first() is not None
        if has_records and not has_entries:
            progress(model)
            rebuild_model(model, lambda _: None)


# --- SQLite's full-text table ---------------------------------------------------------------------------------------


def full_text_agrees() -> bool:
    """Whether SQLite's table of trigrams agrees with the entries. Other engines keep their index themselves.

    Writers wait while it is looked at: half a minute for a million students.
    """
    if db.engine.dialect.name != "sqlite":
        return True
    try:
        with db.engine.begin() as connection:
            connection.exec_driver_sql("INSERT INTO search_fts (search_fts, rank) VALUES ('integrity-check', 1)")
    except DatabaseError:
        return False
    return True


def mend_full_text() -> None:
    if not full_text_agrees():
        with db.engine.begin() as connection:
            connection.exec_driver_sql("INSERT INTO search_fts (search_fts) VALUES ('rebuild')")
