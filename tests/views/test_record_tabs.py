"""What the tabs of a record show of what was written down, in how many statements, and how something is added there."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy.orm import Session, scoped_session

from admin_app.audit import Change
from admin_app.clock import now, today
from admin_app.school import Note, PaymentKind, Relation, Severity
from tests import factories as make
from tests.admin.pages import text_of
from tests.client import Browser
from tests.html import check_page

from .budgets import budgets_of_tabs
from .little_school import LittleSchool
from .record_pages import adds, found, of_tab, page_of, tables, tabs, words
from .test_budgets import grow

Store = scoped_session[Session]


def test_a_teacher_sees_of_a_student_what_happens_in_their_own_sections(
    client: Browser, school: LittleSchool, session: Store
) -> None:
    student, elsewhere = school.own["student"], school.other["section"]
    make.EnrollmentFactory(student=student, section=elsewhere)
    make.PostedGradeFactory(student=student, section=elsewhere, mark="F")
    client.sign_in(school.users["teacher"])
    page = page_of(client, student, "grades")
    assert "Grades 1" in tabs(page)
    assert "Enrollment 1" in tabs(page)
    assert len(tables(page)[0]) == 1


def test_what_is_in_the_trash_is_not_counted(client: Browser, school: LittleSchool, session: Store) -> None:
    school.own["document"].deleted_at = now()
    client.sign_in(school.users["registrar"])
    page = page_of(client, school.own["student"], "documents")
    assert "Documents 0" in tabs(page)
    assert "No documents yet." in text_of(page)


def test_a_class_is_listed_whole_and_by_name(client: Browser, school: LittleSchool, session: Store) -> None:
    section = make.SectionFactory()
    for number in range(30):
        student = make.StudentFactory(lastname=f"Name{(number * 7) % 30:02}", firstname="Ann")
        make.EnrollmentFactory(section=section, student=student)
    client.sign_in(school.users["registrar"])
    (rows,) = tables(page_of(client, section, "students"))
    assert [row[0] for row in rows] == [f"Ann Name{number:02}" for number in range(30)]


def test_the_phone_to_call_first_is_a_link_that_dials(client: Browser, school: LittleSchool, session: Store) -> None:
    """The order of the emergency list counts, then who is primary; who must not be phoned is left out."""
    student = school.own["student"]
    school.own["student_guardian"].contact_by_phone = False
    for order, primary, phone, more in [
        (2, False, "555-0102 ext. 7", {}),
        (1, False, "+1 (555) 0101", {"may_collect": False}),
        (None, True, "555-0103", {}),
        (1, True, "555-0199", {"contact_by_phone": False}),
    ]:
        guardian = make.GuardianFactory(phone=phone, work_phone=None)
        make.StudentGuardianFactory(
            student=student,
            guardian=guardian,
            relation=Relation.FATHER,
            emergency_order=order,
            is_primary=primary,
            **more,
        )
    client.sign_in(school.users["registrar"])
    page = page_of(client, student)
    links = check_page(page.text).findall(".//section[@class='contacts']//span[@class='phone']/a")
    assert [(link.get("href"), link.text) for link in links] == [
        ("tel:+15550101", "+1 (555) 0101"),
        ("tel:5550102", "555-0102 ext. 7"),
        ("tel:5550103", "555-0103"),
    ]
    assert "may not collect" in found(page, ".//section[@class='contacts']//li")[0]
    assert "555-0199" not in page.text


def test_an_alert_that_has_ended_is_no_alert(client: Browser, school: LittleSchool, session: Store) -> None:
    school.own["medical_alert"].starts_on = date(2020, 1, 1)
    school.own["medical_alert"].ends_on = date(2020, 2, 1)
    make.MedicalAlertFactory(student=school.own["student"], title="Bees", severity=Severity.LIFE_THREATENING)
    client.sign_in(school.users["nurse"])
    assert found(page_of(client, school.own["student"]), ".//ul[@class='marks']/li") == ["Bees (life-threatening)"]


def test_the_fees_are_added_up_as_the_ledger_does(client: Browser, school: LittleSchool, session: Store) -> None:
    student = school.own["student"]
    client.sign_in(school.users["bursar"])
    page = page_of(client, student, "fees")
    assert found(page, ".//dl[@class='figures']/div") == ["Balance $2,000.00"]
    charges, payments = tables(page)
    assert "$4,011.11" in charges[0]
    assert "$2,011.11" in payments[0]
    make.PaymentFactory(student=student, amount=Decimal("2100.50"), kind=PaymentKind.PAYMENT)
    assert found(page_of(client, student, "fees"), ".//dl[@class='figures']/div") == ["Balance $100.50 credit"]


def test_attendance_is_counted_by_code_for_this_term(client: Browser, school: LittleSchool, session: Store) -> None:
    student, own = school.own["student"], school.own
    own["term"].starts_on, own["term"].ends_on = today(), today()
    late, given = make.AttendanceCodeFactory(name="Late"), own["attendance_code"].name
    session.flush()
    for day in (3, 4, 5):
        make.AttendanceMarkFactory(
            student=student,
            section=own["section"],
            on=date(2026, 11, day),
            teacher_code=own["attendance_code"],
            office_code=late if day > 3 else None,
        )
    make.AttendanceMarkFactory(student=student, section=own["section"], on=date(2026, 11, 6), deleted_at=now())
    school.other["term"].starts_on = school.other["term"].ends_on = date(2020, 1, 1)
    make.AttendanceMarkFactory(student=student, section=school.other["section"], on=date(2026, 11, 7))
    client.sign_in(school.users["teacher"])
    page = page_of(client, student, "attendance")
    figures = dict.fromkeys(found(page, ".//dl[@class='figures']/div"))
    assert set(figures) == {"Late 2", f"{given} 2"}
    assert len(tables(page)[0]) == 4


def test_a_table_has_the_newest_and_the_list_has_all(client: Browser, school: LittleSchool, session: Store) -> None:
    student = school.own["student"]
    for day in range(1, 31):
        make.ChargeFactory(
            student=student, charged_on=date(2026, 1, 1), due_on=date(2026, 12, day), description=str(day)
        )
    client.sign_in(school.users["bursar"])
    page = page_of(client, student, "fees")
    assert "Fees 32" in tabs(page)
    charges = tables(page)[0]
    assert [row[1] for row in charges] == [str(day) for day in range(30, 5, -1)]
    link = next(link for link in check_page(page.text).iter("a") if words(link) == "The newest 25; see all")
    assert link.get("href") == f"/admin/charge/?flt0_student_id_is={student.id}"
    assert "31" in text_of(client.get(link.get("href", "")))


def test_a_record_in_the_trash_has_its_way_back_and_nothing_to_do(
    client: Browser, school: LittleSchool, session: Store
) -> None:
    student = school.own["student"]
    student.deleted_at = now()
    client.sign_in(school.users["registrar"])
    page = page_of(client, student, "grades", follow_redirects=True)
    assert tabs(page) == ["Overview"]
    assert not re.search(r"/verb/|/edit/\?|/delete/confirm/", page.text)
    client.post_form(f"/admin/student/details/?id={student.id}", to="/admin/student/restore/")
    session.refresh(student)
    assert student.deleted_at is None


def test_a_picture_is_for_those_who_may_see_the_student(client: Browser, school: LittleSchool, session: Store) -> None:
    student, other = school.own["student"], school.other["student"]
    for each in (student, other):
        each.photo = make.DocumentFileFactory(name="p.png", media_type="image/png", content=b"\x89PNG")
    client.sign_in(school.users["teacher"])
    shown = check_page(page_of(client, student).text).find(".//img[@class='portrait']")
    assert shown is not None
    answer = client.get(shown.get("src", ""))
    assert (answer.status_code, answer.mimetype, answer.data) == (200, "image/png", b"\x89PNG")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert client.get(f"/admin/student/photo/?id={other.id}").status_code == 404
    student.photo.media_type = "image/svg+xml"
    assert client.get(f"/admin/student/photo/?id={student.id}").status_code == 404


def test_the_history_says_who_changed_what_from_what_to_what(
    client: Browser, school: LittleSchool, session: Store
) -> None:
    student, level = school.own["student"], make.GradeLevelFactory(name="Grade of next year")
    client.sign_in(school.users["administrator"])
    before = student.grade_level.name
    changes = {"city": "Elsewhere", "grade_level": level.id, "date_of_birth": "2012-02-29"}
    client.post_form(f"/admin/student/edit/?id={student.id}", changes)
    client.post_form(f"/admin/medical_alert/edit/?id={school.own['medical_alert'].id}", {"title": "A secret"})
    client.post_form(f"/admin/payment/edit/?id={school.own['payment'].id}", {"amount": "7.5", "method": "card"})
    entries = found(page_of(client, student, "history"), ".//ol[@class='history']/li")
    paid, alert, record = entries[:3]
    assert paid.startswith("Changed payment")
    assert "Amount from $2,011.11 to $7.50" in paid
    assert "to Card" in paid
    assert "Title changed" in alert
    assert "A secret" not in alert
    assert "near alert title" not in alert
    assert "City from Townnear to Elsewhere" in record
    assert f"Grade from {before} to Grade of next year" in record
    assert "Date of birth from Mar 4, 2011 to Feb 29, 2012" in record
    assert str(school.users["administrator"]) in record


def test_the_history_tells_of_the_trash(client: Browser, school: LittleSchool, session: Store) -> None:
    student, charge = school.own["student"], school.own["charge"]
    client.sign_in(school.users["administrator"])
    for value in (now(), None):
        charge.deleted_at = value
        session.commit()
    entries = found(page_of(client, student, "history"), ".//ol[@class='history']/li")
    assert entries[0].startswith("Restored charge")
    assert entries[1].startswith("Trashed charge")


def test_the_history_tells_of_what_was_deleted_for_good(client: Browser, school: LittleSchool, session: Store) -> None:
    student, other = school.own["student"], school.other["student"]
    before, after = make.GradeLevelFactory(name="Before"), make.GradeLevelFactory(name="After")
    student.grade_level = before
    charge = make.ChargeFactory(student=student, description="Trip to the sea")
    session.commit()
    student.grade_level, charge.description = after, "Trip to the lake"
    session.commit()
    session.delete(before)
    session.delete(charge)
    session.commit()
    make.ChargeFactory(student=other)  # on SQLite it gets the id that is free again
    session.commit()
    client.sign_in(school.users["administrator"])
    entries = found(page_of(client, student, "history"), ".//ol[@class='history']/li")
    assert entries[0].startswith("Deleted charge “Trip to the lake")
    assert any("Description from Trip to the sea to Trip to the lake" in entry for entry in entries)
    assert any("Grade from Before to After" in entry for entry in entries)
    assert any(entry.startswith("Added charge “Trip to the sea") for entry in entries)
    assert not any("Trip" in entry for entry in found(page_of(client, other, "history"), ".//ol[@class='history']/li"))
    client.sign_in(school.users["registrar"])  # of the log, they read what they did themselves
    assert "Trip" not in page_of(client, student, "history").text
    assert "set to" not in entries[1]


def test_the_history_is_ones_own_where_the_table_says_so(client: Browser, school: LittleSchool, session: Store) -> None:
    student = school.own["student"]
    for role in ("registrar", "administrator"):
        make.AuditEntryFactory(
            user=school.users[role],
            user_label=role,
            action=Change.UPDATE,
            resource="student",
            record_id=student.id,
            changes={"city": ["A", f"by {role}"]},
        )
    make.AuditEntryFactory(
        user=school.users["registrar"],
        action=Change.UPDATE,
        resource="charge",
        record_id=school.own["charge"].id,
        changes={"amount": ["1.00", "4711.00"]},
    )
    client.sign_in(school.users["registrar"])
    text = text_of(page_of(client, student, "history"))
    assert "by registrar" in text
    assert "by administrator" not in text
    assert "4,711" not in text  # a registrar reads no charges


def test_the_history_of_somebody_else_is_theirs(client: Browser, school: LittleSchool, session: Store) -> None:
    """Ids of several tables are alike, so a kind is looked for with its own ids only."""
    other = make.DocumentFactory(student=school.other["student"])
    make.AuditEntryFactory(
        resource="document", record_id=other.id, action=Change.UPDATE, changes={"number": ["1", "Zz"]}
    )
    client.sign_in(school.users["administrator"])
    assert "Zz" not in page_of(client, school.own["student"], "history").text
    assert "Zz" in page_of(client, school.other["student"], "history").text


@pytest.mark.parametrize("role", ["registrar", "teacher"])
def test_a_note_is_added_from_the_tab_and_leads_back_to_it(
    client: Browser, school: LittleSchool, session: Store, role: str
) -> None:
    student = school.own["student"]
    client.sign_in(school.users[role])
    address = adds(page_of(client, student, "notes"))["Add note"]
    form = client.form_at(address)
    assert form.values["student"] == [str(student.id)]
    answer = client.post_form(address, {"category": "general", "title": "Spoke to the mother", "body": "All is well."})
    assert answer.location == f"/admin/student/details/?id={student.id}&tab=notes"
    assert "Spoke to the mother" in text_of(client.get(answer.location))
    assert session.query(Note).filter_by(title="Spoke to the mother").one().student_id == student.id


def test_what_is_filled_in_stays_for_the_next_one(client: Browser, school: LittleSchool, session: Store) -> None:
    student = school.own["student"]
    client.sign_in(school.users["registrar"])
    values = {"category": "general", "title": "One", "body": "Text.", "_add_another": "1"}
    answer = client.post_form(f"/admin/note/new/?student={student.id}", values)
    assert client.form_at(answer.location).values["student"] == [str(student.id)]


def test_a_verb_leads_to_the_tab_that_shows_what_was_done(
    client: Browser, school: LittleSchool, session: Store
) -> None:
    student = school.own["student"]
    client.sign_in(school.users["bursar"])
    answer = client.post_form(f"/admin/student/verb/pay/?id={student.id}", {"amount": "5"})
    assert answer.location == f"/admin/student/details/?id={student.id}&tab=fees&url=/admin/student/"
    assert "5.00 of" in text_of(client.get(answer.location))


def test_a_tab_asks_for_its_own_rows_however_many_there_are(
    client: Browser, school: LittleSchool, session: Store
) -> None:
    client.sign_in(school.users["administrator"])
    client.strict = False
    for size in ("as built", "three times as much"):
        if size != "as built":
            grow(school)
        for alone in (False, True):
            for (screen, tab), budget in budgets_of_tabs(alone=alone).items():
                if tab == "history" and size != "as built":
                    continue  # the test below
                statements = of_tab(client, school, screen, tab, alone=alone)
                assert len(statements) == budget, f"{tab} of {screen}, {alone=}, {size}:\n{statements!r}"


def test_the_history_asks_once_for_each_kind_of_record_that_a_change_names(
    client: Browser, school: LittleSchool, session: Store
) -> None:
    client.sign_in(school.users["administrator"])
    budget = budgets_of_tabs(alone=True)["student", "history"]
    for _ in range(3):
        level, tag = make.GradeLevelFactory(), make.TagFactory()
        form = {"grade_level": level.id, "tags": ["", tag.id]}
        client.post_form(f"/admin/student/edit/?id={school.own['student'].id}", form)
        statements = of_tab(client, school, "student", "history", alone=True)
        assert len(statements) == budget + 2, f"{statements!r}"
