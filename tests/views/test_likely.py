"""Before a student or a guardian is saved, whoever may be the same is shown, to those who may see them."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session, scoped_session
from werkzeug.test import TestResponse

from admin_app.admin.access import screens
from admin_app.clock import now
from admin_app.school import Guardian, Student, StudentStatus
from tests import factories as make
from tests.client import Browser
from tests.engines.statements import statements_sent
from tests.html import check_page

from .little_school import LittleSchool
from .reading import complaints

NEW = "/admin/student/new/"
TYPED: dict[str, Any] = {
    "firstname": "Zoey",
    "lastname": "Okafor",
    "date_of_birth": "2012-05-17",
    "email": "new@mail.example",
    "city": "Lagos",
}


@pytest.fixture
def registrar(client: Browser, school: LittleSchool) -> Browser:
    client.sign_in(school.users["registrar"])
    return client


def returner(**values: Any) -> Student:
    about = {"firstname": "Zoe", "lastname": "Okafor", "date_of_birth": date(2012, 5, 17)}
    return make.StudentFactory(**{**about, "status": StudentStatus.WITHDRAWN, **values})


def shown(answer: TestResponse) -> list[str]:
    """The items of the list of those who may be the same, as one reads them."""
    sections = [item for item in check_page(answer.text).iter("section") if item.get("class") == "likely-found"]
    return [" ".join("".join(item.itertext()).split()) for section in sections for item in section.iter("li")]


def links(answer: TestResponse) -> list[str]:
    (section,) = [item for item in check_page(answer.text).iter("section") if item.get("class") == "likely-found"]
    return [link.get("href", "") for link in section.iter("a")]


def compare(browser: Browser, typed: dict[str, Any], page: str = NEW) -> TestResponse:
    """What the script of the form asks while it is filled in."""
    return browser.post(page, data={**typed, "_compare": "1", "csrf_token": browser.token()})


def count(session: scoped_session[Session], model: type[Any] = Student) -> int:
    return session.scalar(select(func.count()).select_from(model)) or 0


def test_the_first_save_comes_back_with_them_and_with_all_that_was_typed(
    registrar: Browser, session: scoped_session[Session]
) -> None:
    here = returner(student_number="N-77")
    before = count(session)
    answer = registrar.post_form(NEW, TYPED)
    assert answer.status_code == 200
    assert complaints(answer)[""].startswith("1 student may be the same.")
    (item,) = shown(answer)
    assert item.startswith("Zoe Okafor probably Similar name, same birth date.")
    assert "Number: N-77" in item
    assert links(answer) == [
        f"/admin/student/details/?id={here.id}",
        f"/admin/student/verb/readmit/?id={here.id}",
    ]
    for name, value in TYPED.items():
        assert re.search(f'name="{name}"[^>]*value="{value}"', answer.text), name
    assert count(session) == before


def test_saving_it_anyway_is_a_decision_about_those_that_were_shown(
    registrar: Browser, session: scoped_session[Session]
) -> None:
    here = returner()
    before = count(session)
    decided = {**TYPED, "_shown": str(here.id), "_anyway": "1"}
    another = returner(firstname="Zoey")
    answer = registrar.post_form(NEW, decided)
    assert len(shown(answer)) == 2, "another one has come, and is asked about"
    assert f'name="_shown" value="{another.id},{here.id}"' in answer.text
    assert len(shown(registrar.post_form(NEW, {**TYPED, "_shown": f"{another.id},{here.id}"}))) == 2
    assert registrar.post_form(NEW, {**decided, "_shown": f"{here.id},{another.id}"}).status_code == 302
    assert count(session) == before + 2


def test_the_button_that_was_pressed_first_still_counts(registrar: Browser) -> None:
    here = returner()
    answer = registrar.post_form(NEW, {**TYPED, "_add_another": "1"})
    assert 'name="_anyway" value="_add_another"' in answer.text
    answer = registrar.post_form(NEW, {**TYPED, "_shown": str(here.id), "_anyway": "_add_another"})
    assert answer.location.startswith(NEW)


def test_an_address_that_is_taken_is_told_at_its_field_at_once(registrar: Browser) -> None:
    here = returner()
    answer = registrar.post_form(NEW, {**TYPED, "email": here.email.upper()})
    assert complaints(answer) == {"email": "E-mail: Already used by Zoe Okafor."}
    assert "same e-mail address" in shown(answer)[0]


def test_nobody_is_asked_about_a_stranger(registrar: Browser, session: scoped_session[Session]) -> None:
    returner(date_of_birth=date(2009, 1, 1))
    before = count(session)
    assert registrar.post_form(NEW, TYPED).status_code == 302
    assert count(session) == before + 1


def test_they_are_shown_while_the_form_is_filled_in(registrar: Browser, session: scoped_session[Session]) -> None:
    returner()
    before = count(session)
    typed = {name: TYPED[name] for name in ("firstname", "lastname")}
    assert len(shown(compare(registrar, typed))) == 1
    assert len(shown(compare(registrar, {**typed, "date_of_birth": "2012-05-17"}))) == 1
    assert compare(registrar, {**typed, "date_of_birth": "2009-01-01"}).text.strip() == ""
    assert compare(registrar, {}).text.strip() == ""
    assert count(session) == before


@pytest.mark.parametrize(
    "typed",
    [
        {"firstname": "\0", "lastname": "x\0y"},
        {"firstname": "\ud800", "lastname": "Okafor"},
        {"firstname": "x" * 5000, "lastname": "%' OR 1=1 --", "email": "no address"},
        {"date_of_birth": "31/31", "firstname": "Zoe", "lastname": '"*'},
        {"phone": "((((", "firstname": "名", "lastname": "👩"},
    ],
)
def test_whatever_is_typed_can_be_compared(registrar: Browser, typed: dict[str, str]) -> None:
    data = "&".join(f"{name}={quote(value)}" for name, value in typed.items())
    answer = registrar.post(
        NEW,
        data=f"{data}&_compare=1&csrf_token={registrar.token()}",
        content_type="application/x-www-form-urlencoded",
    )
    assert answer.status_code == 200


def quote(value: str) -> str:
    return "".join(f"%{byte:02x}" for byte in value.encode("utf-8", "surrogatepass"))


def test_what_is_in_the_trash_is_said_to_be_there(registrar: Browser) -> None:
    gone = returner(deleted_at=now())
    answer = compare(registrar, TYPED)
    (item,) = shown(answer)
    assert item.startswith("Zoe Okafor in the trash")
    assert links(answer) == [f"/admin/student/details/?id={gone.id}"]
    assert registrar.get(links(answer)[0]).status_code == 200


def test_who_may_not_delete_is_told_nothing_of_the_trash(registrar: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    returner(deleted_at=now())
    assert shown(compare(registrar, TYPED)) != []
    screen = screens()["student"]
    monkeypatch.setattr(type(screen), "offers", screen.offers - {"can_delete"})
    assert shown(compare(registrar, TYPED)) == []


def test_only_who_has_left_can_be_readmitted(registrar: Browser) -> None:
    here = returner(status=StudentStatus.ENROLLED)
    assert links(compare(registrar, TYPED)) == [f"/admin/student/details/?id={here.id}"]


@pytest.mark.parametrize("role", ["teacher", "bursar", "nurse", "viewer"])
def test_who_may_not_create_cannot_ask(client: Browser, school: LittleSchool, role: str) -> None:
    returner()
    client.sign_in(school.users[role])
    assert compare(client, TYPED).status_code == 403


def test_guardians_are_compared_too(registrar: Browser, session: scoped_session[Session]) -> None:
    make.GuardianFactory(firstname="Grace", lastname="Okafor", email="grace@mail.example", phone="555 010 4477")
    before = count(session, Guardian)
    page = "/admin/guardian/new/"
    answer = registrar.post_form(page, {"firstname": "Grace", "lastname": "Okafor", "phone": "(555) 010 4477"})
    assert shown(answer)[0].startswith("Grace Okafor probably Same name, same phone.")
    assert count(session, Guardian) == before


def test_other_forms_ask_nothing(registrar: Browser) -> None:
    assert compare(registrar, {"name": "x"}, "/admin/household/new/").text.strip() == ""
    assert "data-likely" not in registrar.get("/admin/household/new/").text
    edit = registrar.get(f"/admin/student/edit/?id={returner().id}").text
    assert "data-likely" not in edit


def test_looking_costs_so_many_statements(registrar: Browser, session: scoped_session[Session]) -> None:
    returner()
    session.commit()
    token = registrar.token()
    with statements_sent() as sent:
        registrar.post(NEW, data={**TYPED, "phone": "5550104477", "_compare": "1", "csrf_token": token})
    # account; by name, words alike, by names like it, e-mail, phone, birth date, the records
    assert len(sent) == 8, repr(sent)
