"""Processes are killed while people save: what was confirmed is there, and nothing is there by half."""

from __future__ import annotations

import logging
import random
from time import monotonic, sleep

from flask import Flask
from sqlalchemy import select

from admin_app.database import db
from admin_app.school import Student, Tag
from benchmarks.visitor import Visitor

from .agreement import assert_file_is_whole, assert_log_and_records_agree, assert_search_agrees, cities_logged
from .service import HARDER, Service
from .writers import FormWriter, ManyWriter, at_work, wait_until

#: On each engine. A process that comes after one that was killed has to do something before it is its turn.
KILLS = 12 * HARDER
SET_OF_STUDENTS = [[9, 10, 11, 12, 13, 14], [15, 16, 17, 18, 19, 20]]


def test_nothing_confirmed_is_lost_when_processes_are_killed(
    school: Flask, service: Service, registrar: Visitor
) -> None:
    versions = {student.id: student.version for student in db.session.scalars(select(Student))}
    db.session.remove()
    forms = [FormWriter(service.visitor(registrar), student) for student in range(1, 5)]
    many = [ManyWriter(service.visitor(registrar), students) for students in SET_OF_STUDENTS]
    writers = [*forms, *many]
    started = monotonic()
    with at_work(writers):
        for _ in range(KILLS):
            before = sum(len(writer.confirmed) for writer in writers)
            wait_until(lambda: sum(len(writer.confirmed) for writer in writers) > before + 1, "nobody could save")  # noqa: B023  # within this turn
            sleep(random.uniform(0, 0.1))  # noqa: S311  # at any point of what they do
            service.kill(random.choice(service.processes()))  # noqa: S311
        wait_until(lambda: all(writer.confirmed for writer in writers), "somebody could not save at all")
    seconds = monotonic() - started

    confirmed = sum(len(writer.confirmed) for writer in writers) + sum(len(form.tags) for form in forms)
    unanswered = sum(writer.unanswered for writer in writers)
    figures = (db.engine.dialect.name, KILLS, confirmed, unanswered, seconds)
    logging.getLogger(__name__).info("%s: %d kills, %d confirmed, %d unanswered, %.1f s", *figures)
    assert unanswered  # some were killed in the midst of a request
    assert {status for writer in writers for status in writer.answers} <= {200, 302}
    assert_log_and_records_agree(versions)
    assert_search_agrees()
    assert_file_is_whole()
    for form in forms:
        assert set(form.confirmed) <= set(cities_logged(form.student))
    assert {tag for form in forms for tag in form.tags} <= set(db.session.scalars(select(Tag.name)))
    for writer in many:
        assert set(writer.confirmed) <= set(cities_logged(writer.students[0]))
        all_at_once = [cities_logged(student) for student in writer.students]
        assert all(cities == all_at_once[0] for cities in all_at_once)
