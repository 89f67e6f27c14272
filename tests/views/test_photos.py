"""Photos of students: put in, replaced and removed by those who may, shown to those who may, and told of in the log."""

from __future__ import annotations

from io import BytesIO

import pytest
from PIL import Image
from sqlalchemy import func, select
from sqlalchemy.orm import Session, scoped_session

from admin_app.audit import AuditEntry
from admin_app.school import DocumentFile, Student
from admin_app.school.photos import photo_from
from tests.client import Browser
from tests.engines.statements import statements_sent
from tests.html import check_page
from tests.pictures import PLACE, picture

from .conftest import Standing, anywhere
from .little_school import LittleSchool
from .record_pages import words

Store = scoped_session[Session]
FORM = "/admin/student/edit/?id={}"
VERB = "/admin/student/verb/photo/?id={}"


def upload(content: bytes, name: str = "sammy.jpg") -> tuple[BytesIO, str]:
    return BytesIO(content), name


def with_photo(student: Student) -> Student:
    student.photo = photo_from(picture("JPEG"))
    return student


def files(session: Store) -> int:
    return (
        session.scalar(select(func.count()).select_from(DocumentFile).where(DocumentFile.media_type == "image/jpeg"))
        or 0
    )


def at_field(text: str) -> str:
    """What is said at the photo's field."""
    told = check_page(text).find(".//div[@id='photo-error']")
    return "" if told is None else words(told)


@pytest.mark.parametrize("address", [FORM, VERB])
def test_a_photo_is_put_in_replaced_and_removed(
    client: Browser, school: LittleSchool, session: Store, address: str
) -> None:
    student = school.own["student"]
    page, shown = address.format(student.id), f"/admin/student/photo/?id={student.id}"
    client.sign_in("registrar")
    for size in ((90, 60), (40, 50)):
        answer = client.post_form(page, {"photo": upload(picture("JPEG", size=size, exif=True))})
        assert answer.status_code == 302
        seen = client.get(shown)
        assert (seen.mimetype, Image.open(BytesIO(seen.data)).size) == ("image/jpeg", size)
        assert PLACE not in seen.data
        assert seen.headers["X-Content-Type-Options"] == "nosniff"
        assert seen.headers["Cache-Control"] == "private, no-store"
        assert files(session) == 1
    assert client.post_form(page, {"photo": "remove"}).status_code == 302
    assert client.get(shown).status_code == 404
    assert files(session) == 0


def test_a_new_student_comes_with_a_photo(client: Browser, session: Store) -> None:
    client.sign_in("registrar")
    typed = {"firstname": "Nova", "lastname": "New", "email": "nova@school.example", "photo": upload(picture("PNG"))}
    assert client.post_form("/admin/student/new/", typed).status_code == 302
    assert session.scalars(select(Student)).one().photo is not None


def test_a_save_that_says_nothing_of_the_photo_leaves_it(client: Browser, school: LittleSchool, session: Store) -> None:
    student = with_photo(school.own["student"])
    session.commit()
    before = student.photo_id
    client.sign_in("registrar")
    client.post_form(FORM.format(student.id), {"city": "Elsewhere", "photo": upload(b"", "")})
    assert (student.city, student.photo_id) == ("Elsewhere", before)


@pytest.mark.parametrize("address", [FORM, VERB])
def test_what_is_no_picture_is_refused_at_its_field(
    client: Browser, school: LittleSchool, session: Store, address: str
) -> None:
    student = with_photo(school.own["student"])
    session.commit()
    client.sign_in("registrar")
    answer = client.post_form(address.format(student.id), {"photo": upload(b"%PDF-1.7", "report.jpg")})
    assert at_field(answer.text) == "This is no picture that can be read. Choose a JPEG, PNG or WebP file."
    assert files(session) == 1


def test_a_file_that_a_refused_form_has_lost_is_asked_for_again(
    client: Browser, school: LittleSchool, session: Store
) -> None:
    student = school.own["student"]
    client.sign_in("registrar")
    typed = {"lastname": "", "photo": upload(picture("JPEG"), "<b>sammy</b>.jpg")}
    answer = client.post_form(FORM.format(student.id), typed)
    assert at_field(answer.text) == "Choose the file again: <b>sammy</b>.jpg"
    assert "Photo: Choose the file again" in answer.text
    assert files(session) == 0
    answer = client.post_form(FORM.format(student.id), {"lastname": ""})
    assert at_field(answer.text) == ""


def test_a_document_and_a_dialog_ask_for_their_file_again(client: Browser, school: LittleSchool) -> None:
    client.sign_in("registrar")
    page = f"/admin/document/edit/?id={school.own['document'].id}"
    answer = client.post_form(page, {"title": "", "upload": upload(b"%PDF-1.7", "report.pdf")})
    assert "Choose the file again: report.pdf" in answer.text
    form = {"csrf_token": client.token(), "dialog-photo": upload(picture("JPEG"), "new.jpg")}
    answer = client.post("/admin/student/new/?dialog=1", data=form)
    assert "Choose the file again: new.jpg" in answer.text


def test_the_form_of_a_photo_wants_one(client: Browser, school: LittleSchool) -> None:
    client.sign_in("registrar")
    answer = client.post_form(VERB.format(school.own["student"].id), {"photo": upload(b"", "")})
    assert at_field(answer.text) == "Choose a picture first."


def test_the_log_tells_that_the_photo_changed_and_nothing_of_it(
    client: Browser, school: LittleSchool, session: Store
) -> None:
    student = school.own["student"]
    client.sign_in("registrar")
    client.post_form(VERB.format(student.id), {"photo": upload(picture("JPEG"))})
    of_student = select(AuditEntry).filter_by(resource="student", record_id=student.id).order_by(AuditEntry.id.desc())
    assert session.scalars(of_student).first().changes == {"photo_id": ["(hidden)", "(hidden)"]}  # type: ignore[union-attr]
    of_file = session.scalars(select(AuditEntry).filter_by(resource="document_file").order_by(AuditEntry.id.desc()))
    assert str(of_file.first().changes["content"][1]).endswith(" bytes")  # type: ignore[union-attr]
    history = check_page(client.get(f"/admin/student/details/?id={student.id}&tab=history").text)
    assert "Photo changed" in words(history.find(".//ol[@class='history']"))


def test_no_page_but_the_picture_reads_its_bytes(client: Browser, school: LittleSchool, session: Store) -> None:
    student = with_photo(school.own["student"])
    session.commit()
    client.sign_in("registrar")
    for page in ("/admin/student/", f"/admin/student/details/?id={student.id}", FORM.format(student.id)):
        with statements_sent("SELECT") as asked:
            assert client.get(page).status_code == 200
        assert not [statement for statement in asked if "document_file.content" in statement]
    with statements_sent("SELECT") as asked:
        client.get(f"/admin/student/photo/?id={student.id}")
    assert [statement for statement in asked if "document_file.content" in statement]


@anywhere
@pytest.mark.parametrize("role", ["administrator", "registrar", "teacher", "bursar", "nurse", "viewer"])
def test_the_head_leads_to_another_photo_for_those_who_may_change_it(standing: Standing, role: str) -> None:
    page = standing.browser(role).get(f"/admin/student/details/?id={standing.school.own['student'].id}")
    assert ("/verb/photo/" in page.text) is (role in ("administrator", "registrar"))
