"""Fees, documents, notes, alerts and tags."""

from __future__ import annotations

import hashlib
import re
from decimal import Decimal

import pytest
from sqlalchemy import func, select

from admin_app.accounts import RoleName
from admin_app.clock import now, today
from admin_app.database import db
from admin_app.school import (
    MODELS,
    Charge,
    DocumentFile,
    MedicalAlert,
    Note,
    NoteCategory,
    Payment,
    Student,
    StudentStatus,
    balance,
)
from admin_app.school.figures import fees_due
from tests.seeds.conftest import STUDENTS

pytestmark = pytest.mark.usefixtures("school")


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__tablename__)
def test_every_model_has_rows(model: type[Student]) -> None:
    assert db.session.scalar(select(func.count(model.id)))


def test_some_fees_are_overdue_and_some_accounts_have_credit() -> None:
    due = fees_due()
    balances = [balance(student) for student in db.session.scalars(select(Student))]

    assert due.outstanding > due.overdue.outstanding > 0
    assert due.outstanding == sum(balance for balance in balances if balance > 0)
    assert min(balances) < 0 < max(balances)
    assert balances.count(Decimal(0)) > STUDENTS / 10


def test_charges_and_payments_are_of_the_past() -> None:
    assert (db.session.scalar(select(func.max(Charge.charged_on))) or today()) <= today()
    assert (db.session.scalar(select(func.max(Payment.paid_on))) or today()) <= today()


def test_nobody_is_charged_before_coming_or_after_leaving() -> None:
    for charge in db.session.scalars(select(Charge)):
        assert any(
            stay.entered_on <= charge.charged_on and (stay.exited_on is None or charge.charged_on < stay.exited_on)
            for stay in charge.student.admissions
        )


def test_files_are_what_they_say() -> None:
    files = db.session.scalars(select(DocumentFile)).all()

    assert {file.media_type for file in files} == {"application/pdf", "text/plain"}
    for file in files:
        assert (file.size, file.sha256) == (len(file.content), hashlib.sha256(file.content).hexdigest())


def test_a_pdf_points_at_its_objects() -> None:
    content = db.session.scalars(
        select(DocumentFile.content).where(DocumentFile.media_type == "application/pdf")
    ).first()
    assert content
    table = int(re.search(rb"startxref\n(\d+)\n", content)[1])  # type: ignore[index]  # that it is found is the test
    offsets = [int(offset) for offset in re.findall(rb"(\d{10}) 00000 n", content)]

    assert content.startswith(b"%PDF-")
    assert content[table:].startswith(b"xref\n")
    assert [content[offset:].split(b" ")[0] for offset in offsets] == [b"1", b"2", b"3", b"4"]


def test_who_has_left_has_a_transcript() -> None:
    gone = select(Student).where(Student.status.in_([StudentStatus.WITHDRAWN, StudentStatus.GRADUATED]))

    assert all(
        "transcript" in [document.kind for document in student.documents] for student in db.session.scalars(gone)
    )


def test_notes_are_by_those_who_may_write_them() -> None:
    notes = db.session.scalars(select(Note).where(Note.author_id.is_not(None))).all()
    authors = {note.category: note.author.role_names for note in notes if note.author}

    assert set(authors) == set(NoteCategory)
    assert authors[NoteCategory.MEDICAL] == {RoleName.NURSE}
    assert any(note.author and note.author.role_names == {RoleName.TEACHER} for note in notes)
    assert all(note.created_at < now() for note in notes)


def test_about_seven_in_a_hundred_have_a_medical_alert() -> None:
    students = db.session.scalar(select(func.count(MedicalAlert.student_id.distinct()))) or 0

    assert 0.03 * STUDENTS < students < 0.12 * STUDENTS
