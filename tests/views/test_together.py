"""Two people of the office at one record: who is named, and what is met where a record is more than its fields."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from sqlalchemy.orm import Session, scoped_session

from admin_app.database import db
from admin_app.school import DocumentFile, Student
from admin_app.search.many import caller_indexes
from tests.client import Browser
from tests.html import check_page, forms
from tests.pictures import picture

from .little_school import LittleSchool
from .reading import complaints, flashed

Store = scoped_session[Session]
#: What each engine does is tested with the machinery; here it is one of them.
pytestmark = pytest.mark.parametrize("engine_name", ["sqlite"])
Colleague = Callable[[str, str], Browser]


@pytest.fixture
def colleague(app: Flask, school: LittleSchool, session: Store) -> Colleague:
    """Signs somebody of a role in, under a name."""

    def sign_in(role: str, name: str) -> Browser:
        browser = app.test_client()
        assert isinstance(browser, Browser)
        school.users[role].name = name
        browser.sign_in(school.users[role])
        return browser

    return sign_in


@pytest.fixture
def ana(colleague: Colleague) -> Browser:
    return colleague("administrator", "Ana Ruiz")


@pytest.fixture
def ben(colleague: Colleague) -> Browser:
    return colleague("registrar", "Ben Oz")


@pytest.fixture
def student(school: LittleSchool) -> Student:
    found: Student = school.own["student"]
    return found


def at(student: Student) -> str:
    return f"/admin/student/edit/?id={student.id}"


def form_in(text: str, field: str) -> dict[str, Any]:
    return next(dict(form.values) for form in forms(check_page(text), "/") if field in form.values)


def test_who_changed_what_and_when_is_said_after_saving(ana: Browser, ben: Browser, student: Student) -> None:
    seen = ben.form_at(at(student))
    ana.post_form(at(student), {"city": "Bristol", "grade_level": ""})
    answer = ben.post(seen.action, data={**seen.values, "phone": "1234"}, follow_redirects=True)
    told = next(text for text in flashed(answer) if text.startswith("Ana Ruiz changed meanwhile ("))
    assert told.endswith("): Grade level, City.")
    assert (student.city, student.phone, student.grade_level) == ("Bristol", "1234", None)


def test_each_is_named_with_what_they_changed(
    ana: Browser, ben: Browser, colleague: Colleague, student: Student
) -> None:
    seen = ben.form_at(at(student))
    ana.post_form(at(student), {"city": "Bristol", "bio": "Ana’s"})
    colleague("registrar", "Cy Lee").post_form(at(student), {"city": "Bath"})
    answer = ben.post(seen.action, data={**seen.values, "bio": "Mine"})
    assert complaints(answer)["bio"].startswith("About: Ana Ruiz changed this record meanwhile (")
    assert "Cy Lee changed meanwhile (" in answer.text
    assert student.bio != "Mine"


def test_it_is_said_in_the_language_of_whoever_reads(
    ana: Browser, ben: Browser, school: LittleSchool, student: Student
) -> None:
    school.users["registrar"].language = "es"
    seen = ben.form_at(at(student))
    ana.post_form(at(student), {"city": "Bristol"})
    answer = ben.post(seen.action, data={**seen.values, "city": "Bath"})
    assert "Mientras tanto Ana Ruiz cambió este registro" in answer.text
    assert "Ciudad: ¿qué debe quedar?" in answer.text


def test_what_is_behind_the_other_side_of_a_relation_is_met_too(
    ana: Browser, ben: Browser, school: LittleSchool, student: Student
) -> None:
    """A household changes its students without the students' version."""
    household = school.other["household"]
    page = f"/admin/household/edit/?id={household.id}"
    seen, version = ben.form_at(at(student)), student.version
    held = {str(each.id) for each in (*household.students, student)}
    assert ana.post_form(page, {"students": sorted(held)}).status_code == 302
    assert student.version == version
    answer = ben.post(seen.action, data={**seen.values, "city": "Bath"}, follow_redirects=True)
    assert any("Households." in text for text in flashed(answer))
    assert household in student.households


def photo(student: Student, size: int) -> tuple[BytesIO, str]:
    return BytesIO(picture("JPEG", size=(size, size))), "photo.jpg"


def test_of_two_photos_one_is_chosen_and_chosen_again(
    ana: Browser, ben: Browser, student: Student, session: Store
) -> None:
    seen = ben.form_at(at(student))
    ana.post_form(at(student), {"photo": photo(student, 20)})
    answer = ben.post(seen.action, data={**seen.values, "photo": photo(student, 30)})
    assert "If it is yours, choose the file again." in answer.text
    assert student.photo is not None
    stored = student.photo.content
    again = form_in(answer.text, "seen_version") | {"keep_photo": "mine"}
    answer = ben.post(seen.action, data=again)
    assert "choose the file again" in complaints(answer)["photo"]
    assert student.photo.content == stored
    again = form_in(answer.text, "seen_version") | {"keep_photo": "mine"}
    assert ben.post(seen.action, data={**again, "photo": photo(student, 30)}).status_code == 302
    assert student.photo.content != stored
    assert session.query(DocumentFile).filter_by(media_type="image/jpeg").count() == 1


def test_a_file_that_somebody_else_has_replaced_is_not_replaced_unasked(
    ana: Browser, ben: Browser, school: LittleSchool, session: Store
) -> None:
    document = school.own["document"]
    page = f"/admin/document/edit/?id={document.id}"
    seen = ben.form_at(page)
    assert ana.post_form(page, {"upload": (BytesIO(b"theirs"), "theirs.txt")}).status_code == 302
    answer = ben.post(page, data={**seen.values, "upload": (BytesIO(b"mine"), "mine.txt")})
    assert "Ana Ruiz changed this record meanwhile" in answer.text
    again = form_in(answer.text, "seen_version")
    for choice in ({}, {"keep_upload": "mine"}):
        answer = ben.post(page, data={**again, **choice, "upload": (BytesIO(b""), "")})
        again = form_in(answer.text, "seen_version") if answer.status_code == 200 else again
    assert document.file.content == b"theirs"
    assert "choose the file again" in complaints(answer)["upload"]
    mine = {**again, "keep_upload": "mine", "upload": (BytesIO(b"mine"), "mine.txt")}
    assert ben.post(page, data=mine).status_code == 302
    assert document.file.content == b"mine"


def test_a_photo_is_kept_by_who_is_overtaken_while_it_is_saved(
    ana: Browser, ben: Browser, student: Student, session: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between reading and writing, Ana saves the city: the photo is written in the second go."""
    seen, real, done = ben.form_at(at(student)), DocumentFile.of, []

    def overtake(**values: Any) -> DocumentFile:
        if not done:
            done.append(True)
            with db.engine.begin() as connection, caller_indexes(connection):
                table = Student.__table__
                connection.execute(table.update().values(city="Bristol", version=table.c.version + 1))
        return real(**values)

    monkeypatch.setattr("admin_app.school.photos.DocumentFile.of", overtake)
    answer = ben.post(seen.action, data={**seen.values, "photo": photo(student, 30)})
    assert answer.status_code == 302, complaints(answer)
    assert (student.city, student.photo is not None) == ("Bristol", True)


def test_a_row_edited_from_a_tab_is_met_as_well(
    ana: Browser, ben: Browser, school: LittleSchool, student: Student
) -> None:
    tab = f"/admin/student/details/?id={student.id}&tab=family"
    link = school.own["student_guardian"]
    edit = next(
        str(each.get("href"))
        for each in check_page(ben.get(tab).text).iter("a")
        if f"/student_guardian/edit/?id={link.id}" in (each.get("href") or "")
    )
    seen = ben.form_at(edit)
    assert ana.post_form(edit, {"emergency_order": "3"}).status_code == 302
    answer = ben.post(seen.action, data={**seen.values, "emergency_order": "2"})
    assert "Ana Ruiz" in complaints(answer)["emergency_order"]
    assert link.emergency_order == 3


def test_a_verb_names_who_changed_what(ana: Browser, ben: Browser, student: Student) -> None:
    page = f"/admin/student/verb/withdraw/?id={student.id}"
    seen = ben.form_at(page)
    ana.post_form(at(student), {"city": "Bristol"})
    answer = ben.post(page, data={**seen.values, "code": "transferred"})
    assert "Ana Ruiz changed meanwhile (" in complaints(answer)[""]
    assert "City. Nothing was done." in complaints(answer)[""]
    assert student.status == "enrolled"
