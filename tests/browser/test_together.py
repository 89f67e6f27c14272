"""Two people at one record, each in a browser of their own."""

from __future__ import annotations

from time import time_ns

import pytest
from playwright.sync_api import Page, expect

from .conftest import Visit, sign_in

RECORD = "/admin/student/edit/?id=4"
#: One that no other test opens: whoever closes a browser without scripts does not say that they have gone.
QUIET_RECORD = "/admin/student/edit/?id=44"


def save(page: Page) -> None:
    page.get_by_role("button", name="Save", exact=True).click()


@pytest.mark.parametrize("scripts", [True, False])
def test_one_of_both_is_chosen_with_the_keyboard_alone(visit: Visit, scripts: bool) -> None:
    mine, theirs = visit(java_script_enabled=scripts), visit("administrator")
    sign_in(mine, "registrar")
    mine.goto(RECORD)
    theirs.goto(RECORD)
    stored, typed = f"Theirs {time_ns()}", f"Mine {time_ns()}"
    theirs.get_by_label("City", exact=True).fill(stored)
    save(theirs)
    expect(theirs.get_by_role("status").filter(has_text="was saved")).to_be_visible()
    mine.get_by_label("City", exact=True).fill(typed)
    save(mine)
    choice = mine.get_by_role("group", name="City: what is to stay?")
    expect(choice).to_contain_text(stored)
    save(mine)  # the browser asks for the choice, and sends nothing
    expect(choice).to_be_visible()
    mine.get_by_label("City", exact=True).focus()
    mine.keyboard.press("Tab")
    expect(choice.get_by_label("Stored now")).to_be_focused()
    mine.keyboard.press("ArrowDown")
    expect(choice.get_by_label("Yours")).to_be_checked()
    mine.keyboard.press("Enter")
    expect(mine.get_by_role("status").filter(has_text="was saved")).to_be_visible()
    mine.goto(RECORD)
    expect(mine.get_by_label("City", exact=True)).to_have_value(typed)


def test_who_else_is_there_is_seen_while_they_are(visit: Visit) -> None:
    first, second = visit("administrator"), visit("registrar")
    first.clock.install()
    first.goto(QUIET_RECORD)
    expect(first.get_by_text("has this open")).to_have_count(0)
    second.goto(QUIET_RECORD)
    expect(second.get_by_text("has this open since")).to_be_visible()
    first.clock.run_for(31_000)
    expect(first.get_by_text("has this open since")).to_be_visible()
    second.goto("/admin/")
    second.wait_for_timeout(200)
    first.clock.run_for(31_000)
    expect(first.get_by_text("has this open")).to_have_count(0)
