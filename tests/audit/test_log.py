"""The change log: every write through a session, in the same transaction, by name, with before and after."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from admin_app.audit import HIDDEN, Change
from admin_app.audit.log import plain
from admin_app.database import db
from admin_app.school import Charge, DocumentFile, Student, StudentStatus, Tag
from tests.factories import (
    ChargeFactory,
    DocumentFileFactory,
    GradeLevelFactory,
    JobFactory,
    MedicalAlertFactory,
    NoteFactory,
    StudentFactory,
    StudentGuardianFactory,
    TagFactory,
    UserFactory,
    user_with,
)

from .conftest import Entries, the_last

# --- what is written ------------------------------------------------------------------------------------------------


def test_a_new_record_is_logged_with_what_it_holds(entries: Entries) -> None:
    student = StudentFactory(firstname="Zoé", lastname="Doe", city=None, date_of_birth=date(2012, 2, 29))
    entry = the_last(entries)
    assert (entry.action, entry.record_id, entry.record_label) == (Change.INSERT, student.id, "Zoé Doe")
    assert entry.changes["firstname"] == [None, "Zoé"]
    assert entry.changes["date_of_birth"] == [None, "2012-02-29"]
    assert not entry.changes.keys() & {"id", "created_at", "updated_at", "version", "city"}


def test_a_change_is_logged_with_before_and_after(entries: Entries) -> None:
    student = StudentFactory(preferred_name="Zoe", status=StudentStatus.APPLICANT)
    db.session.commit()
    student.preferred_name, student.status = "Zoé", StudentStatus.ENROLLED
    entry = the_last(entries)
    assert entry.action is Change.UPDATE
    assert entry.changes == {"preferred_name": ["Zoe", "Zoé"], "status": ["applicant", "enrolled"]}


def test_what_was_overwritten_unseen_is_logged_all_the_same(entries: Entries) -> None:
    """After a commit nothing of a record is in memory, so the old values have to be fetched."""
    level = GradeLevelFactory()
    student = StudentFactory(city="Lyon", grade_level=None)
    db.session.commit()
    student.city = "Nantes"
    assert the_last(entries).changes == {"city": ["Lyon", "Nantes"]}
    student.grade_level = level
    assert the_last(entries).changes == {"grade_level_id": [None, level.id]}
    student.city = None
    assert the_last(entries).changes == {"city": ["Nantes", None]}


def test_a_value_worked_out_by_the_database_is_logged(entries: Entries) -> None:
    student = StudentFactory(stated_age=11, date_of_birth=None)
    db.session.commit()
    student.stated_age = Student.stated_age + 1
    assert the_last(entries).changes == {"stated_age": [11, 12]}


def test_a_deletion_is_logged_with_what_was_lost(entries: Entries) -> None:
    student = StudentFactory(firstname="Zoé", lastname="Doe")
    db.session.commit()
    number = student.id
    db.session.delete(student)
    entry = the_last(entries)
    assert (entry.action, entry.record_id, entry.record_label) == (Change.DELETE, number, "Zoé Doe")
    assert entry.changes["firstname"] == ["Zoé", None]


def test_a_record_deleted_unseen_is_logged_in_full(entries: Entries) -> None:
    tag = TagFactory(name="bus")
    db.session.commit()
    tag.name = "never saved"
    db.session.delete(tag)
    assert the_last(entries, "tag").changes == {"name": ["bus", None]}


def test_going_to_the_trash_and_back_is_logged(entries: Entries) -> None:
    student = StudentFactory()
    student.deleted_at = datetime(2026, 5, 4, 3, 2, 1, tzinfo=UTC)
    assert the_last(entries).changes == {"deleted_at": [None, "2026-05-04T03:02:01+00:00"]}
    student.deleted_at = None
    assert the_last(entries).changes == {"deleted_at": ["2026-05-04T03:02:01+00:00", None]}


def test_what_goes_with_its_owner_is_logged_too(entries: Entries) -> None:
    link = StudentGuardianFactory()
    db.session.commit()
    link.student.guardian_links.clear()
    assert the_last(entries, "student_guardian").action is Change.DELETE


def test_writing_the_same_value_again_is_no_change(entries: Entries) -> None:
    student = StudentFactory(firstname="Zoé")
    charge = ChargeFactory(amount=Decimal("5.00"))
    before = len(entries())
    student.firstname = "Zoé"
    charge.amount = Decimal(5)
    assert len(entries()) == before


def test_reading_is_no_change(entries: Entries) -> None:
    StudentFactory()
    before = len(entries())
    db.session.scalars(db.select(Student)).all()
    assert len(entries()) == before


def test_tags_are_logged_once_from_whichever_side(entries: Entries) -> None:
    bus, chess = TagFactory(name="bus"), TagFactory(name="chess")
    student = StudentFactory(tags=[bus])
    assert the_last(entries).changes["tags"] == [[], [bus.id]]
    student.tags.append(chess)
    assert the_last(entries).changes == {"tags": [[bus.id], [bus.id, chess.id]]}
    student.tags.remove(bus)
    assert the_last(entries).changes == {"tags": [[bus.id, chess.id], [chess.id]]}
    bus.students.append(student)
    assert the_last(entries).changes == {"tags": [[chess.id], [bus.id, chess.id]]}
    assert [entry.action for entry in entries("tag")] == [Change.INSERT, Change.INSERT]


def test_roles_given_and_taken_are_logged(entries: Entries) -> None:
    user = user_with("viewer")
    viewer = user.roles[0].id
    user.roles = user_with("nurse").roles
    assert the_last(entries, "user").changes == {
        "roles": [[viewer], [user.roles[0].id]],
        "fs_uniquifier": [HIDDEN, HIDDEN],
    }


def test_of_bytes_only_the_number_is_kept(entries: Entries) -> None:
    file = DocumentFile.of(name="pass.pdf", media_type="application/pdf", content=b"secret" * 10)
    db.session.add(file)
    assert the_last(entries, "document_file").changes["content"] == [None, "60 bytes"]


def test_deleting_a_file_does_not_read_it(entries: Entries) -> None:
    file = DocumentFileFactory()
    db.session.commit()
    db.session.delete(file)
    assert "content" not in the_last(entries, "document_file").changes


def test_a_custom_field_is_kept_as_it_is(entries: Entries) -> None:
    student = StudentFactory(custom_fields={"bus": "4"})
    student.custom_fields = {"bus": "5", "stops": [1, 2]}
    assert the_last(entries).changes == {"custom_fields": [{"bus": "4"}, {"bus": "5", "stops": [1, 2]}]}


def test_values_fit_into_json() -> None:
    assert plain(Decimal("1.10")) == "1.10"
    assert plain(StudentStatus.ENROLLED) == "enrolled"
    assert type(plain(StudentStatus.ENROLLED)) is str
    assert plain(datetime(2026, 1, 2, tzinfo=UTC)) == "2026-01-02T00:00:00+00:00"
    assert plain(b"\x00\xff") == "2 bytes"
    assert plain(float("nan")) == "nan"
    assert [plain(value) for value in (None, True, 7, "é")] == [None, True, 7, "é"]


def test_line_breaks_in_a_name_stay_in_their_entry(entries: Entries) -> None:
    NoteFactory()
    TagFactory(name="bus\r\n2026-01-01 admin deleted everything")
    assert the_last(entries, "tag").changes["name"] == [None, "bus\r\n2026-01-01 admin deleted everything"]


def test_money_is_logged_to_the_cent(entries: Entries) -> None:
    charge = ChargeFactory(amount=Decimal("10.10"))
    db.session.commit()
    charge.amount = Decimal("1.005")
    assert the_last(entries, "charge").changes == {"amount": ["10.10", "1.01"]}
    assert db.session.get_one(Charge, charge.id).amount == Decimal("1.01")


# --- what is not written --------------------------------------------------------------------------------------------


def test_sensitive_fields_say_that_they_changed_and_not_what_to(entries: Entries) -> None:
    note = NoteFactory(title="Saw the counselor", body="about the divorce")
    alert = MedicalAlertFactory(title="Epilepsy", instructions="call 15")
    link = StudentGuardianFactory(restriction="court order 2026/7")
    user = UserFactory(password="$argon2id$hash")
    db.session.commit()
    note.body, alert.instructions, link.restriction = "about the custody", "call 112", "court order 2026/8"
    user.password = "$argon2id$other"
    assert entries("note")[-1].changes == {"body": [HIDDEN, HIDDEN]}
    assert entries("medical_alert")[-1].changes == {"instructions": [HIDDEN, HIDDEN]}
    assert entries("student_guardian")[-1].changes == {"restriction": [HIDDEN, HIDDEN]}
    assert entries("user")[-1].changes == {"password": [HIDDEN, HIDDEN], "fs_uniquifier": [HIDDEN, HIDDEN]}
    for record in (note, alert, link):
        db.session.delete(record)
    kept = " ".join(f"{entry.record_label} {entry.changes}" for entry in entries())
    for secret in ("counselor", "divorce", "custody", "Epilepsy", "call 1", "court order", "$argon2id"):
        assert secret not in kept
    assert {entry.record_label for entry in entries("note")} == {f"note {note.id}"}


def test_the_log_does_not_log_itself_nor_the_progress_of_jobs(entries: Entries) -> None:
    job = JobFactory()
    job.progress += 1
    assert not entries("job")
    assert not entries("audit_entry")


def test_a_transaction_that_is_given_up_leaves_nothing(entries: Entries) -> None:
    StudentFactory(firstname="Zoé")
    db.session.flush()
    db.session.rollback()
    assert not entries("student")


def test_a_savepoint_that_is_given_up_leaves_nothing(entries: Entries) -> None:
    student = StudentFactory(city="Lyon")
    savepoint = db.session.begin_nested()
    student.city = "Nantes"
    db.session.flush()
    savepoint.rollback()
    assert [entry.action for entry in entries("student")] == [Change.INSERT]


def test_a_flush_that_fails_leaves_nothing_for_the_next_one(entries: Entries) -> None:
    StudentFactory(email="zoe@school.example")
    db.session.commit()
    db.session.add_all([Tag(name="bus"), Student(firstname="Z", lastname="D", email="zoe@school.example")])
    with pytest.raises(IntegrityError):
        db.session.flush()
    db.session.rollback()
    TagFactory(name="chess")
    assert [entry.record_label for entry in entries("tag")] == ["chess"]
    assert len(entries("student")) == 1


def test_a_write_to_a_row_that_is_gone_fails_as_it_would_without_a_log(entries: Entries) -> None:
    student = StudentFactory()
    db.session.commit()
    student.version  # noqa: B018 - read, so that the update knows which version it replaces
    with Session(db.engine) as other:
        other.delete(other.get_one(Student, student.id))
        other.commit()
    student.city = "Nantes"
    with pytest.raises(StaleDataError):
        db.session.flush()
    db.session.rollback()
