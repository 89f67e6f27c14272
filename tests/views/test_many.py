"""Many records at once: who may choose which in a list, and who may confirm what was previewed."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest

from admin_app.admin.access import screens
from admin_app.school import Student
from tests import factories as make
from tests.client import Browser
from tests.html import check_page

from .little_school import LittleSchool
from .previews import LIST, MANY, Store, Typed, confirm, ids, plan_in, preview, send, words
from .reading import exported, flashed
from .writes import contents

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


@pytest.mark.parametrize("engine_name", ["sqlite"])
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
    confirm(client, "delete", answer, at=at)
    notes = [note for note in school.own["student"].notes if note.title.startswith("by ") and note.deleted_at is None]
    assert [note.id for note in notes] == [kept]


def test_a_plan_is_only_for_whom_and_what_it_was_made(
    registrar: Browser, school: LittleSchool, three: list[Student], session: Store
) -> None:
    other = registrar.application.test_client()
    assert isinstance(other, Browser)
    other.sign_in(school.users["administrator"])
    plan = plan_in(preview(registrar, "tag", three, {"tag": school.own["tag"].id}))
    before = contents()
    for deed, text in (("untag", plan), ("edit", plan), ("tag", plan[:-2] + "xx"), ("tag", ""), ("tag", "1.2.3")):
        answer = send(registrar, f"{MANY}{deed}/confirm/", {"plan": text})
        assert answer.status_code == 400
        assert "Choose the records again" in answer.text
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
