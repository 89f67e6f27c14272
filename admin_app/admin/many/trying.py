"""Trying on each record what is to be done, and doing it: in one transaction, all or nothing, refusals in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.exc import DataError, IntegrityError
from sqlalchemy.orm.exc import StaleDataError

from ...audit import because
from ...errors import DomainError
from ...language import _, explained, translated
from ...texts import later
from ..changing.constraints import Kind, table_of, violated_key, violation
from ..changing.locking import hold
from ..changing.refusals import declared_message, model_of
from ..paths import Model
from .deeds import Deed

#: What a record can be refused with. Anything else is a fault of ours, for the error page and the log.
REFUSED = (DomainError, IntegrityError, DataError, StaleDataError)
#: What a violated constraint means, where its model does not say.
BY_KIND = {
    Kind.UNIQUE: later("Another record has this already."),
    Kind.FOREIGN_KEY: later("A record that it refers to, or that refers to it, is in the way."),
}
REFUSED_VALUE = later("The database refuses this value.")


@dataclass(frozen=True)
class Outcome:
    """What would become of one record: what changes in it, what is true of it then, or what is against it."""

    id: int
    title: str
    stamp: str
    #: Label, before, after.
    changes: Sequence[tuple[str, str, str]] = ()
    note: str = ""
    refusal: str = ""

    @property
    def stays(self) -> bool:
        return not (self.changes or self.note or self.refusal)

    @property
    def will_do(self) -> bool:
        return bool(self.changes or self.note)


class Stopped(Exception):
    """One record said no, so nothing was done to any."""

    def __init__(self, title: str, why: str) -> None:
        super().__init__(f"{title}: {why}")
        self.title, self.why = title, why


@dataclass(frozen=True)
class Done:
    """To how many it was done, and which were left alone since somebody had changed them."""

    count: int
    left: list[str]


def attempt(screen: Any, deed: Deed, keys: Sequence[int], form: Any) -> list[Outcome]:
    """What would become of each: tried one after the other, as it will be done, and undone again.

    So what one takes, a seat in a section, say, the next one does not find.
    """
    session = screen.db_session()
    try:
        return [try_one(screen, deed, record, form) for record in load(screen, deed, keys).values()]
    finally:
        session.rollback()


def try_one(screen: Any, deed: Deed, record: Any, form: Any) -> Outcome:
    session, key, title = screen.db_session(), record.id, str(record)
    stamp, before = deed.stamp(record, form), deed.shown(screen, record, form)
    try:
        with session.begin_nested():
            note = deed.do(screen, record, form)
            after = deed.shown(screen, record, form)
            screen.write_one(deed, record)
    except REFUSED as error:
        return Outcome(key, title, stamp, refusal=in_words(error, screen.model))
    changes = [(label, text, after[label]) for label, text in before.items() if text != after[label]]
    return Outcome(key, title, stamp, changes, note)


def perform(screen: Any, deed: Deed, stamps: Mapping[int, str], form: Any, reason: str | None = None) -> Done:
    """Do what was tried, to the records that are still as they were, and commit. Raises Stopped with nothing done."""
    with because(reason, verb=deed.name):
        return do_all(screen, deed, stamps, form)


def do_all(screen: Any, deed: Deed, stamps: Mapping[int, str], form: Any) -> Done:
    session, left, count = screen.db_session(), [], 0
    hold(session, screen.model, stamps)
    found = load(screen, deed, list(stamps))
    for key, stamp in stamps.items():
        record = found.get(key)
        if record is None or deed.stamp(record, form) != stamp:
            left.append(
                str(record) if record else _("%(one)s %(key)s, which is no longer there", one=screen.singular, key=key)
            )
            continue
        title = str(record)
        try:
            deed.do(screen, record, form)
            screen.write_one(deed, record)
        except REFUSED as error:
            session.rollback()
            raise Stopped(title, in_words(error, screen.model)) from error
        count += 1
    session.commit()
    return Done(count, left)


def load(screen: Any, deed: Deed, keys: Sequence[int]) -> dict[int, Any]:
    """The records with these ids to which the user may do this, in order of their ids, with what the preview shows."""
    statement = screen.scoped(deed.action).where(screen.model.id.in_(keys)).order_by(screen.model.id)
    records = screen.db_session.scalars(statement.options(*screen.many_load.options())).unique()
    return {record.id: record for record in records}


def in_words(error: Exception, model: Model) -> str:
    """A refusal as a sentence; never SQL."""
    if isinstance(error, DomainError):
        return explained(error)
    if isinstance(error, StaleDataError):
        return _("Somebody else changed this record at the same moment.")
    if not isinstance(error, IntegrityError):
        return _("The database does not take this value.")
    violated = violation(error)
    table = table_of(model.metadata, violated) if violated.name or violated.table else None
    key = violated_key(table, violated) if table is not None and violated.kind is Kind.UNIQUE else None
    declared = declared_message(model_of(model, table), key.name if key else violated.name)
    return translated(declared[1] if declared else BY_KIND.get(violated.kind, REFUSED_VALUE))
