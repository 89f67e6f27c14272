"""People save while processes are killed, and all of them one record: nothing confirmed is lost, or there by half."""

from __future__ import annotations

import logging
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from time import monotonic

from flask import Flask
from sqlalchemy import select

from admin_app.database import db
from admin_app.school import Student, Tag
from benchmarks.visitor import Visitor, form_with

from .agreement import assert_file_is_whole, assert_log_and_records_agree, assert_search_agrees, cities_logged
from .service import HARDER, Service
from .writers import FormWriter, ManyWriter, at_work, kill_now_and_then, wait_until

logger = logging.getLogger(__name__)
#: On each engine. A process that comes after one that was killed has to do something before it is its turn.
KILLS = 12 * HARDER
SETS_OF_STUDENTS = [[9, 10, 11, 12, 13, 14], [15, 16, 17, 18, 19, 20]]
#: How many save one record, and how often each of them: with TEST_HARDER=20 a hundred times.
WRITERS, SAVES = 8, 5 * HARDER
COUNTER = 8
PAGE = f"/admin/student/edit/?id={COUNTER}"


def test_nothing_confirmed_is_lost_when_processes_are_killed(
    school: Flask, service: Service, registrar: Visitor
) -> None:
    versions = {student.id: student.version for student in db.session.scalars(select(Student))}
    db.session.remove()
    forms = [FormWriter(service.visitor(registrar), student) for student in range(1, 5)]
    many = [ManyWriter(service.visitor(registrar), students) for students in SETS_OF_STUDENTS]
    writers = [*forms, *many]
    started = monotonic()
    with at_work(writers):
        kill_now_and_then(service, KILLS, lambda: sum(len(each.confirmed) for each in writers), "nobody could save")
        wait_until(lambda: all(writer.confirmed for writer in writers), "somebody could not save at all")
    seconds = monotonic() - started

    confirmed = sum(len(writer.confirmed) for writer in writers) + sum(len(form.tags) for form in forms)
    unanswered = sum(writer.unanswered for writer in writers)
    figures = (db.engine.dialect.name, KILLS, confirmed, unanswered, seconds)
    logger.info("%s: %d kills, %d confirmed, %d unanswered, %.1f s", *figures)
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


def count_on(visitor: Visitor, who: int) -> Counter[int]:
    """Add one to the number in a field, so many times, reading it anew whenever somebody else was faster.

    Each signs the number: who types what somebody else has just stored has nothing to save, and is not in their way.
    """
    answers = Counter[int]()
    while answers[302] < SAVES:
        form = form_with(visitor.get(PAGE).text, "firstname")
        number = int(form["city"][0].split()[0])
        answers[visitor.post(PAGE, form | {"city": [f"{number + 1} {who}"]}).status] += 1
    visitor.close()
    return answers


def test_no_save_is_lost(school: Flask, service: Service, registrar: Visitor) -> None:
    student = db.session.get_one(Student, COUNTER)
    student.city = "0 nobody"
    db.session.commit()
    version, entries = student.version, len(cities_logged(COUNTER))
    db.session.remove()
    started = monotonic()

    with ThreadPoolExecutor(WRITERS) as people:
        writing = [people.submit(count_on, service.visitor(registrar), who) for who in range(WRITERS)]
        answers = sum((each.result() for each in writing), Counter[int]())

    figures = (db.engine.dialect.name, dict(answers), monotonic() - started)
    logger.info("%s: answers %s, %.1f s", *figures)
    assert answers.keys() <= {302, 200, 409}  # saved, or somebody was faster
    assert answers[302] == WRITERS * SAVES
    counted = [city.split() for city in cities_logged(COUNTER)[entries:]]
    assert [int(number) for number, _ in counted] == list(range(1, WRITERS * SAVES + 1))
    assert Counter(who for _, who in counted) == {str(who): SAVES for who in range(WRITERS)}
    assert_log_and_records_agree({COUNTER: version - entries})
    assert_search_agrees()
