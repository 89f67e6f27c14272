"""Campuses without a history. Another process makes their rows while this one writes those it has been given.

So a second core has work too.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator, Sequence
from itertools import count
from multiprocessing import get_context
from multiprocessing.connection import Connection as Pipe
from typing import NamedTuple

from sqlalchemy import func, select

from admin_app import bulk
from admin_app.database import db
from admin_app.school import MODELS

from .admissions import add_admissions
from .batch import Batch
from .campuses import Campus
from .enrollments import add_enrollments
from .households import add_households
from .planning import dice_of, plan_campus
from .structure import Structure
from .students import add_students


class CampusSize(NamedTuple):
    number: int
    students: int


def seed_plain_campuses(campuses: Sequence[CampusSize], structure: Structure) -> Iterator[int]:
    """Write the campuses, and say of each how many students it has. Does not commit.

    Raises RuntimeError when the other process dies.
    """
    connection = db.session.connection()
    last_ids = {model.__tablename__: db.session.scalar(select(func.max(model.id))) or 0 for model in MODELS}
    context = get_context("spawn")  # a forked process would share the connection to the database
    incoming, outgoing = context.Pipe(duplex=False)
    maker = context.Process(target=make_campuses, args=(outgoing, campuses, structure, last_ids), daemon=True)
    maker.start()
    outgoing.close()
    try:
        for campus in campuses:
            for name, columns, rows in incoming.recv():
                bulk.insert(connection, db.metadata.tables[name], columns, rows)
            yield campus.students
    except EOFError as error:
        raise RuntimeError("The process that makes campuses has ended before its work was done.") from error
    finally:
        incoming.close()
        maker.terminate()
        maker.join()
    for model in MODELS:
        bulk.advance_sequence(connection, model.__table__)


def make_campuses(
    outgoing: Pipe, campuses: Sequence[CampusSize], structure: Structure, last_ids: dict[str, int]
) -> None:
    """What runs in the other process: it knows the structure, and which ids are taken, but no database."""
    gc.disable()
    ids = {db.metadata.tables[name]: count(last_id + 1) for name, last_id in last_ids.items()}
    for campus in campuses:
        batch = Batch(ids)
        make_campus(batch, campus, structure)
        outgoing.send([(table.name, columns, rows) for table, columns, rows in batch.filled()])


def make_campus(batch: Batch, size: CampusSize, structure: Structure) -> None:
    dice = dice_of(size.number)
    plan = plan_campus(dice, size.students, size.students, structure, with_history=False)
    campus = Campus(batch, dice("campus"), size.number, structure)
    campus.give_sections(plan.forms)
    add_students(batch, dice("students"), plan.children, structure)
    add_households(batch, dice("households"), plan.families)
    add_admissions(batch, plan.children, campus.school_ids, structure)
    add_enrollments(batch, dice("enrollments"), plan.forms, structure)
    plan.let_go()
