"""Whose a record is, follows from what is true now; and nobody changes what is not theirs."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from sqlalchemy.orm import Session, scoped_session

from admin_app.clock import now
from admin_app.school import AttendanceMark, Enrollment, EnrollmentStatus, Note, NoteCategory
from tests import factories as make
from tests.client import Browser, Value

from .access_table import powers
from .filled_forms import new_records
from .little_school import FREE_DAY, ROLES, LittleSchool
from .reading import complaints, listed


@pytest.fixture
def teacher(client: Browser, school: LittleSchool) -> Browser:
    client.sign_in(school.users["teacher"])
    return client


@pytest.fixture
def nurse(client: Browser, school: LittleSchool) -> Browser:
    client.sign_in(school.users["nurse"])
    return client


def test_whose_a_student_is_follows_from_sections_and_enrollments(
    teacher: Browser, school: LittleSchool, session: scoped_session[Session]
) -> None:
    mine, classmate, foreign = school.own["student"].id, school.classmate.id, school.other["student"].id
    assert listed(teacher.get("/admin/student/")) == {mine, classmate}

    school.other["section"].teachers.append(school.own["staff"])  # who takes a second section on has its students
    assert listed(teacher.get("/admin/student/")) == {mine, classmate, foreign}

    school.other["enrollment"].deleted_at = now()  # an enrollment in the trash is none
    assert listed(teacher.get("/admin/student/")) == {mine, classmate}

    enrollment = school.own["enrollment"]  # who has left the section is the teacher's no more
    enrollment.status, enrollment.ends_on = EnrollmentStatus.DROPPED, enrollment.starts_on
    assert listed(teacher.get("/admin/student/")) == {classmate}
    assert teacher.get(f"/admin/student/details/?id={mine}").status_code == 404

    school.own["section"].teachers = []  # and who gives the section away has nobody
    school.other["section"].teachers = []
    for resource in ("student", "section", "enrollment", "posted_grade", "attendance_mark", "register_taken"):
        assert listed(teacher.get(f"/admin/{resource}/")) == set()


def test_a_teacher_without_a_staff_record_sees_nobody(client: Browser, school: LittleSchool) -> None:
    client.sign_in("teacher")
    assert listed(client.get("/admin/student/")) == set()
    assert listed(client.get("/admin/note/")) == set()


def test_two_roles_see_what_each_of_them_sees(client: Browser, school: LittleSchool) -> None:
    both = make.user_with("teacher", "nurse")
    school.own["staff"].user = both
    note = make.NoteFactory(author=both, student=school.own["student"])
    client.sign_in(both)
    assert listed(client.get("/admin/note/")) == {note.id, school.of("nurse", "note").id}
    assert school.other["student"].id in listed(client.get("/admin/student/"))


# --- writing ----------------------------------------------------------------------------------------------------------


def test_a_teacher_records_for_their_own_sections_and_students_only(
    teacher: Browser, school: LittleSchool, session: scoped_session[Session]
) -> None:
    for screen in ("attendance_mark", "posted_grade", "register_taken"):
        before, typed = listed(teacher.get(f"/admin/{screen}/")), new_records(school)[screen]
        for field in {"section", "student"} & set(typed):
            answer = teacher.post_form(f"/admin/{screen}/new/", typed | {field: school.other[field].id})
            assert complaints(answer)[field].endswith("This is none of the choices.")
        assert listed(teacher.get(f"/admin/{screen}/")) == before
        assert teacher.post_form(f"/admin/{screen}/new/", typed).status_code == 302
        assert len(listed(teacher.get(f"/admin/{screen}/"))) == len(before) + 1
    mark = school.own["attendance_mark"]
    page, section = f"/admin/attendance_mark/edit/?id={mark.id}", mark.section_id
    answer = teacher.post_form(page, {"section": school.other["section"].id})
    assert complaints(answer)["section"].endswith("This is none of the choices.")
    assert session.get_one(AttendanceMark, mark.id).section_id == section


#: (role, screen, what is typed there): of each, the record of somebody else is tried.
FOREIGN_WRITES: list[tuple[str, str, dict[str, Value]]] = [
    ("teacher", "attendance_mark", {"comment": "Stolen"}),
    ("teacher", "register_taken", {"on": FREE_DAY.isoformat()}),
    ("teacher", "posted_grade", {"mark": "F"}),
    ("teacher", "note", {"title": "Stolen", "body": "Stolen"}),
    ("nurse", "note", {"title": "Stolen", "body": "Stolen"}),
    *((role, "saved_view", {"name": "Stolen"}) for role in ROLES if role != "administrator"),
]


def test_a_foreign_record_is_neither_changed_nor_deleted_nor_brought_back(
    client: Browser, school: LittleSchool, session: scoped_session[Session]
) -> None:
    for role, screen, typed in FOREIGN_WRITES:
        client.sign_in(school.users[role])
        record = school.not_of(screen)
        model, identity, version = type(record), record.id, record.version
        data: dict[str, Any] = {**typed, "id": identity, "csrf_token": client.token()}
        gone = 404 if "d" in powers(role, screen)[0] else 403
        assert client.post(f"/admin/{screen}/edit/?id={identity}", data=data).status_code == 404
        assert client.post(f"/admin/{screen}/delete/", data=data).status_code == gone
        client.post(f"/admin/{screen}/action/", data={**data, "action": "delete", "rowid": [identity]})
        assert session.get_one(model, identity).version == version
        session.get_one(model, identity).deleted_at = now()
        assert client.post(f"/admin/{screen}/restore/", data=data).status_code == gone
        assert session.get_one(model, identity).deleted_at is not None
        session.get_one(model, identity).deleted_at = None


def test_a_nurse_writes_medical_notes_and_no_others(
    nurse: Browser, school: LittleSchool, session: scoped_session[Session]
) -> None:
    typed = new_records(school)["note"]
    assert nurse.post_form("/admin/note/new/", typed).status_code == 302
    answer = nurse.post_form("/admin/note/new/", {**typed, "title": "Behind", "category": "pastoral"})
    assert "outside your own records" in answer.text
    note = school.of("nurse", "note")
    answer = nurse.post_form(f"/admin/note/edit/?id={note.id}", {"category": "general"})
    assert "outside your own records" in answer.text
    assert session.get_one(Note, note.id).category is NoteCategory.MEDICAL
    assert session.query(Note).filter_by(title="Behind").count() == 0


def test_a_note_is_by_whoever_writes_it(
    client: Browser, school: LittleSchool, session: scoped_session[Session]
) -> None:
    bursar = school.users["bursar"].id
    sly: dict[str, Value] = {"author": bursar, "author_id": bursar}
    for role in ("registrar", "teacher", "nurse"):
        client.sign_in(school.users[role])
        typed = new_records(school)["note"] | {"title": role} | sly
        assert client.post_form("/admin/note/new/", typed).status_code == 302
        assert session.query(Note).filter_by(title=role).one().author_id == school.users[role].id


def test_a_saved_view_is_of_whoever_saves_it(client: Browser, school: LittleSchool) -> None:
    sly: dict[str, Value] = {"user_id": school.users["bursar"].id, "user": "1"}
    for role in ROLES:
        client.sign_in(school.users[role])
        typed = new_records(school)["saved_view"] | {"name": f"Of the {role}"} | sly
        assert client.post_form("/admin/saved_view/new/", typed).status_code == 302
        own = client.get("/admin/saved_view/?search=Of+the")
        assert len(listed(own)) == 1
        assert f"Of the {role}" in own.text


def test_a_registrar_sees_their_own_changes_and_sign_in_only(app: Flask, school: LittleSchool) -> None:
    registrar, bursar = app.test_client(), app.test_client()
    assert isinstance(registrar, Browser)
    assert isinstance(bursar, Browser)
    registrar.sign_in(school.users["registrar"])
    bursar.sign_in(school.users["bursar"])
    before = len(listed(registrar.get("/admin/audit_entry/?page_size=100")))
    assert bursar.post_form("/admin/fee_item/new/", new_records(school)["fee_item"]).status_code == 302
    assert registrar.post_form("/admin/tag/new/", {"name": "mine"}).status_code == 302
    assert len(listed(registrar.get("/admin/audit_entry/?page_size=100"))) == before + 1
    assert "New fee" not in registrar.get("/admin/audit_entry/").text


def test_an_enrollment_in_another_section_is_not_listed_for_a_teacher(
    teacher: Browser, school: LittleSchool, session: scoped_session[Session]
) -> None:
    """The student is the teacher's, the other section is not."""
    elsewhere = make.EnrollmentFactory(student=school.own["student"], section=school.other["section"])
    session.commit()
    assert elsewhere.id not in listed(teacher.get("/admin/enrollment/"))
    assert teacher.get(f"/admin/enrollment/details/?id={elsewhere.id}").status_code == 404
    assert session.query(Enrollment).count() == 4
