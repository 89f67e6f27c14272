"""The page of a student, as the office uses it: on a desk, on a phone, by keyboard, and without scripts."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from .conftest import Complaints, Visit, sign_in
from .test_accessibility import LOOKS, PHONE, WIDE, check

SHARK = "/admin/student/details/?id=2"
TABS = ("overview", "family", "enrollment", "attendance", "grades", "fees", "documents", "notes", "history")


def tab(page: Page, name: str) -> Locator:
    return page.get_by_role("navigation", name="About").get_by_role("link", name=re.compile(f"^{name}"))


def current(page: Page) -> str:
    text = page.get_by_role("navigation", name="About").locator("[aria-current=page]").inner_text()
    return text.split("\n")[0].split(" ")[0]


def above_the_fold(page: Page, height: int) -> None:
    """Whom to call is seen without scrolling."""
    phone = page.locator(".contacts a[href^='tel:']").first
    expect(phone).to_be_visible()
    box = phone.bounding_box()
    assert box is not None
    assert box["y"] + box["height"] <= height
    assert page.evaluate("scrollY") == 0


@pytest.mark.parametrize("viewport", [WIDE, PHONE], ids=["desk", "phone"])
def test_whom_to_call_is_seen_at_once(visit: Visit, viewport: dict[str, int]) -> None:
    page = visit("registrar", viewport=viewport)
    page.goto("/admin/student/?search=shark")
    page.get_by_role("link", name="Shark", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Sammy Shark")
    above_the_fold(page, viewport["height"])


def test_tabs_switch_without_loading_the_page_again(visit: Visit) -> None:
    page = visit("administrator")
    page.goto(SHARK)
    page.evaluate("window.untouched = true")
    tab(page, "Fees").click()
    expect(page.get_by_role("heading", name="Charges")).to_be_visible()
    assert page.url.endswith(f"{SHARK}&tab=fees")
    assert current(page) == "Fees"
    expect(page).to_have_title(re.compile("^Sammy Shark, Fees · "))
    tab(page, "Grades").click()
    expect(page.get_by_role("heading", name="Grades")).to_be_visible()
    page.go_back()
    expect(page.get_by_role("heading", name="Charges")).to_be_visible()
    assert current(page) == "Fees"
    page.go_back()
    expect(page.get_by_role("heading", name="Contact")).to_be_visible()
    assert page.url.endswith(SHARK)
    page.go_forward()
    expect(page.get_by_role("heading", name="Charges")).to_be_visible()
    assert page.evaluate("window.untouched") is True
    page.reload()
    expect(page.get_by_role("heading", name="Charges")).to_be_visible()


def test_tabs_switch_by_keyboard_and_keep_the_focus(visit: Visit) -> None:
    page = visit("administrator")
    page.goto(SHARK)
    tab(page, "Overview").focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Guardians")).to_be_visible()
    expect(tab(page, "Family")).to_be_focused()
    expect(page.get_by_text("Family is shown.")).to_be_attached()


def test_a_note_is_added_in_its_tab(visit: Visit) -> None:
    page = visit("registrar")
    page.goto(SHARK)
    tab(page, "Notes").click()
    page.get_by_role("link", name="Add note").click()
    expect(page.locator("select[name=student] + .ts-wrapper")).to_contain_text("Sammy Shark")
    page.get_by_label("Title").fill("Called about the trip")
    page.get_by_label("Body").fill("They will come along.")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("status").filter(has_text="was saved")).to_be_visible()
    assert current(page) == "Notes"
    row = page.get_by_role("row").filter(has_text="Called about the trip")
    expect(row).to_contain_text("They will come along.")
    row.get_by_role("link", name="Edit Called about the trip").click()
    page.get_by_label("Title").fill("Called about the voyage")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("row").filter(has_text="voyage")).to_be_visible()
    assert current(page) == "Notes"


def test_it_works_without_scripts(visit: Visit) -> None:
    page = visit(java_script_enabled=False)
    sign_in(page, "bursar")
    page.goto(SHARK)
    tab(page, "Fees").click()
    assert page.url.endswith(f"{SHARK}&tab=fees")
    page.get_by_role("link", name="Add charge").click()
    page.get_by_label("Description").fill("Without a script")
    page.get_by_label("Amount").fill("3.50")
    page.get_by_label("Charged on").fill("2026-11-02")
    page.get_by_label("Due on").fill("2098-12-02")
    page.get_by_role("button", name="Save", exact=True).click()
    assert page.url.endswith(f"{SHARK}&tab=fees")
    expect(page.get_by_role("row").filter(has_text="Without a script")).to_be_visible()
    page.get_by_text("More", exact=True).click()
    expect(page.get_by_role("link", name="Transfer credit")).to_be_visible()


def test_a_session_that_ended_leads_to_the_way_in(visit: Visit, complaints: Complaints) -> None:
    page = visit("nurse")
    page.goto(SHARK)
    page.context.clear_cookies()
    tab(page, "Notes").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")
    complaints.clear()


@pytest.mark.parametrize("look", LOOKS)
def test_every_tab_is_open_to_all(visit: Visit, look: str) -> None:
    page = visit("administrator", **LOOKS[look])
    for name in TABS:
        page.goto(f"{SHARK}&tab={name}")
        check(page)
    page.get_by_text("More", exact=True).click()
    check(page)


@pytest.mark.parametrize("resource", ["guardian", "staff", "section", "course"])
def test_the_pages_of_others_are_open_to_all(visit: Visit, resource: str) -> None:
    page = visit("administrator", **LOOKS["dark on a phone"])
    page.goto(f"/admin/{resource}/details/?id=1")
    check(page)
    tab(page, "S").first.click()
    page.wait_for_url("**&tab=s*")
    check(page)
