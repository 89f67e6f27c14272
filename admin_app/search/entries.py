"""Writing entries: from what is in memory, or from what the database has."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from itertools import islice
from typing import Any

from sqlalchemy import ColumnElement, Connection, Insert, delete, select
from sqlalchemy.dialects import mysql, postgresql, sqlite

from ..searchable import COLUMNS
from .declarations import OWN, RELATED, Model, chains
from .grams import SOURCES, add_grams
from .spelling import learn
from .tables import first_id, search_entry, searchable
from .words import entry_text

#: How many records are read and written with one statement.
BATCH = 500

Row = dict[str, Any]
#: Records as (id, fields …), and column → record id → the texts that others give.
Records = list[tuple[Any, ...]]
Related = dict[str, dict[int, list[str]]]


def index_rows(connection: Connection, model: Model, ids: Iterable[int]) -> None:
    """Make the entries of these records anew, in the running transaction; of those that are gone, take them out.

    The entries are locked before anything is read, so that of two who do it at once the second one reads what the first
    one wrote.
    """
    base = first_id(model)
    for batch in batches(sorted(set(ids))):
        locked = select(search_entry.c.id).where(search_entry.c.id.in_([base + each for each in batch]))
        connection.execute(locked.order_by(search_entry.c.id).with_for_update()).all()
        rows = entries(connection, model, model.id.in_(batch))
        write(connection, rows, COLUMNS)
        found = {row["record_id"] for row in rows}
        remove(connection, model, [each for each in batch if each not in found])


def entries(connection: Connection, model: Model, condition: ColumnElement[bool]) -> list[Row]:
    """The entries that the records of a condition should have, in order of id."""
    return made(connection.dialect.name, model, *read(connection, model, condition))


def read(connection: Connection, model: Model, condition: ColumnElement[bool]) -> tuple[Records, Related]:
    """What entries are made of: the records, each with its searched fields, and the texts that others give them."""
    columns = [getattr(model, name) for column in OWN for name in searchable(model).fields(column)]
    found = connection.execute(select(model.id, *columns).where(condition).order_by(model.id))
    return [tuple(record) for record in found], related_words(connection, model, condition)


def made(dialect: str, model: Model, records: Records, related: Related) -> list[Row]:
    """The entries made of what was read. Asks no database, so another process can do it."""
    fields = {column: searchable(model).fields(column) for column in OWN}
    rows = []
    for record_id, *values in records:
        row, rest = new_row(model, record_id), iter(values)
        for column, names in fields.items():
            row[column] = entry_text(islice(rest, len(names)))
        for column in RELATED:
            row[column] = entry_text(related[column].get(record_id, ()))
        add_grams(dialect, row)
        rows.append(row)
    return rows


def related_words(connection: Connection, model: Model, condition: ColumnElement[bool]) -> Related:
    """Column → record id → the texts that other records give."""
    found: dict[str, dict[int, list[str]]] = {column: defaultdict(list) for column in RELATED}
    for way in chains(model):
        for record_id, *values in connection.execute(way.words().where(condition)):
            rest = iter(values)
            for column, names in way.fields.items():
                found[column][record_id].extend(islice(rest, len(names)))
    return found


def new_row(model: Model, record_id: int) -> Row:
    return {"id": first_id(model) + record_id, "number": searchable(model).number, "record_id": record_id}


def own_row(dialect: str, model: Model, record_id: int, values: Mapping[str, Any]) -> Row:
    """An entry from the fields of the record itself, without those of others."""
    declared = searchable(model)
    texts = {column: entry_text(values.get(name) for name in declared.fields(column)) for column in OWN}
    row = new_row(model, record_id) | texts | dict.fromkeys(RELATED, "")
    add_grams(dialect, row)
    return row


def write(connection: Connection, rows: Sequence[Row], columns: Sequence[str]) -> None:
    """Insert entries; of those that are there, replace these columns. One statement, and one for the words of names."""
    if rows:
        with_grams = [name for name, sources in SOURCES.items() if name in rows[0] and sources[0] in columns]
        connection.execute(upsert(connection.dialect.name, (*columns, *with_grams)), rows)
        learn(connection, (row["names"] for row in rows))


@cache
def upsert(dialect: str, columns: tuple[str, ...]) -> Insert:
    if dialect in ("mysql", "mariadb"):
        ours = mysql.insert(search_entry)
        return ours.on_duplicate_key_update({name: ours.inserted[name] for name in columns})
    theirs = (sqlite if dialect == "sqlite" else postgresql).insert(search_entry)
    return theirs.on_conflict_do_update(
        index_elements=[search_entry.c.id], set_={name: theirs.excluded[name] for name in columns}
    )


def remove(connection: Connection, model: Model, ids: Iterable[int]) -> None:
    base = first_id(model)
    for batch in batches(ids):
        connection.execute(delete(search_entry).where(search_entry.c.id.in_([base + each for each in batch])))


def batches(items: Iterable[Any]) -> Iterator[tuple[Any, ...]]:
    rest = iter(items)
    while batch := tuple(islice(rest, BATCH)):
        yield batch
