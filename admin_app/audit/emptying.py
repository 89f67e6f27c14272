"""Emptying the trash: what has been there for longer than its kind is kept goes for good, and the log says that it did.

A model says how many days in `__trash_days__`, None for those that are kept for good; the others go by a setting.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from flask import current_app
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from .. import clock
from ..database import Record, db
from .log import EMPTIED, because

#: Records of one transaction.
AT_ONCE = 200


@dataclass(frozen=True)
class Emptied:
    """What came of one kind: how many went, how many others still refer to, how many are to stay, and for how long."""

    model: Any
    days: int | None
    gone: int
    held: int
    staying: int


def days_in_trash(model: Any) -> int | None:
    """How long records of a model stay in the trash at least; None for good."""
    days: int | None = getattr(model, "__trash_days__", current_app.config["TRASH_DAYS"])
    return days


def empty_trash(*, older_than: int = 0, dry_run: bool = False) -> Iterator[Emptied]:
    """Delete what is due, children first, and commit. `older_than` days only ever keep longer."""
    for model in models_with_trash():
        days = days_in_trash(model)
        total = db.session.scalar(select(func.count()).where(model.deleted_at.is_not(None))) or 0
        if not total:
            continue
        due = [] if days is None else due_ids(model, max(days, older_than))
        gone, held = (len(due), 0) if dry_run else delete_all(model, due)
        yield Emptied(model, days, gone, held, total - len(due))


def models_with_trash() -> list[Any]:
    """The models, those whose rows refer to others before the others."""
    models = {mapper.local_table: mapper.class_ for mapper in Record.registry.mappers}
    known = [models[table] for table in reversed(db.metadata.sorted_tables) if table in models]
    return [model for model in known if getattr(model, "__audited__", True)]


def due_ids(model: Any, days: int) -> list[int]:
    limit = clock.now() - timedelta(days=days)
    return list(db.session.scalars(select(model.id).where(model.deleted_at < limit).order_by(model.id)))


def delete_all(model: Any, ids: list[int]) -> tuple[int, int]:
    """How many were deleted, and how many others refer to."""
    gone = held = 0
    for start in range(0, len(ids), AT_ONCE):
        with because(None, verb=EMPTIED):
            for key in ids[start : start + AT_ONCE]:
                try:
                    with db.session.begin_nested():
                        db.session.delete(db.session.get_one(model, key))
                except IntegrityError:
                    held += 1
                else:
                    gone += 1
            db.session.commit()
    return gone, held
