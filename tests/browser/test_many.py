"""Many records at once, by mouse, by keyboard alone, without JavaScript; and cells edited in the list."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from .conftest import Complaints, Visit, sign_in
from .test_accessibility import LOOKS, check
from .test_work import choose, heading, told

LIST = "/admin/student/"


@pytest.fixture
def registrar(visit: Visit) -> Page:
    page = visit("registrar")
    page.goto(LIST)
    return page


def boxes(page: Page) -> Locator:
    return page.locator("input[name=rowid]")


def bar(page: Page) -> Locator:
    return page.get_by_role("form", name="With what is selected")


def choose_tag(page: Page, name: str) -> None:
    choose(page, "tag", name[:4], name)


def make_tag(page: Page, name: str) -> None:
    page.goto("/admin/tag/new/")
    page.get_by_label("Name").fill(name)
    page.get_by_role("button", name="Save", exact=True).click()
    told(page, name)
    page.goto(LIST)


def test_three_are_selected_with_the_mouse_and_tagged(registrar: Page) -> None:
    page = registrar
    make_tag(page, "choir trip")
    expect(bar(page)).to_be_hidden()
    boxes(page).nth(1).click()
    boxes(page).nth(3).click(modifiers=["Shift"])
    expect(page.locator("[data-count]")).to_have_text("3 selected")
    bar(page).get_by_role("button", name="Add a tag").click()
    heading(page, "Add a tag: 3 students")
    choose_tag(page, "choir trip")
    page.get_by_role("button", name="Preview").click()
    expect(page.get_by_role("row").filter(has_text="Has the tag “choir trip”.")).to_have_count(3)
    page.get_by_role("button", name="Add a tag: 3 students").click()
    told(page, "Add a tag: done for 3 students.")


def test_the_keyboard_alone_selects_clears_and_goes_on(registrar: Page) -> None:
    page = registrar
    boxes(page).first.focus()
    page.keyboard.press("Space")
    expect(bar(page)).to_be_visible()
    page.keyboard.press("Escape")
    expect(bar(page)).to_be_hidden()
    expect(page.locator("input[name=rowid]:checked")).to_have_count(0)

    whole = page.get_by_role("checkbox", name="Select all rows of this page")
    whole.focus()
    page.keyboard.press("Space")
    expect(page.locator("[data-count]")).to_have_text("25 selected")
    boxes(page).nth(2).press("Space")
    expect(page.locator("[data-count]")).to_have_text("24 selected")
    assert whole.evaluate("box => box.indeterminate")
    bar(page).get_by_role("button", name="Clear").press("Enter")
    expect(whole).to_be_focused()

    whole.press("Space")
    bar(page).get_by_role("button", name="Edit fields").press("Enter")
    heading(page, "Edit fields: 25 students")


def test_all_that_match_are_edited_after_a_preview(registrar: Page) -> None:
    page = registrar
    page.goto(f"{LIST}?flt0_status_is=enrolled")
    count = re.sub(r"\D", "", page.locator("h1 .count").inner_text())
    page.get_by_role("checkbox", name="Select all rows of this page").click()
    page.get_by_label(f"Select all {count} that match").check()
    expect(page.locator("[data-count]")).to_have_text(f"All {count} that match are selected")
    bar(page).get_by_role("button", name="Edit fields").click()
    heading(page, f"Edit fields: {count} students")
    page.get_by_label("Home language", exact=True).fill("Esperanto")
    expect(page.get_by_label("Change Home language")).to_be_checked()
    page.get_by_role("button", name="Preview").click()
    expect(page.get_by_role("row").filter(has_text="Esperanto")).to_have_count(int(count))
    page.get_by_role("link", name="Cancel").click()
    expect(page.get_by_role("list", name="Shown only")).to_contain_text("Status is Enrolled")


def test_what_is_selected_is_exported(registrar: Page) -> None:
    page = registrar
    boxes(page).first.click()
    boxes(page).nth(1).click()
    with page.expect_download() as download:
        bar(page).get_by_role("button", name="Export as CSV").click()
    assert len(download.value.path().read_text("utf-8").strip().splitlines()) == 4  # heading, two rows, their number


def test_deleting_several_shows_who_and_does_it_once_confirmed(page: Page) -> None:
    for name in ("gone one", "gone two"):
        make_tag(page, name)
    page.goto("/admin/tag/?search=gone")
    page.get_by_role("checkbox", name="Select all rows of this page").click()
    bar(page).get_by_role("button", name="Delete").click()
    expect(page.get_by_role("row").filter(has_text="Gone for good.")).to_have_count(2)
    page.get_by_role("button", name="Delete: 2 tags").click()
    told(page, "Delete: done for 2 tags.")


def test_without_javascript_boxes_a_select_and_a_button_do_it(visit: Visit) -> None:
    page = visit(java_script_enabled=False)
    sign_in(page, "registrar")
    page.goto(f"{LIST}?search=doe")
    boxes(page).first.check()
    page.get_by_label("What to do").select_option(label="Edit fields")
    bar(page).get_by_role("button", name="Go").click()
    page.get_by_label("Change City").check()
    page.get_by_label("City", exact=True).fill("Plain Town")
    page.get_by_role("button", name="Preview").click()
    expect(page.get_by_role("row").filter(has_text="Plain Town")).to_be_visible()
    page.get_by_role("button", name="Edit fields: 1 student").click()
    told(page, "done for 1 student")


# --- cells ------------------------------------------------------------------------------------------------------------


def cell(page: Page, label: str, row: int = 0) -> Locator:
    return page.locator(f"tbody td[data-label='{label}']").nth(row)


def test_a_cell_is_edited_by_double_click_with_an_error_on_the_way(registrar: Page) -> None:
    page = registrar
    page.goto(f"{LIST}?search=sammy+shark")
    place = cell(page, "E-mail")
    place.dblclick()
    field = page.get_by_label("E-mail of Sammy Shark")
    expect(field).to_be_focused()
    field.fill("no address")
    field.press("Enter")
    expect(place.get_by_role("alert")).to_contain_text("@")
    expect(field).to_be_focused()
    expect(field).to_have_value("no address")
    field.fill("shark@example.com")
    field.press("Enter")
    expect(place).to_have_text("shark@example.com")
    expect(place.get_by_role("button")).to_be_focused()
    said = page.get_by_role("status").filter(has_text="E-mail of Sammy Shark was saved.")
    expect(said).to_have_count(1)
    expect(said.get_by_role("button", name="Undo")).to_be_visible()
    page.reload()
    expect(cell(page, "E-mail")).to_have_text("shark@example.com")


def test_a_cell_is_edited_with_the_keyboard_alone(registrar: Page) -> None:
    page = registrar
    page.goto(f"{LIST}?search=carl+white")
    before = cell(page, "Grade").inner_text()
    cell(page, "Grade").get_by_role("button").focus()
    page.keyboard.press("F2")
    expect(page.get_by_label("Grade level of Carl White")).to_be_focused()
    page.keyboard.press("Escape")
    expect(cell(page, "Grade")).to_have_text(before)
    expect(cell(page, "Grade").get_by_role("button")).to_be_focused()
    page.keyboard.press("ArrowRight")
    expect(cell(page, "Number").get_by_role("button")).to_be_focused()
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Enter")
    choice = page.get_by_label("Grade level of Carl White")
    choice.select_option(index=2)
    wanted = choice.locator("option").nth(2).inner_text()
    choice.press("Tab")
    page.keyboard.press("Enter")
    expect(cell(page, "Grade")).to_have_text(wanted)


def test_a_cell_that_somebody_else_changed_says_what_is_stored(visit: Visit, registrar: Page) -> None:
    page, other = registrar, visit("administrator")
    page.goto(f"{LIST}?search=john+doe")
    cell(page, "E-mail").dblclick()
    other.goto("/admin/student/edit/?id=1")
    other.get_by_label("E-mail").fill("faster@example.com")
    other.get_by_role("button", name="Save", exact=True).click()
    told(other, "was saved")
    page.get_by_label("E-mail of John Doe").fill("slower@example.com")
    page.keyboard.press("Enter")
    place = cell(page, "E-mail")
    expect(place.get_by_role("alert")).to_contain_text(re.compile("Ada Admin changed this record meanwhile.*Choose"))
    choice = place.get_by_role("group", name="E-mail: what is to stay?")
    expect(choice).to_contain_text(re.compile(r"Stored now\s+faster@example.com"))
    expect(page.get_by_label("E-mail of John Doe")).to_have_value("slower@example.com")
    choice.get_by_label("Yours").check()
    page.keyboard.press("Enter")
    expect(place).to_have_text("slower@example.com")


def test_a_session_that_ended_is_told_in_the_cell(registrar: Page, complaints: Complaints) -> None:
    page = registrar
    page.context.clear_cookies()
    cell(page, "E-mail").dblclick()
    expect(cell(page, "E-mail").get_by_role("alert")).to_contain_text("Sign in")
    complaints.clear()


# --- open to all ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("look", LOOKS)
def test_axe_finds_nothing_in_any_of_it(visit: Visit, look: str) -> None:
    page = visit("registrar", **LOOKS[look])
    page.goto(LIST)
    boxes(page).first.click()
    boxes(page).nth(1).click()
    check(page)
    if "phone" in look:
        page.get_by_label("What to do").select_option(label="Edit fields")
        bar(page).get_by_role("button", name="Go").click()
    else:
        bar(page).get_by_role("button", name="Edit fields").click()
    check(page)
    page.get_by_role("button", name="Preview").click()
    page.get_by_role("alert").wait_for()
    check(page)
    page.get_by_label("City", exact=True).fill("Somewhere")
    page.get_by_role("button", name="Preview").click()
    page.get_by_role("row").filter(has_text="Somewhere").first.wait_for()
    check(page)
    page.goto(LIST)
    cell(page, "E-mail").dblclick()
    page.get_by_role("button", name="Save").wait_for()
    check(page)
