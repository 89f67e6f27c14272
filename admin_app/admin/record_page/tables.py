"""Tables of what belongs to a record: the newest rows, and the ways to all of them, to one, and to a new one."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any
from urllib.parse import quote

from flask import url_for
from markupsafe import Markup, escape
from sqlalchemy import ColumnElement, Select, and_, false, func, inspect, select, true
from sqlalchemy.orm.interfaces import MANYTOONE

from ...accounts import Action
from ...language import _, translated
from .. import access, display, loading
from ..column_types import is_amount
from ..listing.pages import Listing, read
from ..listing.pages import Part as Cut
from ..paths import Model, Path, known_names, related, resolve
from ..viewed import note_seen
from .parts import Page, Part

#: Rows of a table; the full list has the others.
MOST = 25


@dataclass(frozen=True, eq=False)
class Related(Part):
    """The records of another screen that belong to this one, as that screen shows them, the newest first.

    `by` is the path there that leads to this record's id: "student_id", or "students.id" for one of several.
    """

    resource: str
    by: str
    columns: Sequence[str]
    #: What they are called here, together and one of them; by default as on their own screen.
    title: str = ""
    one: str = ""
    #: Path → the label, and `format(value)`, where the screen's own will not do.
    labels: Mapping[str, str] = field(default_factory=dict)
    formats: Mapping[str, Callable[[Any], Any]] = field(default_factory=dict)
    #: (path, descending); by default the order of the screen's list.
    order: Sequence[tuple[str, bool]] = ()
    most: int = MOST
    macro = "table"

    @property
    def screen(self) -> Any:
        """The screen of these records."""
        return access.screens()[self.resource]

    def is_open(self, view: Any) -> bool:
        model = self.screen.model
        return access.may(model, Action.READ) and access.may_read(resolve(model, self.by)) and bool(self.visible())

    def visible(self) -> list[str]:
        """The columns that this user may read."""
        model = self.screen.model
        return [
            name
            for name in self.columns
            if (access.may_read(path) if (path := path_of(model, name)) else access.may_read_field(model, name))
        ]

    def where(self, identity: Any) -> list[ColumnElement[bool]]:
        """The conditions that pick the rows which belong to the record and which the user may read."""
        path = resolve(self.screen.model, self.by)
        return [path.where(path.expression == identity, access.rows), *access.rows(self.screen.model)]

    def counted(self, identity: Any) -> Select[Any]:
        return select(func.count()).select_from(self.screen.model).where(*self.where(identity))

    @property
    def counts_all(self) -> bool:
        steps = resolve(self.screen.model, self.by).relations
        return all(access.sees_all(model) for model in (self.screen.model, *map(related, steps)))

    def content(self, page: Page) -> dict[str, Any]:
        screen, names = self.screen, self.visible()
        rows = self.read(screen, page.record.id)
        note_seen((row[1] for row in rows), fields=names)
        back, title = quote(page.here, safe="/?="), translated(self.title) or screen.name
        return {
            "title": title,
            "none": _("No %(many)s yet", many=title.lower()),
            "total": page.counts[self],
            "most": self.most,
            "columns": [(self.label(name), is_number(screen.model, name)) for name in names],
            "rows": [self.row(row, names, back) for row in rows],
            "list_url": self.list_url(page.record.id),
            "add_url": self.add_url(page),
            "add_label": _(
                "Add %(one)s", one=translated(self.one) or screen.singular[:1].lower() + screen.singular[1:]
            ),
        }

    def label(self, name: str) -> str:
        return translated(self.labels.get(name, "")) or str(self.screen.get_column_name(name))

    def read(self, screen: Any, identity: int) -> Sequence[Any]:
        """The newest rows: id, record, and whether the user may edit it. One statement, and one for a to-many step."""
        model = screen.model
        editable = and_(true(), *access.rows(model, Action.EDIT)) if screen.can_edit else false()
        wanted = select(model.id, model, editable.label("editable"))
        wanted = wanted.options(*loading.options(model, needs_of(self, screen)))
        order = [(resolve(model, name), down) for name, down in self.order] or screen.order_by_default
        readable = [(path, down) for path, down in order if access.may_read(path)]
        listing = Listing(model, self.where(identity), readable)
        return read(screen.db_session(), listing, wanted, Cut(None, 0, self.most, backwards=False))

    def row(self, row: Any, names: Sequence[str], back: str) -> dict[str, Any]:
        """The cells of a record, what it is called there, and where it is shown and edited."""
        identity, record, editable = row
        cells = [escape(self.cell(record, name)) for name in names]
        title = str(record)
        base = display.details_base(self.screen.model)
        if base and "<a" not in cells[0]:
            text = cells[0].striptags() or title
            cells[0] = Markup('<a href="{}{}&amp;url={}">{}</a>').format(Markup(base), identity, back, text)  # noqa: S704  # an address of ours
        edit = f"{url_for(f'{self.resource}.edit_view', id=identity)}&url={back}" if editable else None
        return {"cells": cells, "title": title, "edit": edit}

    def cell(self, record: Any, name: str) -> Any:
        path = path_of(self.screen.model, name)
        if path and name in self.formats:
            return self.formats[name](path.read(record))
        formatter = self.screen.column_formatters.get(name)
        if formatter:
            return formatter(self.screen, None, record, name)
        assert path, f"{name!r} is checked at start-up"
        return display.shown(self.screen, path.read(record), name, display.CELL)

    def list_url(self, identity: int) -> str | None:
        """The full list, narrowed to this record, where it has a filter for that."""
        if f"{self.by}_is" not in self.screen.readable_filters():
            return None
        narrowed: dict[str, Any] = {f"flt0_{self.by}_is": identity}
        return url_for(f"{self.resource}.index_view", **narrowed)

    def add_url(self, page: Page) -> str | None:
        """The form for a new one, with this record filled in, for those who may; it leads back to this tab."""
        name = relation_of(self.screen.model, self.by)
        may = self.screen.can_create and name in self.screen.form_columns
        if not may or not access.may_write(self.screen.model, str(name)):
            return None
        return url_for(f"{self.resource}.create_view", **{str(name): page.record.id, "url": page.here})


def path_of(model: Model, name: str) -> Path | None:
    """The path of a column; None for one that only a formatter makes."""
    return resolve(model, name) if name.partition(".")[0] in known_names(model) else None


@cache
def needs_of(part: Related, screen: Any) -> loading.Needs:
    """What the columns of a table need to be loaded with."""
    paths = [path for name in part.columns if (path := path_of(screen.model, name))]
    formatters = [screen.column_formatters[name] for name in part.columns if name in screen.column_formatters]
    needs = loading.needs_of(screen.model, paths, formatters)
    loading.merge(needs, loading.needs_of_label(screen.model))
    return needs


def relation_of(model: Model, by: str) -> str | None:
    """The relation behind a path: "student" for "student_id", "students" for "students.id"."""
    path = resolve(model, by)
    if path.relations:
        return path.relations[0].key
    column = inspect(model).columns[by]
    relations = inspect(model).relationships
    return next((r.key for r in relations if r.direction is MANYTOONE and column in r.local_columns), None)


def is_number(model: Model, name: str) -> bool:
    """Whether a column holds amounts."""
    path = path_of(model, name)
    return path is not None and is_amount(path.type)
