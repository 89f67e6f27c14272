"""The kinds of records that the box finds, and how one of them is told from its namesakes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import url_for
from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from ...language import translated
from .. import access, display, loading
from ..listing.arguments import ListArguments
from ..listing.pages import Listing
from ..listing.search import best_first
from ..paths import Model, Path, related, resolve
from .entries import Entry, Group

PART = re.compile(r"([^{}]*)\{([\w.]+)\}([^{}]*)")
#: Of several related records, so many are named.
MOST_NAMED = 3


@dataclass(frozen=True)
class Part:
    """One thing to say about a record, with the words around it: `of {}`."""

    pattern: str
    path: Path

    def may_show(self) -> bool:
        """Whether the user may read it on every record that they may read."""
        return access.may_read(self.path) and all(access.sees_all(related(step)) for step in self.path.relations)

    def of(self, record: Any) -> str:
        """The part in plain text; empty where there is nothing to say. What is in the trash is not said."""
        found = self.path.read(record)
        values = [value for value in (found if isinstance(found, list) else [found]) if is_there(value)]
        named = ", ".join(str(display.shown(None, value, "", display.TEXT)) for value in values[:MOST_NAMED])
        more = ", …" if len(values) > MOST_NAMED else ""
        return translated(self.pattern).replace("{}", f"{named}{more}") if named else ""


class Kind:
    """Records that the box finds.

    `about` are parts such as "by {authors.name}": a path in braces, with words around it where it needs some. `state`
    is a column of an enumeration, shown as the badge that it is in lists. `key` is the letter that leads to the list.
    """

    def __init__(self, model: Model, *about: str, state: str = "", key: str = "") -> None:
        self.model, self.state, self.key = model, state, key
        self.about = [read_part(model, text) for text in about]
        self.needs = loading.needs_of(model, [part.path for part in self.about])
        loading.merge(self.needs, loading.needs_of_label(model))

    @property
    def table(self) -> str:
        name: str = self.model.__tablename__
        return name

    @property
    def screen(self) -> Any:
        return access.screens()[self.table]

    def is_open(self) -> bool:
        """Whether the user may open records of this kind."""
        return bool(self.screen.can_view_details)

    # What a text finds

    def listing(self, text: str) -> Listing:
        """The records of the list that this text finds."""
        found: Listing = self.screen.listing(ListArguments(search=text))
        return found

    def group(self, session: Session, text: str, listing: Listing, *, most: int, counted: bool) -> Group | None:
        """The closest matches; None where nothing matches. At most three queries, one for the records, and a count."""
        assert listing.found, f"{self.table} is not in the index"
        keys = best_first(session, listing.found, listing.where, offset=0, limit=most + 1)
        if not keys:
            return None
        entries = list(self.entries(session, keys[:most]).values())
        if len(keys) <= most:
            return Group(self.screen.name, entries)
        arguments = ListArguments(search=text)
        total = self.screen.total(arguments, listing, exact=False) if counted else None
        return Group(self.screen.name, entries, self.screen.list_url(arguments), total)

    # The records

    def entries(self, session: Session, keys: Sequence[int], *, named: bool = False) -> dict[int, Entry]:
        """Of these ids those that the user may read, in this order; `named` says of each what it is."""
        records = {record.id: record for record in session.scalars(self.statement(keys)).unique()}
        about = [part for part in self.about if part.may_show()]
        first = self.screen.singular if named else ""
        return {key: self.entry(records[key], first, about) for key in keys if key in records}

    def statement(self, keys: Sequence[int]) -> Select[Any]:
        chosen = select(self.model).where(self.model.id.in_(keys), *access.rows(self.model))
        return chosen.options(*loading.options(self.model, self.needs))

    def entry(self, record: Any, first: str, about: Sequence[Part]) -> Entry:
        shows_state = self.state and access.may_read_field(self.model, self.state)
        return Entry(
            title=str(record),
            url=url_for(f"{self.table}.details_view", id=record.id),
            about=" · ".join(filter(None, (first, display.mark_of(record), *(part.of(record) for part in about)))),
            state=display.choice(self.screen, getattr(record, self.state), self.state) if shows_state else "",
        )


def read_part(model: Model, text: str) -> Part:
    """A part as it is declared. Raises ValueError for one without a path, UnknownName for a path that leads nowhere."""
    match = PART.fullmatch(text)
    if match is None:
        raise ValueError(f"{text!r} has no path in braces")
    return Part(f"{match[1]}{{}}{match[3]}", resolve(model, match[2]))


def is_there(value: Any) -> bool:
    return value not in (None, "") and getattr(value, "deleted_at", None) is None
