"""Whoever is limited to a school writes what is of that school, by whatever path: forms, verbs, many at once, undo.

The screens ask for what there is before they change it. What it has become is asked here, when it has been written and
before it is kept.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from flask import Flask, g, has_request_context
from sqlalchemy import func, inspect, select
from sqlalchemy.orm import Session

from ... import accounts
from ...accounts import Action
from ...database import Record, listen_once
from ...errors import DomainError
from .. import access
from ..paths import Model

#: The relation of what says its school.
SCHOOL = "school"


class OutOfBounds(DomainError):
    """What was written is not of the school to which its writer is limited."""


def init_bounds(app: Flask) -> None:
    """Listen to every session."""
    listen_once(Session, "before_flush", leave_school, insert=True)
    listen_once(Session, "after_flush", refuse_others)


def own_school() -> int | None:
    """The school to which whoever makes this request is limited. Nobody is, before it is known who that is."""
    known = has_request_context() and "_login_user" in g
    return accounts.school_of(access.user()) if known else None


def leave_school(session: Session, *_: Any) -> None:
    """What is new and says its school is of the school of whoever entered it."""
    school = own_school()
    if school is None:
        return
    for record in session.new:
        relation = inspect(type(record)).relationships.get(SCHOOL)
        if relation is not None and record.school_id is None and record.school is None:
            record.school = session.get(relation.mapper.class_, school)


def refuse_others(session: Session, *_: Any) -> None:
    """Raise OutOfBounds where a record that was made or changed is not among those that its writer may make or change.

    One statement for each kind of record.
    """
    if own_school() is None:
        return
    for (model, action), keys in written(session).items():
        resource = access.resource_of(model)
        if accounts.SCHOOL not in accounts.limits_of(access.user(), resource, action):
            continue  # not of any school; whether they may at all the screens have asked
        theirs = select(func.count()).select_from(model).where(model.id.in_(keys), *access.limits(model, action))
        if session.scalar(theirs) != len(keys):
            screen = access.screens()[model.__tablename__]
            raise OutOfBounds(
                "This {one} would be another school’s, or none’s. Nothing was saved.", one=screen.singular.lower()
            )


def written(session: Session) -> dict[tuple[Model, Action], set[int]]:
    """The ids of what the running flush made and changed, as far as there are screens for it."""
    found: dict[tuple[Model, Action], set[int]] = defaultdict(set)
    for record, action in records_in(session):
        if isinstance(record, Record) and record.__tablename__ in access.screens():
            found[type(record), action].add(record.id)
    return found


def records_in(session: Session) -> Iterator[tuple[Any, Action]]:
    for record in session.new:
        yield record, Action.CREATE
    for record in session.dirty:
        if session.is_modified(record, include_collections=False):
            yield record, Action.EDIT
