"""Deleting on every screen: for good or into the trash, and back; and where saving leads."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy.orm import Session, scoped_session

from tests.client import Browser
from tests.html import check_page

from .access_table import powers, resources
from .deleting import remove
from .little_school import LittleSchool
from .reading import flashed, listed

#: What other records refer to goes to the trash, and what the change log does not keep; the rest is gone.
KEPT_NOWHERE_ELSE = ("note", "medical_alert", "student_guardian")
TO_THE_TRASH = (
    "student",
    "guardian",
    "staff",
    "course",
    "section",
    "term",
    "academic_year",
    "grade_level",
    "department",
    "room",
    "school",
    "attendance_code",
    "fee_item",
    "user",
    *KEPT_NOWHERE_ELSE,
)
FOR_GOOD = tuple(
    resource for resource in resources() if "d" in powers("administrator", resource)[0] and resource not in TO_THE_TRASH
)


@pytest.fixture
def administrator(client: Browser, school: LittleSchool) -> Iterator[Browser]:
    client.sign_in(school.users["administrator"])
    return client


def test_what_others_refer_to_goes_to_the_trash_and_comes_back(
    administrator: Browser, school: LittleSchool, session: scoped_session[Session]
) -> None:
    for resource in TO_THE_TRASH:
        record = school.own[resource]
        model, identity, here = type(record), record.id, f"/admin/{resource}/"
        confirm = f"{here}delete/confirm/?id={identity}"
        asked = administrator.get(confirm)
        assert "goes to the trash" in asked.text, resource
        assert ("Other records refer to it" in asked.text) is (resource not in KEPT_NOWHERE_ELSE), resource
        told = administrator.post_form(confirm, to=f"{here}delete/", follow_redirects=True)
        assert "is in the trash now" in flashed(told)[0]
        assert session.get_one(model, identity).deleted_at is not None
        assert identity not in listed(administrator.get(f"{here}?page_size=100"))
        assert identity in listed(administrator.get(f"{here}?trash=1"))
        assert administrator.get(f"{here}edit/?id={identity}").status_code == 404
        told = administrator.post_form(f"{here}details/?id={identity}", to=f"{here}restore/", follow_redirects=True)
        assert "is back" in flashed(told)[0]
        assert session.get_one(model, identity).deleted_at is None
        assert identity in listed(administrator.get(f"{here}?page_size=100"))


def test_what_nothing_refers_to_is_gone_for_good(
    administrator: Browser, school: LittleSchool, session: scoped_session[Session]
) -> None:
    for resource in FOR_GOOD:
        record = school.own[resource]
        model, identity = type(record), record.id
        session.expunge(record)
        remove(administrator, resource, identity)
        assert session.get(model, identity) is None


# --- where saving leads -----------------------------------------------------------------------------------------------


def test_saving_leads_back_on_or_to_the_next_one(administrator: Browser, school: LittleSchool) -> None:
    page, back = "/admin/tag/new/?url=/admin/tag/?search%3Dx", "/admin/tag/?search=x"
    assert administrator.post_form(page, {"name": "one"}).location == back
    following = administrator.post_form(page, {"name": "two", "_add_another": "1"}).location
    assert following.startswith("/admin/tag/new/?url=")
    staying = administrator.post_form(page, {"name": "three", "_continue_editing": "1"}).location
    assert staying.startswith("/admin/tag/edit/?id=")


def test_a_page_after_saving_says_what_was_saved(administrator: Browser) -> None:
    answer = administrator.post_form("/admin/tag/new/", {"name": "<i>loud</i>"}, follow_redirects=True)
    assert flashed(answer) == ["Tag “<i>loud</i>” was saved."]
    assert check_page(answer.text).find(".//i") is None
