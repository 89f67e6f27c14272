"""Many people save one record at the same time, each from what they saw: no save is lost, nobody sees an error."""

from __future__ import annotations

import logging
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from time import monotonic

from flask import Flask

from admin_app.database import db
from admin_app.school import Student
from benchmarks.visitor import Visitor, form_with

from .agreement import assert_log_and_records_agree, assert_search_agrees, cities_logged
from .service import HARDER, Service

WRITERS = 8
#: Of each writer. With TEST_HARDER=10 it is a hundred.
SAVES = 10 * HARDER
PAGE = "/admin/student/edit/?id=1"


def count_on(visitor: Visitor) -> Counter[int]:
    """Add one to the number in a field, so many times, reading it anew whenever somebody else was faster."""
    answers = Counter[int]()
    while answers[302] < SAVES:
        form = form_with(visitor.get(PAGE).text, "firstname")
        number = int(form["city"][0])
        answers[visitor.post(PAGE, form | {"city": [str(number + 1)]}).status] += 1
    visitor.close()
    return answers


def test_no_save_is_lost(school: Flask, service: Service, registrar: Visitor) -> None:
    student = db.session.get_one(Student, 1)
    student.city = "0"
    db.session.commit()
    version, entries = student.version, len(cities_logged(1))
    db.session.remove()
    started = monotonic()

    with ThreadPoolExecutor(WRITERS) as people:
        writing = [people.submit(count_on, service.visitor(registrar)) for _ in range(WRITERS)]
        answers = sum((each.result() for each in writing), Counter[int]())

    figures = (db.engine.dialect.name, dict(answers), monotonic() - started)
    logging.getLogger(__name__).info("%s: answers %s, %.1f s", *figures)
    assert answers.keys() <= {302, 200, 409}  # saved, or somebody was faster
    assert answers[302] == WRITERS * SAVES
    assert cities_logged(1)[entries:] == [str(number) for number in range(1, WRITERS * SAVES + 1)]
    assert db.session.get_one(Student, 1).city == str(WRITERS * SAVES)
    assert_log_and_records_agree({1: version - entries})
    assert_search_agrees()
