"""Searching the students' list, and lists of what belongs to students: by the index, best match first."""

from __future__ import annotations

import pytest
from flask import Flask

from admin_app.database import db
from admin_app.school import Student
from tests import factories as make
from tests.client import Browser

from .little_school import LittleSchool
from .reading import counted, in_order, listed

#: Each engine finds in its own way.
pytestmark = pytest.mark.every_engine


@pytest.fixture
def browser(app: Flask, school: LittleSchool) -> Browser:
    client = app.test_client()
    assert isinstance(client, Browser)
    client.sign_in(school.users["administrator"])
    return client


def student(firstname: str, lastname: str, **more: object) -> Student:
    made: Student = make.StudentFactory(firstname=firstname, lastname=lastname, **more)
    db.session.commit()
    return made


def test_the_closest_match_comes_first(browser: Browser) -> None:
    inside = student("Ann", "Hammersmithson")
    beginning = student("Bea", "Smithers")
    whole = student("Cem", "Smith")
    assert in_order(browser.get("/admin/student/?search=smith")) == [whole.id, beginning.id, inside.id]
    by_entry = in_order(browser.get("/admin/student/?search=smith&sort=id&desc=1"))
    assert by_entry == sorted([whole.id, beginning.id, inside.id], reverse=True)


def test_pages_of_a_search_go_on_where_the_last_one_ended(browser: Browser) -> None:
    made = [
        student("Zed", f"Oakwood{'er' if number % 2 else ''}", email=f"z{number}@x.example").id for number in range(60)
    ]
    pages = [in_order(browser.get(f"/admin/student/?search=oakwood&page={number}")) for number in range(3)]
    assert [len(page) for page in pages] == [25, 25, 10]
    assert sorted(key for page in pages for key in page) == sorted(made)
    assert pages[0] == made[:50:2]
    assert "51–60 of 60" in " ".join(browser.get("/admin/student/?search=oakwood&page=2").text.split())


def test_a_search_for_a_guardian_finds_the_students_unless_it_is_for_their_own_details(browser: Browser) -> None:
    link = make.StudentGuardianFactory(guardian=make.GuardianFactory(lastname="Quillfeather"))
    db.session.commit()
    assert listed(browser.get("/admin/student/?search=quillfeather")) == {link.student.id}
    assert counted(browser.get("/admin/student/?search=quillfeather&within=own")) == 0
    page = browser.get("/admin/student/?search=quillfeather")
    assert "Only in their own details" in page.text


def test_a_misspelt_name_is_offered_in_its_right_spelling(browser: Browser) -> None:
    found = student("Katherine", "Johnson")
    page = browser.get("/admin/student/?search=jonson")
    assert "Did you mean" in page.text
    assert 'href="/admin/student/?search=Johnson"' in page.text
    assert listed(browser.get("/admin/student/?search=johnson")) == {found.id}
    elsewhere = browser.get("/admin/student/?search=jonson&flt0_city_is=Nowhere")
    assert "Did you mean" not in elsewhere.text, "only what finds something in this very list is offered"


def test_a_search_goes_together_with_filters_and_the_trash(browser: Browser) -> None:
    here, there = student("Ida", "Marlowe", city="Oakland"), student("Udo", "Marlowe", city="Salem")
    assert listed(browser.get("/admin/student/?search=marlowe&flt0_city_is=Salem")) == {there.id}
    here.deleted_at = here.created_at
    db.session.commit()
    assert listed(browser.get("/admin/student/?search=marlowe")) == {there.id}
    assert listed(browser.get("/admin/student/?search=marlowe&trash=1")) == {here.id}


def test_what_belongs_to_a_student_is_found_by_the_student_and_by_the_section(browser: Browser) -> None:
    enrollment = make.EnrollmentFactory(
        student=make.StudentFactory(firstname="Zoë", lastname="O’Brien"), section=make.SectionFactory(code="MATH-77Q")
    )
    db.session.commit()
    for text in ("zoe", "obrien zoe", "math-77q", "obrien 77q"):
        assert listed(browser.get(f"/admin/enrollment/?search={text}")) == {enrollment.id}, text
    assert counted(browser.get("/admin/enrollment/?search=obrien+78q")) == 0


def test_whoever_may_not_read_a_phone_number_cannot_ask_for_it(app: Flask, school: LittleSchool) -> None:
    found = student("Noa", "Silent", phone="510-555-0199")
    for role, count in (("registrar", {found.id}), ("viewer", set())):
        client = app.test_client()
        assert isinstance(client, Browser)
        client.sign_in(school.users[role])
        assert listed(client.get("/admin/student/?search=5550199")) == count, role
        assert listed(client.get("/admin/student/?search=silent")) == {found.id}


def test_a_picker_finds_a_student_by_the_index(browser: Browser) -> None:
    found = student("Renée", "Müller")
    for text in ("renee", "mueller", "muller ren"):
        answer = browser.get(f"/admin/enrollment/ajax/lookup/?name=student&query={text}")
        assert [row[0] for row in answer.json] == [found.id], text
