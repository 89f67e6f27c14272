"""What is in the trash: of every kind that the user may delete, the newest first, by whom, and what went along."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, String, func, inspect, literal, or_, select, tuple_, union_all
from sqlalchemy.orm.interfaces import ONETOMANY

from ...accounts import Action
from ...audit import AuditEntry, Change
from ...database import db
from .. import access
from ..column_types import base_type
from ..listing.rows import Labels
from ..paths import Model

#: Rows of a page.
SIZE = 50
TRASHED = "deleted_at"


@dataclass(frozen=True)
class Trashed:
    """A record in the trash."""

    screen: Any
    id: int
    title: str
    when: datetime
    who: str
    reason: str
    along: int


def open_screens() -> dict[str, Any]:
    """The screens out of whose trash this user may bring something back."""
    return {
        table: screen
        for table, screen in access.screens().items()
        if screen.can_delete and hasattr(screen.model, TRASHED)
    }


def page(text: str, table: str, number: int) -> tuple[list[Trashed], bool]:
    """One page of what is in the trash and has all words of a text, and whether more comes after it."""
    screens = open_screens()
    wanted = [screen for name, screen in screens.items() if table in ("", name)]
    if not wanted:
        return [], False
    parts = union_all(*(keys_in_trash(screen.model, text) for screen in wanted)).subquery("trashed")
    order = parts.c.moment.desc(), parts.c.kind, parts.c.id.desc()
    rows = db.session.execute(select(parts).order_by(*order).limit(SIZE + 1).offset(number * SIZE)).all()
    return list(described(screens, rows[:SIZE])), len(rows) > SIZE


def keys_in_trash(model: Model, text: str) -> Select[Any]:
    """Of each record its kind, its id and when it went; what goes along with another one is found by that."""
    conditions = [*access.rows(model, Action.DELETE, trashed=True), *matching(model, text), *on_its_own(model)]
    kind = literal(model.__tablename__, String(64)).label("kind")
    return select(kind, model.id.label("id"), model.deleted_at.label("moment")).where(*conditions)


def on_its_own(model: Model) -> Iterator[ColumnElement[bool]]:
    """Not with its owner, at the same instant."""
    for relation in inspect(model).relationships:
        back = next(iter(relation._reverse_property), None)  # noqa: SLF001  # the other side has no public name
        if back is not None and back.direction is ONETOMANY and back.cascade.delete and back.mapper is inspect(model):
            owner: Any = relation.mapper.class_
            (key,) = relation.local_columns
            yield ~select(owner.id).where(owner.id == key, owner.deleted_at == model.deleted_at).exists()


def matching(model: Model, text: str) -> Iterator[ColumnElement[bool]]:
    """Each word somewhere in the texts of the record that the user may read."""
    columns = [
        getattr(model, name)
        for name, column in inspect(model).columns.items()
        if isinstance(base_type(column.type), String) and access.may_read_field(model, name)
    ]
    for word in text.lower().split():
        yield or_(literal(value=False), *(func.lower(column).contains(word, autoescape=True) for column in columns))


def described(screens: dict[str, Any], rows: Any) -> Iterator[Trashed]:
    """What the records are called, and what the log says of how they got there. One query for each kind, and one."""
    keys: dict[str, set[int]] = defaultdict(set)
    for kind, key, _ in rows:
        keys[kind].add(key)
    titles = {
        (kind, key): str(record)
        for kind, ids in keys.items()
        for key, record in Labels(screens[kind].model).read(db.session(), ids).items()
    }
    went = {kind: along(screens[kind].model, ids) for kind, ids in keys.items()}
    entries = entries_of([(kind, key) for kind, key, _ in rows])
    for kind, key, moment in rows:
        entry = entries.get((kind, key))
        yield Trashed(
            screens[kind],
            key,
            titles.get((kind, key), f"#{key}"),
            moment,
            entry.user_label if entry else "",
            (entry.reason or "") if entry else "",
            went[kind].get((key, moment), 0),
        )


def entries_of(keys: list[tuple[str, int]]) -> dict[tuple[str, int], AuditEntry]:
    """The last entry of each record that tells of its way into the trash."""
    if not keys:
        return {}
    found = select(AuditEntry).where(
        tuple_(AuditEntry.resource, AuditEntry.record_id).in_(keys), AuditEntry.action == Change.UPDATE
    )
    entries = db.session.scalars(found.order_by(AuditEntry.id))
    return {(each.resource, each.record_id): each for each in entries if each.changes.get(TRASHED, [None, None])[1]}


def along(model: Model, keys: set[int]) -> dict[tuple[int, datetime], int]:
    """How many records went with each, by its id and the instant. One query for each kind that can go along."""
    counts: dict[tuple[int, datetime], int] = defaultdict(int)
    for relation in inspect(model).relationships:
        if relation.direction is ONETOMANY and relation.cascade.delete:
            other: Any = relation.mapper.class_
            (owner,) = relation.remote_side
            found = select(owner, other.deleted_at, func.count()).where(owner.in_(keys), other.deleted_at.is_not(None))
            for key, moment, count in db.session.execute(found.group_by(owner, other.deleted_at)):
                counts[key, moment] += count
    return counts
