"""Many records at once: previewed, and done to all that were previewed or to none."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from admin_app.clock import now
from admin_app.school import Enrollment, Section, Student, StudentStatus, Tag
from tests import factories as make
from tests.client import Browser
from tests.html import check_page, forms

from .little_school import FREE_DAY, LittleSchool
from .previews import LIST, MANY, Store, Typed, confirm, entries, ids, plan_in, preview, send, words
from .reading import complaints, flashed
from .writes import contents

# --- the same values for many -----------------------------------------------------------------------------------------


def test_a_preview_tells_what_changes_and_changes_nothing(
    registrar: Browser, school: LittleSchool, three: list[Student], session: Store
) -> None:
    three[0].city = "New Town"
    session.commit()
    before = contents()
    answer = preview(registrar, "edit", three, {"change": ["city"], "city": "New Town", "home_language": "fr"})
    said = words(answer)
    assert "Edit fields: 2 students" in said
    assert "Old Town" in said
    assert "Stay as they are: 1 student" in said
    assert contents() == before


def test_what_was_previewed_is_done_once_for_all_and_logged(
    registrar: Browser, school: LittleSchool, three: list[Student], session: Store
) -> None:
    tag = school.own["tag"]
    typed = {"change": ["city", "add_tags", "directory_opt_out"], "city": " New Town ", "add_tags": tag.id}
    answer = preview(registrar, "edit", three, {**typed, "directory_opt_out": "1"})
    versions = [student.version for student in three]
    told = confirm(registrar, "edit", answer)
    assert (told.status_code, told.location) == (302, LIST)
    assert flashed(registrar.get(LIST)) == ["Edit fields: done for 3 students."]
    for student, version in zip(three, versions, strict=True):
        assert (student.city, student.directory_opt_out, student.tags) == ("New Town", True, [tag])
        assert student.version == version + 1
        (entry,) = (each for each in entries(session, "student") if each.record_id == student.id and each.user_id)
        assert entry.changes["city"] == ["Old Town", "New Town"]
        assert entry.changes["tags"] == [[], [tag.id]]
        assert entry.user_id == school.users["registrar"].id


def test_a_value_is_emptied_only_where_it_is_ticked(registrar: Browser, three: list[Student]) -> None:
    confirm(registrar, "edit", preview(registrar, "edit", three, {"change": "city", "city": "", "home_language": "fr"}))
    assert {(student.city, student.home_language) for student in three} == {(None, None)}


def test_tags_leave_those_who_have_them(
    registrar: Browser, school: LittleSchool, three: list[Student], session: Store
) -> None:
    tag = school.own["tag"]
    three[1].tags.append(tag)
    session.commit()
    answer = preview(registrar, "edit", three, {"change": "remove_tags", "remove_tags": tag.id})
    assert "Edit fields: 1 student" in words(answer)
    confirm(registrar, "edit", answer)
    assert three[1].tags == []


@pytest.mark.parametrize(
    ("typed", "field", "said"),
    [
        ({"city": "x"}, "", "Tick what is to change."),
        ({"change": "city", "city": "x" * 101}, "city", "At most 100 characters."),
        ({"change": "grade_level", "grade_level": "999999"}, "grade_level", "This is none of the choices."),
        ({"change": "status", "status": "graduated"}, "", "Tick what is to change."),
        ({"change": "email", "email": "a@b.example"}, "", "Tick what is to change."),
    ],
)
def test_what_cannot_be_is_told_before_the_preview(
    registrar: Browser, three: list[Student], typed: Typed, field: str, said: str
) -> None:
    answer = preview(registrar, "edit", three, typed)
    assert said in complaints(answer)[field]
    again = forms(check_page(answer.text), LIST)
    assert ids(three) in [form.values["rowid"][0] for form in again if "rowid" in form.values]


def test_a_record_changed_since_the_preview_is_left_alone_and_named(
    registrar: Browser, three: list[Student], session: Store
) -> None:
    answer = preview(registrar, "edit", three, {"change": "city", "city": "New Town"})
    three[1].city = "Somebody’s Town"
    three[2].deleted_at = now()
    session.commit()
    told = confirm(registrar, "edit", answer)
    assert "Done for 1 student." in words(told)
    assert "left alone: 2 students" in words(told)
    assert str(three[1]) in words(told)
    assert [student.city for student in three] == ["New Town", "Somebody’s Town", "Old Town"]


def test_tags_changed_since_the_preview_count_as_a_change(
    registrar: Browser, school: LittleSchool, three: list[Student], session: Store
) -> None:
    answer = preview(registrar, "edit", three, {"change": "add_tags", "add_tags": school.own["tag"].id})
    three[0].tags.append(school.other["tag"])
    session.commit()
    assert "left alone: 1 student" in words(confirm(registrar, "edit", answer))
    assert [len(student.tags) for student in three] == [1, 1, 1]


def test_a_preview_is_confirmed_once(registrar: Browser, three: list[Student]) -> None:
    answer = preview(registrar, "edit", three, {"change": "city", "city": "New Town"})
    plan = {"plan": plan_in(answer)}
    assert send(registrar, f"{MANY}edit/confirm/", plan).status_code == 302
    assert "left alone: 3 students" in words(send(registrar, f"{MANY}edit/confirm/", plan))


# --- verbs ------------------------------------------------------------------------------------------------------------


def seated(session: Store, section: Section) -> set[int]:
    return set(session.scalars(select(Enrollment.student_id).where(Enrollment.section_id == section.id)))


def test_seats_are_given_until_there_are_none(
    registrar: Browser, school: LittleSchool, three: list[Student], session: Store
) -> None:
    section = make.SectionFactory(course=school.own["course"], term=school.own["term"], seats=2)
    session.commit()
    typed = {"section": section.id, "starts_on": FREE_DAY.isoformat()}
    answer = preview(registrar, "enroll", [*three, school.applicant], typed)
    said = words(answer)
    assert "Enroll in a section: 2 students" in said
    assert "has 2 seats and all are taken" in said
    assert "is not at the school now" in said
    assert seated(session, section) == set()
    confirm(registrar, "enroll", answer)
    assert seated(session, section) == {three[0].id, three[1].id}


def test_one_refusal_stops_all_of_it_and_says_whose(
    registrar: Browser, school: LittleSchool, three: list[Student], session: Store
) -> None:
    section = make.SectionFactory(course=school.own["course"], term=school.own["term"], seats=3)
    session.commit()
    typed = {"section": section.id, "starts_on": FREE_DAY.isoformat()}
    answer = preview(registrar, "enroll", three, typed)
    make.EnrollmentFactory(student=school.classmate, section=section)
    session.commit()
    before = contents()
    stopped = confirm(registrar, "enroll", answer)
    assert "Nothing was done, to none of them." in words(stopped)
    assert f"{three[2]}: {section} has 3 seats and all are taken." in words(stopped)
    assert contents() == before
    (again,) = (form for form in forms(check_page(stopped.text), LIST) if "rowid" in form.values)
    assert again.values["section"] == [str(section.id)]
    assert "Enroll in a section: 2 students" in words(registrar.post(again.action, data=again.values))


def test_tags_and_leaving_for_many(
    registrar: Browser, school: LittleSchool, three: list[Student], session: Store
) -> None:
    tag = school.own["tag"]
    confirm(registrar, "tag", preview(registrar, "tag", three[:2], {"tag": tag.id}))
    assert [student.tags for student in three] == [[tag], [tag], []]
    answer = preview(registrar, "untag", three, {"tag": tag.id})
    assert "Stay as they are: 1 student" in words(answer)
    confirm(registrar, "untag", answer)
    assert [student.tags for student in three] == [[], [], []]
    left = {"exited_on": "2026-11-02", "code": "transferred", "next_school": "Elsewhere"}
    confirm(registrar, "withdraw", preview(registrar, "withdraw", three, left))
    assert {student.status for student in three} == {StudentStatus.WITHDRAWN}
    assert {stay.next_school for student in three for stay in student.admissions} == {"Elsewhere"}


# --- deleting ---------------------------------------------------------------------------------------------------------


def test_many_are_deleted_after_it_was_said_what_becomes_of_each(
    registrar: Browser, school: LittleSchool, three: list[Student], session: Store
) -> None:
    alone = make.StudentFactory(lastname="Alone")
    session.commit()
    answer = preview(registrar, "delete", [three[0], alone])
    assert "In the trash, from where it can be brought back. What refers to it stays: Admissions: 1." in words(answer)
    assert "Gone for good." in words(answer)
    gone = alone.id
    session.expunge(alone)
    confirm(registrar, "delete", answer)
    assert three[0].deleted_at is not None
    assert session.get(Student, gone) is None
    assert [entry.record_label for entry in entries(session, "student") if entry.action == "delete"] == [str(alone)]


def test_what_was_deleted_is_no_longer_found(registrar: Browser, session: Store) -> None:
    tags = [make.TagFactory(name=f"fleeting {n}") for n in range(2)]
    session.commit()
    assert "fleeting 1" in registrar.get("/admin/tag/?search=fleeting").text
    answer = preview(registrar, "delete", tags, at="/admin/tag/")
    for tag in tags:
        session.expunge(tag)
    confirm(registrar, "delete", answer, at="/admin/tag/")
    assert "Nothing matches" in registrar.get("/admin/tag/?search=fleeting").text
    assert session.scalar(select(Tag.id).where(Tag.name.startswith("fleeting"))) is None
