"""What a list reads of its rows, and how it draws them: column by column, from plain values where that is enough.

A record is made of a row only for what Python alone knows: a formatter's column, a property, or a to-many relation.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any

from markupsafe import Markup, escape
from sqlalchemy import JSON, ColumnElement, Select, Text, bindparam, inspect, select
from sqlalchemy.orm import Session, aliased, load_only

from .. import display, loading
from ..paths import Model, Path, related

#: What stands around the name of a value in a row's pattern; no text that a page shows has it.
MARK = "\0"


class RowReader:
    """Reads the rows of a list for some columns of it: `statement` selects them, `draw` makes HTML of what came back.

    Each row begins with its id.
    """

    def __init__(self, view: Any, names: Sequence[str]) -> None:
        self.view, self.names = view, names
        self.model: Model = view.model
        # Of all columns, not of these alone: who sees less of a list must not ask more of the database.
        self.by_record = any(needs_record(view, name) for name in view.column_list)
        self.mark = display.mark_column(self.model)

    def statement(self) -> Select[Any]:
        if self.by_record:
            return select(self.model.id, self.model).options(*loading.options(self.model, self.view.list_needs))
        return self.columns

    @cached_property
    def columns(self) -> Select[Any]:
        """The id, one column for each name, and the mark; with outer joins, so that no row is lost."""
        aliases: dict[tuple[str, ...], Any] = {}
        statement = select(self.model.id)
        for path in (self.view.paths[name] for name in self.names):
            owner: Any = self.model
            for depth, relation in enumerate(path.relations[: len(path.relations) - (path.leaf is None)], start=1):
                key = tuple(step.key for step in path.relations[:depth])
                if key not in aliases:
                    aliases[key] = aliased(related(relation))
                    statement = statement.outerjoin(getattr(owner, relation.key).of_type(aliases[key]))
                owner = aliases[key]
            statement = statement.add_columns(end_of(path, owner))
        return statement.add_columns(getattr(self.model, self.mark)) if self.mark else statement

    @cached_property
    def labels(self) -> dict[str, Labels]:
        """Column → its labels, where it shows a related record."""
        paths = {name: self.view.paths[name] for name in self.names}
        return {name: Labels(related(path.relations[-1])) for name, path in paths.items() if path.leaf is None}

    def draw(self, session: Session, rows: Sequence[Any]) -> dict[str, list[str]]:
        """Column → a cell of each row, as HTML."""
        if self.by_record:
            value = self.view.get_list_value
            return {name: [str(escape(value(None, record, name))) for _, record in rows] for name in self.names}
        columns = list(zip(*rows, strict=True))[1:] or [()] * len(self.names)
        named = columns[: len(self.names)]
        return {name: self.cells(session, name, column) for name, column in zip(self.names, named, strict=True)}

    def marks(self, rows: Sequence[Any]) -> list[str]:
        """What stands beside the name of each row, as HTML."""
        if self.mark is None:
            return [""] * len(rows)
        drawn = str(display.badge(display.mark_words(self.model)))
        return [drawn if (getattr(row[1], self.mark) if self.by_record else row[-1]) else "" for row in rows]

    def cells(self, session: Session, name: str, values: Sequence[Any]) -> list[str]:
        path: Path = self.view.paths[name]
        if path.leaf is None:
            known = self.labels[name].read(session, set(values))
            values = [known.get(value) for value in values]
        return draw_values(self.view, name, values)


def needs_record(view: Any, name: str) -> bool:
    """Whether a column can be shown only from a record: by a formatter, a property, or several values."""
    path = view.paths.get(name)
    if path is None or name in view.column_formatters or path.to_many:
        return True
    return path.leaf is not None and (not path.in_database or isinstance(path.type, JSON))


def is_long(path: Path) -> bool:
    """Whether a value may fill a page by itself."""
    return path.leaf is not None and isinstance(path.type, Text)


def end_of(path: Path, owner: Any) -> ColumnElement[Any]:
    """What is read of a path: its column, or where a relation is the end, the key of the record behind it."""
    if path.leaf is not None:
        column: ColumnElement[Any] = getattr(owner, path.leaf)
        return column
    (local,) = path.relations[-1].property.local_columns
    key: ColumnElement[Any] = getattr(owner, inspect(path.relations[-1].parent).get_property_by_column(local).key)
    return key


class Labels:
    """Reads what records are called, and nothing else of them."""

    def __init__(self, model: Model) -> None:
        names = loading.names_used(model, model.__str__)
        columns = [getattr(model, key) for key in inspect(model).column_attrs.keys() if key in names]  # noqa: SIM118  # no dict
        mark = getattr(model, "__mark__", ())[:1]
        slim = load_only(model.id, model.deleted_at, *columns, *(getattr(model, name) for name in mark), raiseload=True)
        needs = loading.options(model, loading.needs_of_label(model))
        self.statement = select(model).options(slim, *needs).where(model.id.in_(bindparam("keys", expanding=True)))

    def read(self, session: Session, keys: set[Any]) -> dict[int, Any]:
        """The records with these ids. One query; none for no ids."""
        keys.discard(None)
        found = session.scalars(self.statement, {"keys": sorted(keys)}) if keys else ()
        return {record.id: record for record in found}


def draw_values(view: Any, name: str, values: Sequence[Any]) -> list[str]:
    """Values as a page shows them, in HTML; each one is drawn once, however often it comes."""
    distinct = dict.fromkeys(values)
    texts = [value for value in distinct if type(value) is str]  # a plain text is shown as it is
    said = [view.column_words[name](text) for text in texts] if name in view.column_words else texts
    drawn: dict[Any, str] = dict(zip(texts, escape_all(said), strict=True))
    if display.is_address(name):
        drawn = {text: display.breaking(html) for text, html in drawn.items()}
    for value in distinct:
        if value not in drawn:
            drawn[value] = str(escape(display.shown(view, value, name, view.column_type_formatters)))
    return [drawn[value] for value in values]


def escape_all(texts: Sequence[str]) -> list[str]:
    """Texts as HTML, all at once, which takes a tenth of the time."""
    escaped = str(escape(MARK.join(texts))).split(MARK)
    return escaped if len(escaped) == len(texts) else [str(escape(text)) for text in texts]


def fill(pattern: str, columns: Mapping[str, Sequence[Any]]) -> Markup:
    """One row after the other: the pattern with each marked name replaced by that row's value."""
    parts = pattern.split(MARK)
    row = "%s".join(part.replace("%", "%%") for part in parts[::2])
    values = zip(*(columns[name] for name in parts[1::2]), strict=True)
    rows = "".join(row % each for each in values)
    return Markup(rows)  # noqa: S704  # the values are escaped, and the pattern comes from a template
