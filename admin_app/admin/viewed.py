"""What was looked at: pages that show sensitive fields are named in the change log, with whoever opened them.

A field is sensitive where its model says so (`__sensitive__`). An entry is written before the page is sent, so what
could not be logged is not shown.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from flask import Flask, Response, g
from sqlalchemy import inspect

from ..accounts import RoleName
from ..accounts.permissions import field_is_granted
from ..audit import NO_RECORD, Change, event_entry, write_events
from ..database import db
from . import access
from .paths import Model


def init_seen(app: Flask) -> None:
    app.after_request(write_seen)


def note_seen(records: Iterable[Any], *, fields: Iterable[str] | None = None) -> None:
    """Remember that records are shown, those with something sensitive in them that this user may read.

    `fields` are those shown, where it is not all of them.
    """
    for record in records:
        shown = shown_of(type(record), fields)
        if any(vars(record).get(name) not in (None, "") for name in shown):
            note_ids_seen(type(record), [record.id], fields=shown)


def note_ids_seen(model: Model, ids: Iterable[int], *, fields: Iterable[str] | None = None) -> None:
    """The same where only their ids are known."""
    shown = shown_of(model, fields)
    if shown:
        seen: dict[str, tuple[set[str], set[int]]] = g.setdefault("seen", {})
        names, keys = seen.setdefault(model.__tablename__, (set(), set()))
        names |= shown
        keys |= set(ids)


def shown_of(model: Model, fields: Iterable[str] | None) -> frozenset[str]:
    readable = sensitive_fields(model, access.resource_of(model), access.reader().roles)  # type: ignore[arg-type]  # a class is hashable
    return readable if fields is None else readable.intersection(fields)


@lru_cache(maxsize=512)
def sensitive_fields(model: Any, resource: str, roles: frozenset[RoleName]) -> frozenset[str]:
    """Those that these roles may read. The key of something tells nothing by itself."""
    columns = inspect(model).columns
    return frozenset(
        name
        for name in getattr(model, "__sensitive__", ())
        if not columns[name].foreign_keys and field_is_granted(roles, resource, name, "r")
    )


def write_seen(answer: Response) -> Response:
    """Write down what the page that is about to be sent shows, and commit that and nothing else."""
    seen: dict[str, tuple[set[str], set[int]]] = g.pop("seen", {})
    entries = [seen_entry(table, *what) for table, what in seen.items() if what[1]] if answer.status_code < 400 else []
    if entries:
        db.session.rollback()
        write_events(entries)
        db.session.commit()
    return answer


def seen_entry(table: str, names: set[str], keys: set[int]) -> dict[str, Any]:
    if len(keys) == 1:
        (key,) = keys
        return event_entry(Change.VIEW, table, f"{table} {key}", record_id=key, facts={"fields": sorted(names)})
    facts = {"fields": sorted(names), "ids": sorted(keys)}
    label = f"{table} {', '.join(map(str, sorted(keys)))}"  # in no language
    return event_entry(Change.VIEW, table, label, record_id=NO_RECORD, facts=facts)
