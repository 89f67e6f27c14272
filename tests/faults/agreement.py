"""What has to be true of a database whatever was killed meanwhile."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from admin_app.audit import AuditEntry, Change
from admin_app.database import db
from admin_app.school import Student, Tag
from admin_app.search import rebuilding


def entries_of(student: int) -> list[dict[str, Any]]:
    """What the change log says was changed of a student, first to last."""
    updates = select(AuditEntry).filter_by(resource="student", record_id=student, action=Change.UPDATE)
    return [entry.changes for entry in db.session.scalars(updates.order_by(AuditEntry.id))]


def cities_logged(student: int) -> list[str]:
    return [changes["city"][1] for changes in entries_of(student) if "city" in changes]


def assert_log_and_records_agree(versions: dict[int, int]) -> None:
    """Each change has its entry and each entry its change, by the versions that students had in the beginning.

    A version counts the changes of a record; and what one entry says was there before is what the last one put there.
    """
    db.session.rollback()
    for student, version in versions.items():
        record, entries = db.session.get_one(Student, student), entries_of(student)
        assert record.version == version + len(entries)
        cities = [changes["city"] for changes in entries if "city" in changes]
        assert [before for before, _ in cities[1:]] == [after for _, after in cities[:-1]]
        assert not cities or record.city == cities[-1][1]
    made = select(AuditEntry.record_label).filter_by(resource="tag", action=Change.INSERT)
    assert sorted(db.session.scalars(made)) == sorted(db.session.scalars(select(Tag.name)))


def assert_search_agrees() -> None:
    """As `manage.py search check`."""
    wrong = [found for found in rebuilding.compare(lambda count: None) if found.disagree]
    assert wrong == []
    assert rebuilding.strangers() == 0
    assert rebuilding.full_text_agrees()


def assert_file_is_whole() -> None:
    """On SQLite, that every page is."""
    if db.engine.dialect.name == "sqlite":
        with db.engine.connect() as connection:
            assert connection.exec_driver_sql("PRAGMA integrity_check").scalar() == "ok"
