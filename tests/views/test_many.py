"""Many records at once: chosen in a list, previewed, and done to all that were previewed or to none."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session, scoped_session
from werkzeug.test import TestResponse

from admin_app.admin.access import screens
from admin_app.audit import AuditEntry
from admin_app.clock import now
from admin_app.school import Enrollment, Section, Student, StudentStatus, Tag
from tests import factories as make
from tests.client import Browser
from tests.html import check_page, forms

from .little_school import FREE_DAY, LittleSchool
from .reading import complaints, exported, flashed
from .writes import contents

LIST = "/admin/student/"
MANY = f"{LIST}many/"
Typed = dict[str, Any]
Store = scoped_session[Session]


@pytest.fixture
def registrar(client: Browser, school: LittleSchool) -> Browser:
    client.sign_in(school.users["registrar"])
    return client


@pytest.fixture
def three(school: LittleSchool, session: Store) -> list[Student]:
    """Three students who are here, in order of their ids."""
    found = [make.StudentFactory(lastname=f"Trio{n}", city="Old Town", status=StudentStatus.ENROLLED) for n in range(3)]
    for student in found:
        make.AdmissionFactory(
            student=student,
            school=school.own["school"],
            academic_year=school.own["academic_year"],
            grade_level=school.own["grade_level"],
        )
    session.commit()
    return found


def ids(records: list[Any]) -> str:
    return ",".join(str(record.id) for record in records)


def send(browser: Browser, address: str, typed: Typed) -> TestResponse:
    return browser.post(address, data={**typed, "csrf_token": browser.token()})


def preview(
    browser: Browser, deed: str, records: list[Any], typed: Typed | None = None, at: str = LIST
) -> TestResponse:
    return send(browser, f"{at}many/{deed}/preview/", {"rowid": ids(records), **(typed or {})})


def plan_in(answer: TestResponse) -> str:
    """The sealed plan of a preview."""
    assert answer.status_code == 200, answer.status
    found = [form for form in forms(check_page(answer.text), LIST) if "plan" in form.values]
    assert len(found) == 1, "the preview offers nothing to confirm"
    return found[0].values["plan"][0]


def confirm(browser: Browser, deed: str, answer: TestResponse, at: str = LIST) -> TestResponse:
    return send(browser, f"{at}many/{deed}/confirm/", {"plan": plan_in(answer)})


def words(answer: TestResponse) -> str:
    """What a page says, with single spaces."""
    body = check_page(answer.text).find(".//main")
    assert body is not None
    return " ".join("".join(body.itertext()).split())


def entries(session: Store, resource: str) -> list[AuditEntry]:
    return list(session.scalars(select(AuditEntry).where(AuditEntry.resource == resource).order_by(AuditEntry.id)))


# --- choosing ---------------------------------------------------------------------------------------------------------


def offered(browser: Browser) -> tuple[list[str], int]:
    """What the list of students offers for many, and how many boxes it has."""
    page = check_page(browser.get(LIST).text)
    options = page.findall(".//select[@name='action']/option")
    return [option.get("value", "") for option in options][1:], len(page.findall(".//input[@name='rowid']"))


@pytest.mark.parametrize(
    ("role", "deeds"),
    [
        ("registrar", ["edit", "tag", "untag", "enroll", "withdraw", "delete", "export"]),
        ("teacher", ["export"]),
        ("bursar", []),
        ("viewer", []),
    ],
)
def test_a_list_offers_what_its_user_may_do(client: Browser, school: LittleSchool, role: str, deeds: list[str]) -> None:
    client.sign_in(school.users[role])
    names, boxes = offered(client)
    assert names == deeds
    assert (boxes > 0) == bool(deeds)


def test_a_box_costs_a_page_few_bytes(registrar: Browser, school: LittleSchool) -> None:
    make.StudentFactory.create_batch(60)
    page = registrar.get(f"{LIST}?page_size=50")
    boxes = re.findall("<input type=checkbox[^>]*name=rowid[^>]*>", page.text)
    assert len(boxes) == 50
    assert sum(map(len, boxes)) < 50 * 90
    assert len(page.data) < 60_000


def test_a_list_asks_for_what_takes_typing_and_previews_what_does_not(
    registrar: Browser, school: LittleSchool, three: list[Student]
) -> None:
    ticked = {"rowid": [student.id for student in three]}
    asked = send(registrar, MANY, {**ticked, "action": "edit"})
    assert "Edit fields: 3 students" in words(asked)
    assert "many/edit/preview/" in asked.text
    assert "Trio1" in words(send(registrar, MANY, {**ticked, "action": "delete"}))


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"action": "edit"}, "Nothing is selected."),
        ({"action": ""}, "Choose what to do"),
        ({"action": "export"}, "Nothing is selected."),
        ({"action": "edit", "rowid": "0,none,99999999999"}, "None of what you selected is open to you"),
    ],
)
def test_choosing_nothing_is_told(registrar: Browser, school: LittleSchool, typed: Typed, said: str) -> None:
    answer = send(registrar, MANY, typed)
    assert answer.location == LIST
    assert said in flashed(registrar.get(LIST))[0]


def test_all_that_match_are_those_of_the_search_and_the_filters(
    registrar: Browser, three: list[Student], session: Store
) -> None:
    matching = {"everything": "1", "query": "flt0_city_is=Old+Town&search=trio1&page=7&sort=lastname"}
    answer = send(registrar, f"{MANY}edit/preview/", {**matching, "change": "city", "city": "New Town"})
    assert "Edit fields: 1 student" in words(answer)
    assert confirm(registrar, "edit", answer).status_code == 302
    assert [student.city for student in three] == ["Old Town", "New Town", "Old Town"]
    unknown = {"everything": "1", "query": "flt0_nothing_is=x", "change": "city", "city": "Everywhere"}
    assert send(registrar, f"{MANY}edit/preview/", unknown).status_code == 400


def test_more_than_can_be_done_at_once_is_said_before_anything_is_typed(
    registrar: Browser, three: list[Student], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(screens()["student"].deeds["edit"], "most", 2)
    for address in (MANY, f"{MANY}edit/preview/"):
        answer = send(registrar, address, {"everything": "1", "query": "search=trio", "action": "edit"})
        assert answer.location == LIST
        assert "you selected more than the 2 that can be done at once" in flashed(registrar.get(LIST))[0]


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


# --- a file of the selection ------------------------------------------------------------------------------------------


def test_an_export_of_what_was_ticked(registrar: Browser, three: list[Student]) -> None:
    sent = send(registrar, MANY, {"action": "export", "rowid": [three[0].id, three[2].id]})
    assert sent.location == f"{LIST}export/csv/?ids={three[0].id},{three[2].id}"
    assert {row["Last name"] for row in exported(registrar.get(sent.location))} == {"Trio0", "Trio2"}
    everything = send(registrar, MANY, {"action": "export", "everything": "1", "query": "search=trio&page=3"})
    assert {row["Last name"] for row in exported(registrar.get(everything.location))} == {"Trio0", "Trio1", "Trio2"}
    assert registrar.get(f"{LIST}export/csv/?ids=1,x").status_code == 400


def test_a_teacher_exports_nobody_elses_students(client: Browser, school: LittleSchool) -> None:
    client.sign_in(school.users["teacher"])
    near, far = school.own["student"], school.other["student"]
    rows = exported(client.get(f"{LIST}export/csv/?ids={near.id},{far.id}"))
    assert [row["First name"] for row in rows] == [near.firstname]


# --- whose it is ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", ["teacher", "bursar", "nurse", "viewer"])
@pytest.mark.parametrize("deed", ["edit", "tag", "enroll", "withdraw", "delete"])
def test_who_may_not_is_refused_at_every_step(client: Browser, school: LittleSchool, role: str, deed: str) -> None:
    client.sign_in(school.users[role])
    typed = {"rowid": school.own["student"].id, "action": deed, "tag": school.own["tag"].id}
    before = contents()
    for address in (MANY, f"{MANY}{deed}/preview/", f"{MANY}{deed}/confirm/"):
        assert send(client, address, typed).status_code == 403
    assert contents() == before


def test_only_rows_of_ones_own_are_touched(client: Browser, school: LittleSchool, session: Store) -> None:
    client.sign_in(school.users["teacher"])
    mine, theirs = (
        make.NoteFactory(student=school.own["student"], author=school.users[role], title=f"by {role}")
        for role in ("teacher", "nurse")
    )
    session.commit()
    at = "/admin/note/"
    answer = preview(client, "delete", [mine, theirs], at=at)
    assert "Delete: 1 note" in words(answer)
    assert "1 note of your selection is no longer there, or not open to you" in words(answer)
    assert "by nurse" not in words(answer)
    kept = theirs.id
    session.expunge(mine)
    confirm(client, "delete", answer, at=at)
    assert [note.id for note in school.own["student"].notes if note.title.startswith("by ")] == [kept]


def test_a_plan_is_only_for_whom_and_what_it_was_made(
    registrar: Browser, school: LittleSchool, three: list[Student], session: Store
) -> None:
    plan = plan_in(preview(registrar, "tag", three, {"tag": school.own["tag"].id}))
    before = contents()
    for deed, text in (("untag", plan), ("edit", plan), ("tag", plan[:-2] + "xx"), ("tag", ""), ("tag", "1.2.3")):
        answer = send(registrar, f"{MANY}{deed}/confirm/", {"plan": text})
        assert answer.status_code == 400
        assert "Choose the records again" in answer.text
    other = registrar.application.test_client()
    assert isinstance(other, Browser)
    other.sign_in(school.users["administrator"])
    assert send(other, f"{MANY}tag/confirm/", {"plan": plan}).status_code == 400
    assert contents() == before


def test_a_plan_grows_old(registrar: Browser, three: list[Student], monkeypatch: pytest.MonkeyPatch) -> None:
    answer = preview(registrar, "edit", three, {"change": "city", "city": "New Town"})
    monkeypatch.setattr("admin_app.admin.many.sealing.LASTS", -1)
    assert confirm(registrar, "edit", answer).status_code == 400


def test_what_was_chosen_is_gone_by_the_time(
    registrar: Browser, school: LittleSchool, three: list[Student], session: Store
) -> None:
    tag = make.TagFactory(name="short-lived")
    session.commit()
    answer = preview(registrar, "tag", three, {"tag": tag.id})
    session.delete(tag)
    session.commit()
    assert "What was chosen for it is no longer there." in words(confirm(registrar, "tag", answer))


def test_more_of_them_are_read_with_no_more_questions(
    registrar: Browser, school: LittleSchool, three: list[Student], query_counter: Callable[..., Any]
) -> None:
    """Writing each asks a thing or two of its own, so that a refusal has a name; looking at them does not."""
    sizes, token = [], registrar.token()
    for rows in (ids(three[:1]), ids(three)):
        typed = {"rowid": rows, "change": ["city", "add_tags"], "city": "Old Town", "csrf_token": token}
        with query_counter("SELECT") as sent:
            answer = registrar.post(f"{MANY}edit/preview/", data=typed)
        assert "Stay as they are" in words(answer)
        sizes.append(len(sent))
    assert sizes[0] == sizes[1]
