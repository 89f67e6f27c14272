"""A list answers where one is: searched, sorted, paged and filtered without a reload, with columns and views."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from .conftest import Visit

#: Sammy Shark, and a sibling in the demo school of the tests.
SHARKS = 2


@pytest.fixture
def students(page: Page) -> Page:
    """The list, with a mark that goes when the page is loaded anew."""
    page.goto("/admin/student/")
    page.evaluate("globalThis.stayed = true")
    return page


def stayed(page: Page) -> bool:
    return bool(page.evaluate("globalThis.stayed === true"))


def wait_until_marked(page: Page) -> None:
    """Wait until some places are marked as found, which comes a moment after the address has changed."""
    page.wait_for_function("CSS.highlights.get('found')?.size >= 1")


def test_the_list_follows_what_is_typed(students: Page) -> None:
    box = students.get_by_role("searchbox")
    box.press_sequentially("shar", delay=30)
    expect(students.locator("tbody tr")).to_have_count(SHARKS)
    expect(students.get_by_role("row").filter(has_text="Sammy")).to_be_visible()
    expect(students.get_by_role("status").filter(has_text=f"{SHARKS} found")).to_be_visible()
    expect(students).to_have_url(re.compile(r"search=shar"))
    expect(box).to_be_focused()
    expect(box).to_have_value("shar")
    wait_until_marked(students)
    assert stayed(students)


def test_an_older_answer_never_replaces_a_newer_one(students: Page, complaints: list[str]) -> None:
    def slow(route: object) -> None:
        students.wait_for_timeout(600)
        route.continue_()  # type: ignore[attr-defined]  # Playwright's route

    students.route(re.compile(r"search=do$"), slow)
    box = students.get_by_role("searchbox")
    box.fill("do")
    students.wait_for_timeout(300)
    box.fill("shark")
    expect(students.locator("tbody tr")).to_have_count(SHARKS)
    students.wait_for_timeout(700)
    expect(students.locator("tbody")).to_contain_text("Sammy")
    students.unroute_all(behavior="wait")
    assert all(said.startswith("htmx:") for said in complaints)  # it says aloud that the older request was given up
    complaints.clear()


def test_accents_are_marked_like_the_letters_below_them(students: Page) -> None:
    first = students.locator("tbody tr td").nth(1).inner_text()
    students.get_by_role("searchbox").fill(first)
    expect(students).to_have_url(re.compile("search="))
    wait_until_marked(students)


def test_sorting_keeps_the_focus_and_the_search(students: Page) -> None:
    students.get_by_role("searchbox").fill("a")
    expect(students).to_have_url(re.compile("search=a"))
    students.get_by_role("link", name="First name").click()
    expect(students).to_have_url(re.compile("sort=firstname"))
    heading = students.get_by_role("columnheader", name="First name")
    expect(heading).to_have_attribute("aria-sort", "ascending")
    expect(heading.get_by_role("link")).to_be_focused()
    students.keyboard.press("Enter")
    expect(students.get_by_role("columnheader", name="First name")).to_have_attribute("aria-sort", "descending")
    students.get_by_role("searchbox").fill("an")
    expect(students).to_have_url(re.compile(r"search=an.*sort=firstname|sort=firstname.*search=an"))
    assert stayed(students)


def test_pages_turn_and_the_way_back_leads_back(students: Page) -> None:
    first = students.locator("tbody tr").first.inner_text()
    students.get_by_role("link", name="Next page").click()
    expect(students).to_have_url(re.compile("page=1"))
    assert students.locator("tbody tr").first.inner_text() != first
    assert stayed(students)
    students.go_back()
    expect(students.locator("tbody tr").first).to_have_text(re.compile(re.escape(first.split()[0])))


def test_a_filter_is_a_chip_that_goes_away_again(students: Page) -> None:
    students.get_by_text("Filter", exact=True).click()
    students.get_by_label("Show only where").select_option("grade_level_is")
    expect(students.get_by_label("Value").locator("option", has_text="Grade 3")).to_have_count(1)
    students.get_by_label("Value").select_option("Grade 3")
    students.get_by_role("button", name="Apply").first.click()
    chip = students.get_by_role("list", name="Shown only")
    expect(chip).to_contain_text("Grade is Grade 3")
    students.evaluate("globalThis.stayed = true")
    chip.get_by_role("link", name=re.compile("Remove")).click()
    expect(chip).to_have_count(0)
    assert stayed(students)


def test_columns_are_chosen(students: Page) -> None:
    students.get_by_text("Columns", exact=True).click()
    students.get_by_label("City").check()
    students.get_by_label("E-mail").uncheck()
    students.get_by_role("button", name="Apply").last.click()
    expect(students).to_have_url(re.compile(r"show=.*city"))
    expect(students.get_by_role("columnheader", name="City")).to_be_visible()
    expect(students.get_by_role("columnheader", name="E-mail")).to_have_count(0)


def test_rows_are_as_high_as_the_reader_likes(students: Page) -> None:
    before = students.locator("tbody tr").first.bounding_box()
    students.get_by_text("Columns", exact=True).click()
    students.get_by_role("button", name="Compact rows").click()
    students.reload()
    after = students.locator("tbody tr").first.bounding_box()
    assert before
    assert after
    assert after["height"] < before["height"]


def test_a_view_is_saved_opened_and_forgotten(students: Page) -> None:
    students.goto("/admin/student/?search=shark&sort=firstname")
    students.get_by_text("Views", exact=True).click()
    students.get_by_role("link", name="Save or change views").click()
    students.get_by_label("Name", exact=True).fill("Sharks")
    students.get_by_role("button", name="Save", exact=True).click()
    expect(students).to_have_url(re.compile(r"student/\?search=shark&sort=firstname"))
    students.goto("/admin/student/")
    students.get_by_text("Views", exact=True).click()
    students.locator("#views").get_by_role("link", name="Sharks").click()
    expect(students.locator("tbody tr")).to_have_count(SHARKS)
    students.goto("/admin/student/views/")
    students.get_by_role("row").filter(has_text="Sharks").get_by_role("button", name="Forget").click()
    expect(students.get_by_role("status").filter(has_text="is gone")).to_be_visible()


def test_a_session_that_ended_leads_to_the_sign_in_page(visit: Visit, complaints: list[str]) -> None:
    page = visit("viewer")
    page.goto("/admin/student/")
    page.context.clear_cookies()
    page.get_by_role("searchbox").fill("sha")
    page.wait_for_url(re.compile("/login"))
    complaints.clear()


def test_a_server_that_is_away_is_told_and_the_rows_stay(students: Page, complaints: list[str]) -> None:
    rows = students.locator("tbody tr").count()
    students.context.set_offline(offline=True)
    students.get_by_role("searchbox").fill("sha")
    expect(students.get_by_role("alert")).to_contain_text("The server does not answer")
    assert students.locator("tbody tr").count() == rows
    students.context.set_offline(offline=False)
    students.get_by_role("searchbox").fill("shar")
    expect(students.locator("tbody tr")).to_have_count(SHARKS)
    expect(students.get_by_role("alert")).to_be_hidden()
    complaints.clear()
