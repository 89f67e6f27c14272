"""Where a student lives: at an address of their own, or at that of the household, which the page shows as well."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session, scoped_session

from admin_app.school import Household, Student
from tests import factories as make
from tests.client import Browser
from tests.html import check_page

from .little_school import LittleSchool

NEW = "/admin/student/new/"
on_sqlite = pytest.mark.parametrize("engine_name", ["sqlite"])
TYPED = {"firstname": "Zoey", "lastname": "Okafor"}


@pytest.fixture
def registrar(client: Browser, school: LittleSchool) -> Browser:
    client.sign_in(school.users["registrar"])
    return client


@pytest.fixture
def home(session: scoped_session[Session]) -> Household:
    made: Household = make.HouseholdFactory(name="The Okafors", address="5 Elm Street", city="Bath", postal_code="BA1")
    session.commit()
    return made


@on_sqlite
def test_a_small_child_needs_neither_email_nor_address(
    registrar: Browser, home: Household, session: scoped_session[Session]
) -> None:
    assert registrar.post_form(NEW, TYPED | {"households": [home.id]}).status_code == 302
    student = session.scalars(select(Student).where(Student.lastname == "Okafor")).one()
    assert (student.email, student.address, student.city) == (None, "5 Elm Street", "Bath")
    page = "".join(check_page(registrar.get(f"/admin/student/details/?id={student.id}").text).itertext())
    assert "The Okafors, 5 Elm Street, Bath, BA1" in page


@on_sqlite
def test_an_address_is_kept_until_it_is_emptied(
    registrar: Browser, school: LittleSchool, home: Household, session: scoped_session[Session]
) -> None:
    student = school.own["student"]
    page = f"/admin/student/edit/?id={student.id}"
    own = {"address": "1 High Street", "city": "Bristol", "households": [home.id]}
    assert registrar.post_form(page, own).status_code == 302
    assert (student.address, student.city) == ("1 High Street", "Bristol")
    assert registrar.post_form(page, {"address": "", "city": ""}).status_code == 302
    assert (student.address, student.city) == ("5 Elm Street", "Bath")
