"""Erasing what is held on leavers: what goes, what stays, from where, and who is kept for how long."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session, scoped_session

from admin_app.audit import AuditEntry, Change, because, put_in_trash
from admin_app.clock import today
from admin_app.school import (
    Admission,
    Category,
    Charge,
    Document,
    DocumentFile,
    Guardian,
    Household,
    MedicalAlert,
    Note,
    NoteCategory,
    PostedGrade,
    Student,
    StudentGuardian,
    StudentStatus,
    erase,
)
from admin_app.school.erasure import years_after
from admin_app.school.errors import KeptLonger, NothingChosen, NotLeft
from admin_app.search import rebuilding
from tests import factories as make

Store = scoped_session[Session]
#: Every word that somebody typed about the student and that goes with all the categories.
SECRETS = (
    *("word-email", "word-phone", "word-street", "word-city", "word-bio", "word-home"),
    *("Wordguardian", "word-custody", "word-alert", "word-note", "word-remark", "word-trashed", "word-gone"),
    *("word-document", "word-file", "word-mark", "word-fee", "word-reason"),
)
#: Those of them that the log never had.
NEVER_TOLD = {"word-custody", "word-alert", "word-note", "word-remark", "word-trashed"}
on_sqlite = pytest.mark.parametrize("engine_name", ["sqlite"])


def left(student: Student, day: date) -> None:
    year = make.AcademicYearFactory(name=f"{day:%Y-%m-%d}", starts_on=date(day.year - 1, 8, 1), ends_on=day)
    make.AdmissionFactory(student=student, academic_year=year, exited_on=day, exit_code="withdrawn")
    student.status = StudentStatus.WITHDRAWN


@pytest.fixture
def leaver(session: Store) -> Student:
    """Somebody who left long ago, with something in every category and in the trash; a sibling is still here."""
    student = make.StudentFactory(
        firstname="Lee",
        student_number="07-000001",
        email="word-email@school.example",
        phone="word-phone",
        address="word-street",
        city="word-city",
        bio="word-bio",
        tags=[make.TagFactory()],
        households=[make.HouseholdFactory(name="word-home")],
    )
    left(student, date(2009, 6, 30))
    sibling = make.StudentFactory(firstname="Sib")
    shared = make.GuardianFactory(lastname="Sharedguardian")
    for each, guardian in (
        (student, shared),
        (sibling, shared),
        (student, make.GuardianFactory(lastname="Wordguardian")),
    ):
        make.StudentGuardianFactory(
            student=each, guardian=guardian, restriction="word-custody" if each is student else None
        )
    make.MedicalAlertFactory(student=student, title="word-alert")
    make.NoteFactory(student=student, title="word-note", body="word-remark", category=NoteCategory.PASTORAL)
    put_in_trash(make.NoteFactory(student=student, title="word-trashed", body="x"))
    make.DocumentFactory(student=student, title="word-document", file=make.DocumentFileFactory(name="word-file"))
    make.AttendanceMarkFactory(student=student, comment="word-mark")
    make.ChargeFactory(student=student, description="word-fee", charged_on=date(2009, 1, 1), due_on=date(2009, 1, 1))
    make.PostedGradeFactory(student=student, mark="A")
    gone = make.DocumentFactory(student=student, title="word-gone", file=None)
    session.commit()
    with because("word-reason"):
        session.delete(gone)
        student.city = "word-city again"
    session.commit()
    found: Student = student
    return found


def told(session: Store) -> str:
    """Everything that the change log says of anybody."""
    entries = session.scalars(select(AuditEntry).order_by(AuditEntry.id))
    return "\n".join(f"{entry.record_label} {entry.reason} {json.dumps(entry.changes)}" for entry in entries)


def test_what_is_chosen_goes_from_everywhere_and_the_academic_record_stays(session: Store, leaver: Student) -> None:
    before = told(session)
    assert {word for word in SECRETS if word not in before} == NEVER_TOLD
    with because("Twelve years have passed", verb="erase"):
        erase(student=leaver, categories=list(Category), years=7)
    session.commit()

    after = told(session)
    assert [word for word in SECRETS if word in after] == []
    for model in (MedicalAlert, Note, Document, DocumentFile, Charge, Household):
        assert session.scalars(select(model)).all() == [], model
    assert [guardian.lastname for guardian in session.scalars(select(Guardian))] == ["Sharedguardian"]
    assert [link.student.firstname for link in session.scalars(select(StudentGuardian))] == ["Sib"]
    assert (str(leaver), leaver.student_number) == (f"Lee {leaver.lastname}", "07-000001")
    assert leaver.date_of_birth == date(2012, 5, 17)
    assert (leaver.phone, leaver.address, leaver.city, leaver.bio, leaver.tags) == (None, None, None, None, [])
    assert session.scalars(select(Admission.exited_on)).all() == [date(2009, 6, 30)]
    assert session.scalars(select(PostedGrade.mark)).all() == ["A"]

    entry = session.scalars(select(AuditEntry).filter_by(action=Change.ERASE)).one()
    assert (entry.record_id, entry.reason) == (leaver.id, "Twelve years have passed")
    assert entry.changes["categories"][1] == sorted(category.value for category in Category)
    marked = session.scalars(select(AuditEntry.erased).where(AuditEntry.erased.is_not(None)).distinct()).all()
    assert marked == [entry.act]
    assert [found for found in rebuilding.compare(lambda count: None) if found.disagree] == []


def test_what_is_not_chosen_stays_and_a_transaction_given_up_leaves_all(session: Store, leaver: Student) -> None:
    before = told(session)
    with because("by mistake", verb="erase"):
        erase(student=leaver, categories=[Category.NOTES, Category.CONTACT], years=7)
    session.rollback()
    assert told(session) == before

    with because("on purpose", verb="erase"):
        erase(student=leaver, categories=[Category.NOTES, Category.DOCUMENTS], years=7)
    session.commit()
    after = told(session)
    assert [word for word in ("word-document", "word-file", "word-gone") if word in after] == []
    assert all(word in after for word in ("word-email", "word-city", "Wordguardian", "word-fee", "word-mark"))
    assert session.scalars(select(Note)).all() == []
    assert leaver.phone == "word-phone"


@on_sqlite
@pytest.mark.parametrize(
    ("exit_", "refusal", "says"),
    [
        (None, NotLeft, "has not left"),
        (lambda: date(today().year - 2, 6, 30), KeptLonger, str(today().year + 5)),
    ],
)
def test_who_is_here_or_left_of_late_is_kept(
    session: Store, exit_: Callable[[], date] | None, refusal: type[Exception], says: str
) -> None:
    student = make.StudentFactory()
    if exit_:
        left(student, exit_())
    session.commit()
    with pytest.raises(refusal, match=says):
        erase(student=student, categories=[Category.CONTACT], years=7)


@on_sqlite
def test_books_are_kept_longer_and_nothing_is_erased_by_choosing_nothing(session: Store, leaver: Student) -> None:
    make.PaymentFactory(student=leaver, paid_on=today())
    session.commit()
    with pytest.raises(KeptLonger, match="books are kept until"):
        erase(student=leaver, categories=[Category.FEES, Category.CONTACT], years=7)
    with pytest.raises(NothingChosen):
        erase(student=leaver, categories=[], years=7)
    session.rollback()
    assert leaver.phone == "word-phone"


def test_a_leap_day_has_a_day_after() -> None:
    assert years_after(date(2024, 2, 29), 7) == date(2031, 3, 1)
    assert years_after(date(2024, 2, 28), 7) == date(2031, 2, 28)
