"""Taking an act back: in one transaction, by the screens' own ways to change and delete, as a new logged change."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import inspect, select
from sqlalchemy.orm import Session

from ...accounts import Action
from ...audit import (
    HIDDEN,
    Change,
    all_relations,
    because,
    from_log,
    logged_columns,
    put_back,
    put_in_trash,
)
from ...database import db
from ..many.trying import REFUSED, Stopped, in_words
from .standing import Standing

#: What the log calls it.
VERB = "undo"


def attempt(chosen: Sequence[Standing]) -> dict[str, str]:
    """What would refuse: the key of a record → why. Tried as it will be done, and rolled back."""
    session, refused = db.session(), {}
    names = {id(each): each.key for each in chosen}
    try:
        for each in chosen:
            try:
                with session.begin_nested():
                    take_back(session, each)
            except REFUSED as error:
                refused[names[id(each)]] = in_words(error, each.screen.model)
    finally:
        session.rollback()
    return refused


def perform(act: str, chosen: Sequence[Standing], reason: str | None) -> None:
    """Take back what was chosen, and commit. Raises Stopped with nothing done where a rule or the database says no."""
    session = db.session()
    each: Any = None
    try:
        with because(reason, verb=VERB, undoes=act):
            for each in chosen:
                take_back(session, each)
            session.commit()
    except REFUSED as error:
        session.rollback()
        raise Stopped(each.net.record_label, in_words(error, each.screen.model)) from error


def take_back(session: Session, standing: Standing) -> None:
    """Do it to one record and flush. Raises what its rules and the database raise."""
    net, screen, record = standing.net, standing.screen, standing.record
    if net.action is Change.INSERT:
        screen.delete_record(record)
    elif net.action is Change.DELETE:
        record = made_again(session, standing)
    elif net.is_trash_move:
        move = put_in_trash if record.deleted_at is None else screen.restore_record
        move(record)
    else:
        with session.no_autoflush:
            for name, (before, after) in standing.fields.items():
                put_back(record, name, before, after)
        screen.settle(record)
    session.flush()
    if net.action is Change.DELETE or (net.action is Change.UPDATE and not net.is_trash_move):
        done = Action.CREATE if net.action is Change.DELETE else Action.EDIT
        screen._refuse_out_of_scope(session, record, done)  # noqa: SLF001  # as its own forms do


def made_again(session: Session, standing: Standing) -> Any:
    """The row as the log has it: with its id, unless somebody else has that by now, and its links to what is there."""
    net, model = standing.net, standing.screen.model
    mapper = inspect(model)
    columns, relations = logged_columns(mapper), all_relations(mapper)
    held = {name: before for name, (before, _) in net.changes.items() if before != HIDDEN}
    values = {name: from_log(columns[name], value) for name, value in held.items() if name in columns}
    taken = session.scalar(select(model.id).where(model.id == net.record_id)) is not None
    record = model(**values, **({} if taken else {"id": net.record_id}))
    session.add(record)
    session.flush()
    for name in relations:
        put_back(record, name, held.get(name), None)
    return record
