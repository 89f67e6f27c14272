"""The screen and the command that erase what is held on leavers: for whom, after what was shown, and for good."""

from __future__ import annotations

import time
from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session, scoped_session

from admin_app.audit import AuditEntry, Change
from admin_app.cli.students import students as command
from admin_app.clock import today
from admin_app.school import Note, Student, StudentStatus
from tests import factories as make
from tests.client import Browser

from .little_school import LittleSchool
from .reading import complaints, flashed
from .test_undo import send, undo_forms

pytestmark = pytest.mark.parametrize("engine_name", ["sqlite"])
Store = scoped_session[Session]
GONE = {"reason": "Kept long enough"}


def leaver(year: int) -> Student:
    student: Student = make.StudentFactory(phone="555 0199", student_number=f"n-{year}")
    stay = make.AcademicYearFactory(name=str(year), starts_on=date(year - 1, 8, 1), ends_on=date(year, 6, 30))
    make.AdmissionFactory(student=student, academic_year=stay, exited_on=date(year, 6, 30), exit_code="graduated")
    student.status = StudentStatus.GRADUATED
    make.NoteFactory(student=student)
    return student


def page(student: Student) -> str:
    return f"/admin/student/verb/erase/?id={student.id}"


def test_an_administrator_sees_what_would_go_and_erases_it_for_good(client: Browser, session: Store) -> None:
    student = leaver(2009)
    client.sign_in()
    assert "verb/erase/" in client.get(f"/admin/student/details/?id={student.id}").text
    asked = client.get(page(student)).text
    assert "E-mail, Phone" in asked
    assert "Notes (1)" in asked
    assert "Guardians and custody" not in asked
    assert "Choose what is to be erased." in client.post_form(page(student), GONE).text
    assert "reason" in complaints(client.post_form(page(student), {"contact": "y", "reason": " "}))
    answer = client.post_form(page(student), {**GONE, "contact": "y", "notes": "y"}, follow_redirects=True)
    assert any("The academic record of" in message for message in flashed(answer))
    assert undo_forms(answer) == []
    session.expire_all()
    assert (student.phone, session.scalars(select(Note)).all()) == (None, [])
    entry = session.scalars(select(AuditEntry).filter_by(action=Change.ERASE)).one()
    assert (entry.reason, entry.user_label) == ("Kept long enough", str(entry.user))

    tried = send(client, entry.act, confirmed="1")
    assert "Nothing was undone" in tried.text or "does not keep" in tried.text
    session.expire_all()
    assert student.phone is None


def test_it_is_refused_with_the_day_and_asks_for_the_password_again(client: Browser) -> None:
    young = leaver(today().year - 1)
    client.sign_in()
    assert f"is kept until {today().year + 6}-06-30" in client.get(page(young)).text
    refused = client.post_form(page(young), {**GONE, "contact": "y"})
    assert f"is kept until {today().year + 6}-06-30" in refused.text
    assert young.phone == "555 0199"
    with client.session_transaction() as kept:
        kept["fs_paa"] = time.time() - 60 * 16
        kept.pop("fs_gexp", None)
    assert client.get(page(young)).location.startswith("/password-again")


def test_nobody_else_erases_and_nobody_who_is_here_is_erased(client: Browser, school: LittleSchool) -> None:
    client.sign_in(school.users["registrar"])
    old = leaver(2009)
    assert "verb/erase/" not in client.get(f"/admin/student/details/?id={old.id}").text
    assert client.get(page(old)).status_code == 403
    client.sign_in(school.users["administrator"])
    here = school.own["student"]
    assert "verb/erase/" not in client.get(f"/admin/student/details/?id={here.id}").text
    assert "has not left" in client.post_form(page(here), {**GONE, "contact": "y"}).text


def test_the_command_erases_all_who_have_been_away_for_long_enough(client: Browser, session: Store) -> None:
    old, young, here = leaver(2009), leaver(today().year - 1), make.StudentFactory(phone="555 0100")
    session.commit()
    runner = client.application.test_cli_runner()
    words = ["erase", "--all-leavers", "--category", "contact", "--category", "notes", "--reason", "Each summer"]
    said = runner.invoke(command, [*words, "--dry-run"])
    assert said.output == "n-2009: contact and address, notes would go\n"
    session.expire_all()
    assert old.phone == "555 0199"
    assert runner.invoke(command, words).output == "n-2009: contact and address, notes erased\n"
    session.expire_all()
    assert (old.phone, young.phone, here.phone) == (None, "555 0199", "555 0100")
    assert runner.invoke(command, words).output == ""
    assert session.scalars(select(AuditEntry.reason).filter_by(action=Change.ERASE)).all() == ["Each summer"]
    one = [word for word in words if word != "--all-leavers"]
    refused = runner.invoke(command, [*one[:1], young.student_number or "", *one[1:]])
    assert "is kept until" in str(refused.exception or refused.output)
    assert runner.invoke(command, one).exit_code == 2
