"""A list answers where one is: searched, sorted, paged and filtered without a reload, with columns and views."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect

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


def choose(page: Page, filter_name: str) -> None:
    """Open the menu of filters and choose one."""
    page.locator("#filter > summary").click()
    page.get_by_label("Show only where").select_option(filter_name)


def apply(page: Page) -> None:
    page.locator("#filter").get_by_role("button", name="Apply", exact=True).click()


def chips(page: Page) -> Locator:
    return page.get_by_role("list", name="Shown only")


def cities(page: Page) -> set[str]:
    """The cities of the students that are shown."""
    return set(page.locator('td[data-label="City"]').all_inner_texts())


def test_a_filter_is_a_chip_that_goes_away_again(students: Page) -> None:
    choose(students, "grade_level_is")
    students.get_by_label("Grade 3", exact=True).check()
    apply(students)
    expect(chips(students)).to_contain_text("Grade is Grade 3")
    expect(students.locator("#filter > summary")).to_be_focused()
    chips(students).get_by_role("link", name="Remove: Grade is Grade 3").press("Enter")
    expect(chips(students)).to_have_count(0)
    expect(students.locator("#filter > summary")).to_be_focused()
    assert stayed(students)


def test_one_city_or_another_of_those_who_are_enrolled(students: Page, visit: Visit) -> None:
    students.goto("/admin/student/?show=lastname,city,status")
    choose(students, "status_is")
    students.get_by_label("Enrolled", exact=True).check()
    apply(students)
    choose(students, "city_is")
    students.get_by_label("City is", exact=True).fill("Oakland")
    students.keyboard.press("Enter")
    expect(chips(students)).to_contain_text(re.compile(r"Status is Enrolled.*and.*City is Oakland", re.DOTALL))
    chips(students).get_by_role("link", name="Add to this: City is Oakland").press("Enter")
    expect(students.get_by_label("City is", exact=True)).to_be_focused()
    students.keyboard.type("San Leandro")
    students.keyboard.press("Enter")
    both = students.get_by_role("list", name="Any of these")
    expect(both).to_contain_text(re.compile(r"City is Oakland.*or.*City is San Leandro", re.DOTALL))
    assert cities(students) == {"Oakland", "San Leandro"}
    shared = students.url
    assert "flt0_status_is=enrolled&flt1_city_is=Oakland&flt1_city_is=San+Leandro" in shared

    colleague = visit("viewer")
    colleague.goto(shared)
    expect(chips(colleague)).to_contain_text("City is San Leandro")
    assert cities(colleague) == {"Oakland", "San Leandro"}

    students.locator("#views > summary").click()
    students.get_by_role("link", name="Save or change views").click()
    expect(students.get_by_text("Status is Enrolled; City is one of Oakland, San Leandro")).to_be_visible()
    students.get_by_label("Name", exact=True).fill("By the lake")
    students.get_by_role("button", name="Save", exact=True).click()
    students.wait_for_url(shared)

    chips(students).get_by_role("link", name="Remove: City is Oakland").click()
    expect(chips(students)).not_to_contain_text("Oakland")
    expect(students.get_by_role("link", name="Remove: City is San Leandro")).to_be_focused()
    assert cities(students) == {"San Leandro"}
    students.locator("#views > summary").click()
    students.locator("#views").get_by_role("link", name="By the lake").click()
    students.wait_for_url(shared)
    assert cities(students) == {"Oakland", "San Leandro"}
    students.goto("/admin/student/views/")
    students.get_by_role("row").filter(has_text="By the lake").get_by_role("button", name="Forget").click()


def test_a_filter_of_another_field_is_an_alternative_too(students: Page) -> None:
    students.goto("/admin/student/?show=lastname,city,status&flt0_city_is=Oakland")
    chips(students).get_by_role("link", name="Add to this: City is Oakland").click()
    expect(students.get_by_label("Added as")).to_have_value("0")
    students.get_by_label("Show only where").select_option("status_is")
    students.get_by_label("Withdrawn", exact=True).check()
    apply(students)
    expect(students).to_have_url(re.compile("flt0a_city_is=Oakland&flt1a_status_is=withdrawn"))
    rows = students.locator("tbody tr")
    assert all("Oakland" in text or "Withdrawn" in text for text in rows.all_inner_texts())
    assert rows.filter(has_text="Withdrawn").count()
    chips(students).get_by_role("link", name="Remove all of").click()
    expect(chips(students)).to_have_count(0)


def test_several_filters_are_added_while_the_form_stays_open(students: Page) -> None:
    another = students.get_by_role("button", name="Apply and add another")
    choose(students, "status_is")
    students.get_by_label("Enrolled", exact=True).check()
    another.click()
    expect(students.get_by_label("Show only where")).to_be_focused()
    expect(students.get_by_label("Show only where")).to_have_value("")
    students.get_by_label("Show only where").select_option("age_between")
    students.get_by_label("Age is between", exact=True).fill("12")
    students.get_by_label("and", exact=True).fill("5")
    another.click()
    expect(students.get_by_role("alert")).to_have_text("“12 - 5” ends before it begins.")
    expect(students).to_have_url(re.compile(r"student/\?flt0_status_is=enrolled$"))
    students.get_by_label("and", exact=True).fill("15")
    apply(students)
    expect(chips(students)).to_contain_text(re.compile("Status is Enrolled.*Age is between 12 and 15", re.DOTALL))
    expect(students.locator("#filter")).not_to_have_attribute("open", "")
    assert stayed(students)
    students.go_back()
    expect(chips(students)).not_to_contain_text("Age")


def test_a_row_leads_to_its_deletion(students: Page) -> None:
    students.get_by_role("searchbox").fill("sammy shark")
    expect(students.locator("tbody tr")).to_have_count(1)
    expect(students.get_by_role("link", name="Delete Shark")).to_be_visible()
    students.get_by_role("searchbox").press("ArrowDown")
    students.keyboard.press("Delete")
    expect(students.get_by_role("heading", level=1)).to_have_text("Delete Sammy Shark?")
    expect(students.get_by_role("link", name="Cancel")).to_have_attribute("href", re.compile("search=sammy"))


@pytest.mark.parametrize("locale", ["en", "es"])
def test_on_a_phone_both_names_head_a_card_and_values_stand_below_each_other(visit: Visit, locale: str) -> None:
    page = visit("registrar", viewport={"width": 390, "height": 844}, locale=locale)
    page.goto("/admin/student/?search=sammyshark")
    row = page.locator("#results tbody tr")
    expect(row.locator(".editable").first).to_be_visible()
    last, first = row.locator("td").nth(0).bounding_box(), row.locator("td").nth(1).bounding_box()
    assert last
    assert first
    assert abs(last["y"] - first["y"]) < 4
    ends = row.locator("td[data-label]:not(.beside)").evaluate_all(
        "cells => cells.map((cell) =>"
        " cell.getBoundingClientRect().right - parseFloat(getComputedStyle(cell).paddingRight))"
    )
    assert len(set(ends)) == 1


def test_among_many_choices_one_looks_by_typing(students: Page) -> None:
    choose(students, "grade_level_is")
    students.get_by_label("Find among these").fill("grade 1")
    expect(students.get_by_label("Grade 3", exact=True)).to_be_hidden()
    students.keyboard.press("Enter")
    expect(students.get_by_label("Grade 3", exact=True)).to_be_visible()
    expect(students.get_by_label("Grade 1", exact=True)).to_be_checked()
    expect(students.locator("#filter")).to_have_attribute("open", "")


def test_a_wrong_value_is_told_where_it_was_typed(students: Page) -> None:
    choose(students, "age_between")
    students.get_by_label("Age is between", exact=True).fill("12")
    students.get_by_label("and", exact=True).fill("5")
    apply(students)
    expect(students.get_by_role("alert")).to_have_text("“12 - 5” ends before it begins.")
    expect(students.get_by_label("and", exact=True)).to_have_value("5")


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


def test_a_pointer_over_a_cell_moves_no_column(students: Page) -> None:
    """The pencil that comes with it lies over the cell. A table wider than the page scrolls, and its widths stay."""
    heads = students.locator("#results thead th")
    widths = "all => all.map((one) => one.getBoundingClientRect().width)"
    before = heads.evaluate_all(widths)
    cells = students.locator("#results tbody tr").first.locator("td.editable")
    expect(cells.first).to_be_visible()
    for cell in cells.all():
        cell.hover()
        assert heads.evaluate_all(widths) == before


def test_an_address_is_marked_across_the_place_where_it_may_be_broken(students: Page) -> None:
    students.get_by_role("searchbox").fill("sammyshark@example")
    expect(students.get_by_text("1 found")).to_be_visible()
    marked = "() => [...CSS.highlights.get('found')].map((range) => range.toString())"
    assert students.evaluate(marked) == ["sammyshark@example"]
