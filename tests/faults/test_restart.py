"""The database's server dies under load and comes back: meanwhile everybody is told so, and afterwards all is well."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from time import monotonic

import pytest
from sqlalchemy import select

from admin_app import create_app
from admin_app.database import db
from admin_app.school import Student, Tag

from .agreement import assert_log_and_records_agree, assert_search_agrees, cities_logged
from .conftest import furnish
from .servers import DatabaseServer, database_server
from .service import HARDER, serving, sign_in
from .writers import FormWriter, at_work, wait_until

RESTARTS = HARDER
WRITERS = 4


@pytest.fixture(params=["postgresql", "mysql"])
def server(request: pytest.FixtureRequest) -> Iterator[DatabaseServer]:
    with database_server(request.param) as running:
        yield running


def test_a_restart_of_the_database_is_survived(server: DatabaseServer, tmp_path: Path) -> None:
    app = create_app("testing", SQLALCHEMY_DATABASE_URI=server.uri("homeroom"))
    with app.app_context():
        furnish()
        versions = {student.id: student.version for student in db.session.scalars(select(Student))}
        db.session.remove()
        db.engine.dispose()
    with serving(server.uri("homeroom"), tmp_path) as service, closing(service.visitor()) as registrar:
        sign_in(registrar)
        writers = [FormWriter(service.visitor(registrar), student) for student in range(1, WRITERS + 1)]
        away = 0.0
        with at_work(writers):
            for _ in range(RESTARTS):
                all_save(writers)
                server.kill()
                died = monotonic()
                told = {registrar.get("/admin/student/").status for _ in range(5)}
                assert told == {503}
                answer = registrar.get("/admin/student/edit/?id=1")
                assert "The database does not answer" in answer.text
                assert int(answer.headers["retry-after"]) > 0
                assert registrar.get("/readyz").status == 503
                assert registrar.get("/healthz").status == 200
                server.start()
                away += monotonic() - died
                before = [len(writer.answers) for writer in writers]
                all_save(writers)
        after = {
            status for writer, count in zip(writers, before, strict=True) for status in writer.answers[count + 1 :]
        }
        assert registrar.get("/readyz").status == 200

    answers = [status for writer in writers for status in writer.answers]
    figures = (type(server).__name__, RESTARTS, away, len(answers), answers.count(503))
    logging.getLogger(__name__).info("%s: %d restarts, away for %.1f s, %d answers, %d of them 503", *figures)
    assert set(answers) <= {200, 302, 503}
    assert after <= {200, 302}  # each one's first request after the restart may have begun before it
    assert sum(writer.unanswered for writer in writers) == 0
    with app.app_context():
        assert_log_and_records_agree(versions)
        assert_search_agrees()
        for writer in writers:
            assert set(writer.confirmed) <= set(cities_logged(writer.student))
        assert {tag for writer in writers for tag in writer.tags} <= set(db.session.scalars(select(Tag.name)))
        db.session.remove()
        db.engine.dispose()


def all_save(writers: list[FormWriter]) -> None:
    """Wait until everybody has had two more saves confirmed."""
    wanted = [len(writer.confirmed) + 2 for writer in writers]
    wait_until(
        lambda: all(len(writer.confirmed) >= count for writer, count in zip(writers, wanted, strict=True)),
        "somebody could not save",
    )
