"""People change several records at once and take it back, while processes are killed: an undo is whole, or nothing."""

from __future__ import annotations

import logging
import re

from flask import Flask
from sqlalchemy import func, select

from admin_app.audit import AuditEntry
from admin_app.database import db
from admin_app.school import Student
from benchmarks.visitor import Visitor, form_with

from .agreement import assert_file_is_whole, assert_log_and_records_agree, assert_search_agrees, cities_logged
from .service import HARDER, Service, token
from .writers import ManyWriter, at_work, kill_now_and_then

logger = logging.getLogger(__name__)
KILLS = 6 * HARDER
SETS_OF_STUDENTS = [[1, 2, 3, 4, 5], [6, 7, 8, 9, 10], [11, 12, 13, 14, 15]]


class Undoer(ManyWriter):
    """Gives several students a city, then takes that back. `undone` are the acts whose undoing was confirmed."""

    def __init__(self, visitor: Visitor, students: list[int]) -> None:
        super().__init__(visitor, students)
        self.undone: list[str] = []

    def save(self, number: int) -> None:
        before = len(self.confirmed)
        super().save(number)
        if len(self.confirmed) == before:
            return
        offer = re.search(r'action="(/admin/undo/\?act=(\w+))', self.seen(self.visitor.get("/admin/student/")).text)
        if offer:
            preview = self.seen(self.visitor.get(offer[1]))
            if preview.status == 200 and 'name="record"' in preview.text:
                chosen = form_with(preview.text, "record") | {"confirmed": ["1"], "csrf_token": [token(self.visitor)]}
                if self.seen(self.visitor.post(offer[1], chosen)).status == 302:
                    self.undone.append(offer[2])


def test_an_undo_that_is_killed_is_done_whole_or_not_at_all(
    school: Flask, service: Service, registrar: Visitor
) -> None:
    versions = {student.id: student.version for student in db.session.scalars(select(Student))}
    db.session.remove()
    people = [Undoer(service.visitor(registrar), students) for students in SETS_OF_STUDENTS]
    with at_work(people):
        kill_now_and_then(
            service, KILLS, lambda: sum(len(each.undone) for each in people), "nobody could undo anything"
        )

    undone = {act for each in people for act in each.undone}
    figures = (db.engine.dialect.name, KILLS, len(undone), sum(each.unanswered for each in people))
    logger.info("%s: %d kills, %d undone, %d unanswered", *figures)
    assert_log_and_records_agree(versions)
    assert_search_agrees()
    assert_file_is_whole()
    counted = select(AuditEntry.undoes, func.count()).where(AuditEntry.undoes.is_not(None)).group_by(AuditEntry.undoes)
    found = dict(db.session.execute(counted).all())
    assert undone <= found.keys()
    assert set(found.values()) == {len(SETS_OF_STUDENTS[0])}
    for each in people:
        stories = [cities_logged(student) for student in each.students]
        assert all(story == stories[0] for story in stories)
