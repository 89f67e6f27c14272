"""What a form refuses: said at the field, with what was typed still there and nothing written."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session, scoped_session

from admin_app.clock import now, today
from tests.client import Browser
from tests.html import check_page

from .access_table import powers, resources
from .filled_forms import new_records
from .little_school import LittleSchool
from .reading import complaints
from .writes import contents

CREATED = [resource for resource in resources() if "n" in powers("administrator", resource)[0]]
Typed = dict[str, Any]


@pytest.fixture
def administrator(client: Browser, school: LittleSchool) -> Browser:
    client.sign_in(school.users["administrator"])
    return client


@dataclass(frozen=True)
class Refusal:
    """At which screen what is typed over a form that is otherwise right, where the complaint is, and a part of it."""

    screen: str
    typed: Callable[[LittleSchool], Typed]
    field: str
    said: str


def typing(**typed: Any) -> Callable[[LittleSchool], Typed]:
    return lambda school: typed


def check(browser: Browser, school: LittleSchool, refusals: list[Refusal]) -> None:
    """Send each on the form for a new record, and find exactly the one complaint."""
    forms, before, wrong = new_records(school), contents(), []
    for refusal in refusals:
        typed = forms[refusal.screen] | refusal.typed(school)
        answer = browser.post_form(f"/admin/{refusal.screen}/new/", typed)
        found = complaints(answer)
        if answer.status_code != 200 or list(found) != [refusal.field] or refusal.said not in found[refusal.field]:
            wrong.append(f"{refusal}: {answer.status} {found}")
        if answer.status_code == 200:
            wrong += [f"{refusal}: lost {lost}"] if (lost := lost_of(typed, answer.text)) else []
    assert not wrong, "\n".join(wrong)
    assert contents() == before


def lost_of(typed: Typed, page: str) -> set[str]:
    """Fields in which what was typed is not there any more, passwords left out: no page repeats them."""
    held = {
        field.get("name"): text_of(field) for field in check_page(page).iter() if field.tag in ("input", "textarea")
    }
    texts = {name: value for name, value in typed.items() if isinstance(value, str) and "password" not in name}
    return {name for name, value in texts.items() if name in held and held[name] != value}


def text_of(field: Any) -> str:
    return "".join(field.itertext()).removeprefix("\n") if field.tag == "textarea" else field.get("value", "")


# --- what is taken already --------------------------------------------------------------------------------------------

#: (screen, fields that another record has, the field at which it is said).
TAKEN = [
    ("student", ("email",), "email"),
    ("student", ("student_number",), "student_number"),
    ("staff", ("email",), "email"),
    ("tag", ("name",), "name"),
    ("school", ("name",), "name"),
    ("school", ("code",), "code"),
    ("academic_year", ("name",), "name"),
    ("grade_level", ("name",), "name"),
    ("grade_level", ("rank",), "rank"),
    ("department", ("name",), "name"),
    ("course", ("code",), "code"),
    ("attendance_code", ("code",), "code"),
    ("attendance_code", ("name",), "name"),
    ("fee_item", ("code",), "code"),
    ("room", ("school", "name"), "name"),
    ("term", ("academic_year", "name"), "name"),
    ("section", ("course", "term", "code"), "code"),
    ("student_guardian", ("student", "guardian"), "guardian"),
    ("attendance_mark", ("student", "section", "on"), "on"),
    ("register_taken", ("section", "on"), "on"),
    ("posted_grade", ("student", "section"), "section"),
]


def held(screen: str, names: tuple[str, ...]) -> Callable[[LittleSchool], Typed]:
    return lambda school: as_held(school.own[screen], names)


def as_held(record: Any, names: tuple[str, ...]) -> Typed:
    """The values of these fields as somebody else's form has them."""
    values = {name: getattr(record, name) for name in names}
    return {name: str(getattr(value, "id", value)) for name, value in values.items()}


def test_what_another_record_has_is_refused_at_the_field_with_the_way_to_it(
    administrator: Browser, school: LittleSchool
) -> None:
    check(
        administrator,
        school,
        [Refusal(screen, held(screen, names), field, "lready ") for screen, names, field in TAKEN],
    )
    for screen, names, field in TAKEN:
        typed = new_records(school)[screen] | as_held(school.own[screen], names)
        page = check_page(administrator.post_form(f"/admin/{screen}/new/", typed).text)
        link = page.find(f".//*[@id='{field}-error']//a")
        assert link is not None, f"{screen}: no link at {field}"
        assert link.get("href", "").endswith(f"/{screen}/details/?id={school.own[screen].id}")


def test_an_address_is_taken_in_any_spelling(administrator: Browser, school: LittleSchool) -> None:
    taken = school.own["student"].email
    spellings = (taken.upper(), f"  {taken} ", taken.title())
    check(
        administrator,
        school,
        [Refusal("student", typing(email=spelling.strip()), "email", "Already used by") for spelling in spellings],
    )


def test_an_edit_is_told_the_same(
    administrator: Browser, school: LittleSchool, session: scoped_session[Session]
) -> None:
    own, other = school.own["student"], school.other["student"]
    page, held = f"/admin/student/edit/?id={own.id}", own.email
    answer = administrator.post_form(page, {"email": other.email, "city": "kept"})
    assert complaints(answer) == {"email": f"E-mail: Already used by {other}."}
    assert 'value="kept"' in answer.text
    session.expire_all()
    assert own.email == held


def test_what_a_record_in_the_trash_has_is_taken_too(
    administrator: Browser, school: LittleSchool, session: scoped_session[Session]
) -> None:
    school.own["student"].deleted_at = now()
    session.commit()
    refusal = Refusal("student", typing(email=school.own["student"].email), "email", "by a record in the trash")
    check(administrator, school, [refusal])


# --- blanks -----------------------------------------------------------------------------------------------------------


def test_blanks_are_no_text_for_a_field_that_needs_one(administrator: Browser, school: LittleSchool) -> None:
    """Every text field that must be filled in, on every screen."""
    found = [(screen, name) for screen in CREATED for name in required_texts(administrator, screen)]
    assert len(found) > 25
    for screen, name in found:
        answer = administrator.post_form(f"/admin/{screen}/new/", new_records(school)[screen] | {name: "  \t "})
        assert answer.status_code == 200, f"{screen}.{name} takes blanks"
        assert "required" in complaints(answer)[name]


def required_texts(browser: Browser, screen: str) -> list[str]:
    """The text fields of a form that must be filled in."""
    page = check_page(browser.get(f"/admin/{screen}/new/").text)
    texts = [field for field in page.iter() if field.tag == "textarea" or field.get("type") in ("text", "email")]
    return [field.get("name", "") for field in texts if field.get("required") is not None]


# --- what cannot be ---------------------------------------------------------------------------------------------------

TOMORROW = (today() + timedelta(days=1)).isoformat()
IMPOSSIBLE = [
    Refusal("student", typing(date_of_birth=TOMORROW), "date_of_birth", "cannot be in the future"),
    Refusal("student", typing(date_of_birth="2011-02-30"), "date_of_birth", "Not a valid date"),
    Refusal("student", typing(date_of_birth="soon"), "date_of_birth", "Not a valid date"),
    Refusal("student", typing(age="-1"), "age", "between 0 and"),
    Refusal("student", typing(age="130"), "age", "between 0 and"),
    Refusal("student", typing(age="ten"), "age", "integer"),
    Refusal("student", typing(email="no address"), "email", "@-sign"),
    Refusal("student", typing(email="a@b"), "email", "valid"),
    Refusal("student", typing(sex="4711"), "sex", "none of the choices"),
    Refusal("student", typing(grade_level="4711"), "grade_level", "none of the choices"),
    Refusal("student", typing(firstname="n" * 101), "firstname", "At most 100 characters"),
    Refusal("academic_year", typing(ends_on="2027-01-01"), "ends_on", "before the first"),
    Refusal("term", typing(ends_on="2027-01-01"), "ends_on", "before the first"),
    Refusal("enrollment", typing(ends_on="2026-08-01", status="dropped"), "ends_on", "before the first"),
    Refusal("enrollment", typing(starts_on="2031-01-01"), "starts_on", "lasts from"),
    Refusal("admission", typing(exited_on="2026-08-01", exit_code="graduated"), "exited_on", "before the entry"),
    Refusal("admission", typing(exited_on="2026-12-01"), "exit_code", "both a date and a code"),
    Refusal("admission", typing(exit_code="graduated"), "exit_code", "both a date and a code"),
    Refusal("medical_alert", typing(starts_on="2026-10-02", ends_on="2026-10-01"), "ends_on", "before the first"),
    Refusal("document", typing(issued_on="2026-10-02", expires_on="2026-10-01"), "expires_on", "before it was issued"),
    Refusal("charge", typing(due_on="2026-10-01"), "due_on", "due before it was made"),
    Refusal("charge", typing(amount="-9.90"), "amount", "above zero"),
    Refusal("charge", typing(amount="0"), "amount", "above zero"),
    Refusal("charge", typing(amount="9.999"), "amount", "2 digits"),
    Refusal("charge", typing(amount="100000000"), "amount", "too large"),
    Refusal("charge", typing(amount="NaN"), "amount", "not a number"),
    Refusal("charge", typing(amount="Infinity"), "amount", "not a number"),
    Refusal("payment", typing(amount="-9.90"), "amount", "above zero"),
    Refusal("payment", typing(amount="0.00"), "amount", "above zero"),
    Refusal("payment", typing(amount="-9.90", kind="refund"), "amount", "above zero"),
    Refusal("payment", typing(kind="credit in"), "kind", "Transfer credit"),
    Refusal("fee_item", typing(amount="-1"), "amount", "above zero"),
    Refusal("fee_item", typing(amount="0"), "amount", "above zero"),
    Refusal("section", typing(seats="0"), "seats", "at least one seat"),
    Refusal("section", typing(seats="-3"), "seats", "at least one seat"),
    Refusal("section", typing(seats="99999999999999999999"), "seats", "too large"),
    Refusal("room", typing(capacity="-3"), "capacity", ""),
    Refusal("course", typing(credits="-1"), "credits", "negative"),
    Refusal("posted_grade", typing(points="-1"), "points", "negative"),
    Refusal("student_guardian", typing(emergency_order="0"), "emergency_order", "number 1"),
    Refusal("attendance_mark", typing(teacher_code=""), "teacher_code", "the teacher"),
    Refusal("user", typing(new_password="short"), "new_password", "from 8 to"),
    Refusal("user", typing(new_password="qwertyuiop"), "new_password", "among the first"),
    Refusal("user", typing(email="no address"), "email", "@-sign"),
    Refusal("user", typing(roles=""), "roles", "needs a role"),
]  # fmt: skip


def test_what_cannot_be_is_refused_at_its_field(administrator: Browser, school: LittleSchool) -> None:
    check(administrator, school, IMPOSSIBLE)


def test_a_full_section_takes_nobody_else(
    administrator: Browser, school: LittleSchool, session: scoped_session[Session]
) -> None:
    school.other["section"].seats = 1
    session.commit()
    check(administrator, school, [Refusal("enrollment", typing(), "section", "all are taken")])


def test_nobody_is_admitted_or_enrolled_twice(administrator: Browser, school: LittleSchool) -> None:
    check(
        administrator,
        school,
        [
            Refusal("admission", lambda s: {"student": s.classmate.id}, "student", "is at a school already"),
            Refusal("enrollment", lambda s: {"section": s.own["section"].id}, "section", "already"),
            Refusal("enrollment", lambda s: {"student": s.applicant.id}, "student", "Admit them before"),
        ],
    )


def test_a_refusal_says_no_sql_and_no_values_of_others(administrator: Browser, school: LittleSchool) -> None:
    typed = new_records(school)["student"] | {"email": school.own["student"].email}
    answer = administrator.post_form("/admin/student/new/", typed)
    for word in ("INSERT", "IntegrityError", "UNIQUE", "uq_", "sqlalche", "psycopg", "pymysql", "VALUES"):
        assert word not in answer.text


def test_two_people_do_not_overwrite_each_other(
    administrator: Browser, school: LittleSchool, session: scoped_session[Session]
) -> None:
    """Both open the form; the second to save keeps what the first has stored, and chooses where both typed."""
    page = f"/admin/student/edit/?id={school.own['student'].id}"
    opened = administrator.form_at(page)
    assert administrator.post_form(page, {"city": "First", "home_language": "Frisian"}).status_code == 302
    late = {**opened.values, "city": "Second", "csrf_token": administrator.token()}
    answer = administrator.post(page, data=late)
    assert f"{school.users['administrator']} changed this record meanwhile" in complaints(answer)["city"]
    assert f"{school.users['administrator']} changed meanwhile" in answer.text
    assert "Home language. It is in this form now." in answer.text
    assert school.own["student"].city == "First"
    once_more = late | {"seen_version": seen_version(answer.text), "home_language": "Frisian"}
    assert administrator.post(page, data=once_more).status_code == 200
    assert administrator.post(page, data=once_more | {"keep_city": "mine"}).status_code == 302
    assert (school.own["student"].city, school.own["student"].home_language) == ("Second", "Frisian")


def seen_version(text: str) -> str:
    field = check_page(text).find(".//input[@name='seen_version']")
    assert field is not None
    return field.get("value", "")
