"""The change log of a record, and of what its page shows of other tables, in words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any, NamedTuple

from flask import url_for
from sqlalchemy import (
    Boolean,
    Date,
    DateTime,
    Enum,
    Numeric,
    Select,
    String,
    and_,
    func,
    inspect,
    literal,
    or_,
    select,
    union_all,
)
from sqlalchemy.orm import aliased
from sqlalchemy.orm.interfaces import MANYTOONE

from ... import language
from ...accounts import Action
from ...audit import HIDDEN, OF_RECORDS, AuditEntry, Change, Net, audit_departure
from ...database import db
from ...language import _, day, translated
from ...texts import later
from .. import access, display
from ..column_types import base_type, members
from ..listing.rows import Labels
from ..paths import Model, resolve
from ..wording import member_text
from .parts import Page, Part
from .tables import MOST, Related

DONE = {Change.INSERT: later("Added"), Change.UPDATE: later("Changed"), Change.DELETE: later("Deleted")}
INTO_TRASH, OUT_OF_TRASH = later("Trashed"), later("Restored")
TRASH = "deleted_at"
#: Characters shown of a long text.
LONGEST = 120
#: In place of the entry that tells of a record's deletion.
THERE: Any = literal(0).label("last")


class Step(NamedTuple):
    """One field of a change: its label, and what it was before and after; both None where only that it changed."""

    label: str
    before: str | None
    after: str | None


@dataclass(frozen=True, eq=False)
class History(Part):
    """Who changed what, when, from what to what, of the record and of the tables in its other tabs.

    What was deleted for good is told to those who may read all such records, as `audit_departure` knows it.
    """

    macro = "history"

    def is_open(self, view: Any) -> bool:
        return access.may(AuditEntry, Action.READ)

    def content(self, page: Page) -> dict[str, Any]:
        view, record = page.view, page.record
        keys = union_all(*belongings(view, record.id)).subquery("belonging")
        entries = db.session.scalars(
            select(AuditEntry)
            .join(
                keys,
                and_(
                    AuditEntry.record_id == keys.c.record_id,
                    AuditEntry.resource == keys.c.resource,
                    last_of_its_life() == keys.c.last,
                ),
            )
            .where(AuditEntry.action.in_(OF_RECORDS), *access.rows(AuditEntry))
            .order_by(AuditEntry.id.desc())
            .limit(MOST)
        ).all()
        names = Names(entry for entry in entries if entry.action is Change.UPDATE)
        base = display.details_base(AuditEntry)
        return {
            "past_url": url_for("past.index", kind=view.table, id=record.id, url=page.here),
            "entries": [told(entry, record, names, base) for entry in entries],
            "list_url": url_for(
                f"{AuditEntry.__tablename__}.index_view", flt0_record_id_is=record.id, flt1_resource_is=view.table
            ),
        }


def belongings(view: Any, identity: int) -> Iterator[Select[Any, Any, Any]]:
    """The record, and every row that one of its tables leads to, or has led to, and that the user may read.

    Of each its table, its id, and the entry that tells of its deletion.
    """
    yield select(kind(view.table), literal(identity).label("record_id"), THERE)
    related = {part.resource: part for tab in view.page_tabs for part in tab.parts if isinstance(part, Related)}
    for part in related.values():
        model, path = part.screen.model, resolve(part.screen.model, part.by)
        if part.is_open(view) and not path.relations:
            yield select(kind(part.resource), model.id.label("record_id"), THERE).where(
                path.expression == identity, ever(model)
            )
    all_seen = [part.resource for part in related.values() if part.is_open(view) and access.sees_all(part.screen.model)]
    yield (
        select(AuditEntry.resource, AuditEntry.record_id, AuditEntry.id)
        .join(audit_departure, audit_departure.c.entry_id == AuditEntry.id)
        .where(audit_departure.c.record_id == identity, audit_departure.c.resource == view.table)
        .where(AuditEntry.resource.in_(all_seen))
    )


def last_of_its_life() -> Any:
    """The deletion that an entry's record came to in the end; 0 where it is there.

    SQLite gives the id of the newest row to another one when it is deleted, and theirs are two stories.
    """
    deletion = aliased(AuditEntry)
    found = select(func.min(deletion.id)).where(
        deletion.record_id == AuditEntry.record_id,
        deletion.resource == AuditEntry.resource,
        deletion.action == Change.DELETE,
        deletion.id >= AuditEntry.id,
    )
    return func.coalesce(found.scalar_subquery(), 0)


def kind(table: str) -> Any:
    return literal(table, String(64)).label("resource")


def ever(model: Model) -> Any:
    """The rows that the user may read, those in the trash included for those who may bring them back."""
    seen = [and_(*access.rows(model))]
    if access.may(model, Action.DELETE):
        seen.append(and_(*access.rows(model, Action.DELETE, trashed=True)))
    return or_(*seen)


def may_undo(entry: AuditEntry) -> bool:
    """Whether this user may take the act of an entry back, as far as its records allow: their own, or anybody's."""
    return entry.user_id == access.user().id or access.sees_all(AuditEntry)


def told(entry: AuditEntry, record: Any, names: Names, base: str | None) -> dict[str, Any]:
    """An entry in words."""
    screen = access.screens()[entry.resource]
    return {
        "when": display.instant(screen, entry.created_at, "created_at"),
        "who": entry.user_label,
        "done": done(entry),
        "what": what(entry, screen.singular[:1].lower() + screen.singular[1:], record),
        "steps": list(steps(screen, entry, names)) if entry.action is Change.UPDATE else [],
        "reason": entry.reason,
        "act": entry.act if may_undo(entry) else None,
        "url": f"{base}{entry.id}" if base else None,
    }


def done(entry: AuditEntry) -> str:
    """What happened; into the trash and out of it is a change of one field."""
    if entry.action is Change.UPDATE and TRASH in entry.changes:
        return translated(INTO_TRASH if entry.changes[TRASH][1] else OUT_OF_TRASH)
    return translated(DONE[entry.action])


def what(entry: AuditEntry, singular: str, record: Any) -> str:
    """What it happened to. Of a record whose name is nobody's business, the log has its kind and its number."""
    if (entry.resource, entry.record_id) == (record.__tablename__, record.id):
        return _("this %(one)s", one=singular)
    named = entry.record_label != f"{entry.resource} {entry.record_id}"
    return f"{singular} “{entry.record_label}”" if named else f"{singular} #{entry.record_id}"


def steps(screen: Any, entry: AuditEntry | Net, names: Names) -> Iterator[Step]:
    """The fields of a change that the user may read."""
    for field, (before, after) in entry.changes.items():
        if field == TRASH:
            continue
        relation = relation_behind(screen.model, field)
        if not access.may_read_field(screen.model, field) or not access.may_read_field(screen.model, relation or field):
            continue
        label = screen.get_column_name(relation or field)
        if HIDDEN in (before, after):
            yield Step(label, None, None)
        else:
            yield Step(label, *(names.shown(screen.model, field, value) for value in (before, after)))


def steps_of(entry: AuditEntry) -> list[Step]:
    """The fields of a change to a record that has a screen, as far as the user may read them."""
    return list(steps(access.screens()[entry.resource], entry, Names([entry])))


class Names:
    """What the values in some entries are called: of a key, the record behind it, where the user may read all such."""

    def __init__(self, entries: Iterable[AuditEntry | Net]) -> None:
        wanted: dict[Model, set[int]] = defaultdict(set)
        for entry in entries:
            for field, values in entry.changes.items():
                target = target_of(access.screens()[entry.resource].model, field)
                if target is not None and access.may(target, Action.READ) and access.sees_all(target):
                    wanted[target].update(key for value in values for key in keys_in(value))
        self.known = {target: self.read(target, keys) for target, keys in wanted.items()}

    def read(self, target: Model, keys: set[int]) -> dict[int, Any]:
        """What the records with these ids are called, or were when they were deleted."""
        known = dict(Labels(target).read(db.session(), keys))
        gone = keys - known.keys()
        if gone:
            last_words = select(AuditEntry.record_id, AuditEntry.record_label).where(
                AuditEntry.record_id.in_(gone),
                AuditEntry.resource == target.__tablename__,
                AuditEntry.action == Change.DELETE,
            )
            known |= dict(db.session.execute(last_words.order_by(AuditEntry.id)).all())
        return known

    def shown(self, model: Model, field: str, value: Any) -> str:
        """A value of a field as people read it; nothing for a blank."""
        target = target_of(model, field)
        if target is None:
            return in_words(model, field, value)
        known = self.known.get(target, {})
        return ", ".join(str(known[key]) if key in known else f"#{key}" for key in keys_in(value))


def keys_in(value: Any) -> list[int]:
    """The ids in a logged value: one, several or none."""
    several = value if isinstance(value, list) else [value]
    return [key for key in several if isinstance(key, int)]


def relation_behind(model: Model, field: str) -> str | None:
    """The relation that a foreign key belongs to, or that the field is."""
    mapper = inspect(model)
    if field in mapper.relationships:
        return field
    column = mapper.columns.get(field)
    relations = (relation for relation in mapper.relationships if relation.direction is MANYTOONE)
    return next((relation.key for relation in relations if column in relation.local_columns), None)


def target_of(model: Model, field: str) -> Model | None:
    """The model that a field leads to."""
    relation = relation_behind(model, field)
    found: Model | None = inspect(model).relationships[relation].mapper.class_ if relation else None
    return found


def in_words(model: Model, field: str, value: Any) -> str:
    """A value from the log, where it is JSON, as the pages show its type."""
    column = inspect(model).columns.get(field)
    if value is None or column is None:
        return "" if value is None else shortened(value)
    type_of = base_type(column.type)
    readers: Sequence[tuple[Any, Any]] = (
        (Boolean, lambda: _("Yes") if value else _("No")),
        (Enum, lambda: member_text(members(type_of)[value])),
        (DateTime, lambda: instant_in_words(datetime.fromisoformat(value))),
        (Date, lambda: day(date.fromisoformat(value))),
        (Numeric, lambda: display.number(access.screens().get(model.__tablename__), Decimal(value), field)),
    )
    for types, text in readers:
        if isinstance(type_of, types):
            try:
                return str(text())
            except (KeyError, ValueError, TypeError, ArithmeticError):  # written before the column was what it is now
                break
    return shortened(value)


def instant_in_words(moment: datetime) -> str:
    """An instant, in UTC where it does not say, as the school's clock shows it."""
    return language.moment(moment if moment.tzinfo else moment.replace(tzinfo=UTC))


def shortened(value: Any) -> str:
    text = str(value)
    return f"{text[:LONGEST]}…" if len(text) > LONGEST else text
