"""Who changed a record since somebody saw it, as the change log tells. Asked only where two people have met."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import inspect, select
from sqlalchemy.orm.interfaces import MANYTOONE

from ...audit import AuditEntry, Change
from ...language import _, moment
from .. import access
from ..paths import Model

#: Entries that are looked through, the newest first.
MOST = 50


class Author(NamedTuple):
    """Who, and when; None and None for a change of which the log knows nothing."""

    name: str | None
    at: datetime | None


UNKNOWN = Author(None, None)


def entries_of(session: Any, key: tuple[str, int], most: int = MOST) -> list[Any]:
    """The newest changes of a record, given by table and id: who, when, and what."""
    table, identity = key
    statement = (
        select(AuditEntry.user_label, AuditEntry.created_at, AuditEntry.changes)
        .where(AuditEntry.record_id == identity, AuditEntry.resource == table, AuditEntry.action == Change.UPDATE)
        .order_by(AuditEntry.id.desc())
        .limit(most)
    )
    return list(session.execute(statement))


def authors(session: Any, model: Model, key: tuple[str, int], fields: Iterable[str]) -> dict[str, Author]:
    """Field → who gave it the value that it has now: whoever changed it last."""
    entries = entries_of(session, key)
    found = {}
    for field in fields:
        names = columns_of(model, field)
        entry = next((entry for entry in entries if names & entry.changes.keys()), None)
        found[field] = Author(entry.user_label, entry.created_at) if entry else UNKNOWN
    return found


def columns_of(model: Model, field: str) -> set[str]:
    """What the log calls a field of the model: of a relation to one record, its foreign keys."""
    mapper = inspect(model)
    relation = mapper.relationships.get(field)
    if relation is None or relation.direction is not MANYTOONE:
        return {field}
    return {mapper.get_property_by_column(column).key for column in relation.local_columns}


def changed_since(session: Any, screen: Any, record: Any, version: int) -> str:
    """A sentence on what was done to a record since it had a version, with those fields that the user may read."""
    entries = entries_of(session, (screen.table, record.id), max(1, record.version - version))
    if record.version <= version or not entries:
        return _("Somebody else changed this record meanwhile.")
    known = {column: field for field in screen.form_columns for column in columns_of(screen.model, field)}
    changed = {known.get(name, name) for entry in entries for name in entry.changes}
    readable = sorted(screen.get_column_name(name) for name in changed if access.may_read_field(screen.model, name))
    return in_words(Author(entries[0].user_label, entries[0].created_at), readable)


def in_words(author: Author, labels: Iterable[str]) -> str:
    """Who changed which fields, in a sentence."""
    listed = ", ".join(labels)
    if author.name is None or author.at is None:
        return (
            _("Somebody else changed meanwhile: %(fields)s.", fields=listed)
            if listed
            else _("Somebody else changed this record meanwhile.")
        )
    who = {"who": author.name, "when": moment(author.at)}
    if not listed:
        return _("%(who)s changed this record meanwhile (%(when)s).", **who)
    return _("%(who)s changed meanwhile (%(when)s): %(fields)s.", fields=listed, **who)
