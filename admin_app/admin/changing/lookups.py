"""Relations in forms: a field that holds the chosen records, and the lookup behind it that finds records by words.

A form never lists a whole table: the select holds what is chosen, and the page asks `ajax/lookup/` for more. A small
table (`small_lookups`) is listed whole.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from copy import copy
from functools import cached_property
from typing import Any

from flask import url_for
from flask_sqlalchemy import SQLAlchemy
from markupsafe import Markup
from sqlalchemy import Select, select
from wtforms import widgets
from wtforms.fields import SelectFieldBase
from wtforms.fields.choices import Choice

from ...language import _
from .. import access, loading
from ..identities import identity
from ..listing.search import best_first, find, in_index, matching
from ..paths import Model, resolve
from .controls import chosen

MOST_RESULTS = 20
#: Choices of a small table; more belong into a lookup.
MOST_CHOICES = 500
FARTHEST = 10_000


class Lookup:
    """Finds records of a related model that the user may read, by words or by id."""

    def __init__(
        self,
        endpoint: str,
        name: str,
        model: Model,
        fields: Sequence[str],
        *,
        small: bool,
        db: SQLAlchemy,
        creates: bool = False,
    ) -> None:
        self.endpoint, self.name, self.model, self.small, self.creates = endpoint, name, model, small, creates
        self.paths = [resolve(model, field) for field in fields]
        self.order = [path.expression for path in self.paths if not path.relations]
        self.needs = loading.needs_of_label(model)
        self.db = db

    def search(self, text: str, *, offset: int = 0, limit: int = MOST_RESULTS) -> list[Any]:
        """The records that match all words, the first ones for no words. Raises ValueError for unstorable text."""
        offset, limit = min(offset, FARTHEST), min(limit, MOST_RESULTS)
        if text and in_index(self.model):
            return self.best(text, offset, limit)
        statement = self._readable().where(*matching(self.db.session(), self.paths, text))
        return list(self._all(statement.order_by(*self.order, self.model.id).offset(offset).limit(limit)))

    def best(self, text: str, offset: int, limit: int) -> list[Any]:
        """The records that the index finds by their own fields, the closest first."""
        session = self.db.session()
        with session.no_autoflush:
            found = find(session, self.model, text, own=True)
            keys = best_first(session, found, access.rows(self.model), offset=offset, limit=limit)
        records = {record.id: record for record in self._all(self._readable().where(self.model.id.in_(keys)))}
        return [records[key] for key in keys if key in records]

    def choices(self) -> list[Any]:
        """Every record, for a small table."""
        return list(self._all(self._every if access.sees_all(self.model) else self._in_order()))

    @cached_property
    def _every(self) -> Select[Any]:
        """The statement of those who see every record, which is the same on each form."""
        return self._in_order()

    def _in_order(self) -> Select[Any]:
        return self._readable().order_by(*self.order, self.model.id).limit(MOST_CHOICES)

    def by_id(self, texts: Sequence[str]) -> list[Any]:
        """The records with these ids that the user may read, in this order."""
        wanted = [key for key in dict.fromkeys(map(identity, texts)) if key is not None]
        if not wanted:
            return []
        found = {record.id: record for record in self._all(self._readable().where(self.model.id.in_(wanted)))}
        return [found[key] for key in wanted if key in found]

    def url(self) -> str:
        return url_for(f"{self.endpoint}.ajax_lookup", name=self.name)

    def new(self) -> tuple[str, str] | None:
        """What a new record is called and the address of its form, where one may be made from within the form."""
        screen = access.screens().get(self.model.__tablename__)
        if not self.creates or screen is None or not screen.can_create:
            return None
        return screen.singular.lower(), url_for(f"{self.model.__tablename__}.create_view")

    def choosing_only(self) -> Lookup:
        """The same for what is there already: nobody makes a record to take it away."""
        found = copy(self)
        found.creates = False
        return found

    def _readable(self) -> Select[Any]:
        return select(self.model).where(*access.rows(self.model))

    def _all(self, statement: Any) -> Any:
        load = loading.options(self.model, self.needs, strict=False)
        with self.db.session.no_autoflush:  # a record half filled in must not be written by a question
            return self.db.session.scalars(statement.options(*load)).unique().all()


class LookupWidget(widgets.Select):
    """A select with what is chosen, or with everything for a small table; the page's script asks for the rest.

    With several, an empty hidden field goes along, so that choosing none differs from not asking.
    """

    def __call__(self, field: Any, **kwargs: Any) -> Markup:
        own = {} if field.lookup.small else {"data-lookup-url": field.lookup.url()}
        select = chosen(field, {"data-placeholder": _("Search…"), **own, **kwargs})
        return (
            Markup('<input type="hidden" name="{}" value="">').format(field.name) + select if self.multiple else select
        )


class LookupField(SelectFieldBase):
    """One related record, or none. Only a record that the user may read can be chosen, or the one that was there."""

    widget = LookupWidget()

    def __init__(self, label: Any = None, validators: Any = None, *, lookup: Lookup, **kwargs: Any) -> None:
        super().__init__(label, validators, **kwargs)
        self.lookup = lookup

    def process_formdata(self, valuelist: list[str]) -> None:
        if valuelist:
            texts = [text for text in valuelist if text and text != "__None"]
            self.data = None
            self.data = self._chosen(texts[:1])[0] if texts else None

    def _chosen(self, texts: Sequence[str]) -> list[Any]:
        """The records with these ids; those that were there before need not be looked up."""
        before = {str(record.id): record for record in self.records(self.object_data)}
        found = {str(record.id): record for record in self.lookup.by_id([text for text in texts if text not in before])}
        known = before | found
        if any(text not in known for text in texts):
            raise ValueError(_("This is none of the choices."))
        return [known[text] for text in dict.fromkeys(texts)]

    @staticmethod
    def records(data: Any) -> list[Any]:
        """What is chosen as a list."""
        return [] if data is None else list(data) if isinstance(data, list | tuple | set) else [data]

    def iter_choices(self) -> Iterator[Choice]:
        chosen = self.records(self.data)
        if not self.widget.multiple:
            yield Choice("", "", not chosen, {})
        listed = self.lookup.choices() if self.lookup.small else []
        for record in [*(record for record in chosen if record not in listed), *listed]:
            yield Choice(str(record.id), str(record), record in chosen, {})


class LookupManyField(LookupField):
    """Several related records."""

    widget = LookupWidget(multiple=True)

    def process_data(self, value: Any) -> None:
        self.data = self.records(value)

    def process_formdata(self, valuelist: list[str]) -> None:
        if valuelist:
            self.data = []
            self.data = self._chosen([text for text in valuelist if text])
