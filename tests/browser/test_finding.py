"""One box that finds everything, by the keyboard alone, on a phone, and without a script."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from .conftest import Complaints, Visit, sign_in

PHONE = {"width": 390, "height": 844}


def palette(page: Page) -> Locator:
    return page.get_by_role("dialog", name="Find anything")


def text(page: Page) -> Locator:
    return palette(page).get_by_role("combobox")


def chosen(page: Page) -> Locator:
    """The option that Enter opens, which is also the one that a screen reader is told."""
    option = palette(page).get_by_role("option", selected=True)
    expect(option).to_have_count(1)
    expect(text(page)).to_have_attribute("aria-activedescendant", option.get_attribute("id") or "")
    return option


def heading(page: Page, said: str | re.Pattern[str]) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text(said)


def test_from_a_misspelt_guardian_to_the_student_by_keys_alone(page: Page) -> None:
    page.goto("/admin/guardian/?sort=id")
    name = next(
        name for name in page.locator("tbody tr td:first-child").all_inner_texts() if re.match("[a-zA-Z]{7,}$", name)
    )
    page.keyboard.press("Control+k")
    expect(text(page)).to_be_focused()
    page.keyboard.type(f"{name[:3]}{name[4:]}")  # a letter is missing
    expect(palette(page).get_by_text("Did you mean")).to_be_visible()
    suggestion = chosen(page).inner_text().strip()
    page.keyboard.press("Enter")
    expect(text(page)).to_have_value(suggestion)
    expect(palette(page).get_by_role("group", name="Guardians")).to_be_visible()
    first = chosen(page).locator(".found-title").inner_text()
    page.keyboard.press("Enter")
    heading(page, first)
    assert re.search(r"/admin/(student|guardian)/details/", page.url)

    page.goto("/admin/")
    page.keyboard.press("/")  # what was opened is what is offered
    expect(chosen(page)).to_contain_text(first)


def test_arrows_home_and_end_choose_and_escape_goes_back_to_where_one_was(page: Page) -> None:
    page.goto("/admin/student/?search=shark")
    search = page.get_by_role("searchbox")
    search.focus()
    page.keyboard.press("Control+k")
    text(page).fill("shark")
    expect(palette(page).get_by_role("status")).to_have_text(re.compile(r"^\d+ results"))
    options = palette(page).get_by_role("option")
    expect(options.first).to_contain_text("Sammy Shark")
    for key, place in (("ArrowDown", 1), ("ArrowUp", 0), ("ArrowUp", -1), ("ArrowDown", 0), ("End", -1), ("Home", 0)):
        page.keyboard.press(key)
        expect(options.nth(place)).to_have_attribute("aria-selected", "true")
        chosen(page)
    page.keyboard.press("Escape")
    expect(palette(page)).to_be_hidden()
    expect(search).to_be_focused()


def test_enter_waits_for_the_answer_and_control_enter_opens_a_tab(page: Page) -> None:
    page.goto("/admin/")
    page.keyboard.press("Control+k")
    page.keyboard.type("sammy shark", delay=0)
    page.keyboard.press("Enter")
    heading(page, "Sammy Shark")
    page.keyboard.press("Control+k")
    page.keyboard.type("carl white")
    expect(chosen(page)).to_contain_text("Carl White")
    with page.context.expect_page() as opened:
        page.keyboard.press("Control+Enter")
    heading(opened.value, "Carl White")
    expect(palette(page)).to_be_visible()


def test_an_older_answer_never_overwrites_a_newer_one(page: Page) -> None:
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.goto("/admin/")
    page.keyboard.press("Control+k")
    expect(palette(page).get_by_role("option").first).to_be_visible()
    page.route("**/admin/search/?q=shark", hold)
    text(page).fill("shark")
    while not held:
        page.wait_for_timeout(50)
    text(page).fill("white")
    expect(chosen(page)).to_contain_text("Carl White")
    held[0].fulfill(body='<p data-said>late</p><a href="#" role="option" id="late">Late</a>')
    page.wait_for_timeout(200)
    expect(chosen(page)).to_contain_text("Carl White")


def test_letters_lead_around_and_never_while_one_types(page: Page) -> None:
    page.goto("/admin/tag/")
    page.keyboard.press("g")
    page.keyboard.press("s")
    heading(page, re.compile("^Students"))
    page.keyboard.press("n")
    heading(page, "New student")
    page.get_by_label("First name").focus()
    page.keyboard.type("ne/?gh")
    expect(page.get_by_label("First name")).to_have_value("ne/?gh")
    heading(page, "New student")
    expect(page.get_by_role("dialog")).to_have_count(0)
    page.get_by_label("First name").fill("")
    page.goto("/admin/student/details/?id=2")
    page.keyboard.press("e")
    heading(page, "Edit Sammy Shark")
    page.keyboard.press("Escape")  # the form begins in its first field
    page.keyboard.press("g")
    page.keyboard.press("h")
    page.wait_for_url("**/admin/")


def test_a_question_mark_lists_the_keys_of_the_page_and_can_switch_letters_off(page: Page) -> None:
    page.goto("/admin/student/new/")
    page.locator("main").focus()
    page.keyboard.press("?")
    keys = page.get_by_role("dialog", name="Keys")
    expect(keys).to_contain_text("Save")
    expect(keys.get_by_text("New record")).to_be_hidden()
    page.keyboard.press("Escape")
    page.goto("/admin/student/")
    for key in ("Control+k", "Escape", "?"):  # in one go
        page.keyboard.press(key)
    expect(keys.get_by_text("New record")).to_be_visible()
    expect(keys.get_by_text("Save", exact=True)).to_be_hidden()
    keys.get_by_label("Keys without Ctrl work").uncheck()
    page.keyboard.press("Escape")
    page.keyboard.press("n")
    page.keyboard.press("/")
    expect(page.get_by_role("dialog")).to_have_count(0)
    heading(page, re.compile("^Students"))
    page.reload()
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_have_count(0)
    page.keyboard.press("Control+k")
    expect(palette(page)).to_be_visible()


def test_commands_change_the_colors_and_sign_out(visit: Visit) -> None:
    page = visit()
    sign_in(page, "nurse")  # of its own, since it ends
    page.keyboard.press("Control+k")
    page.keyboard.type("dark")
    expect(chosen(page)).to_have_text(re.compile("Dark mode"))
    page.keyboard.press("Enter")
    expect(page.locator("html")).to_have_attribute("data-bs-theme", "dark")
    page.keyboard.press("Control+k")
    page.keyboard.type("keys")
    expect(chosen(page)).to_contain_text("Keys")
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog", name="Keys")).to_be_visible()
    page.keyboard.press("Control+k")
    page.keyboard.type("sign out")
    expect(chosen(page)).to_have_text(re.compile("Sign out"))
    page.keyboard.press("Enter")
    heading(page, "Sign in")
    page.goto("/admin/")
    heading(page, "Sign in")


def test_a_session_that_ended_and_a_server_that_is_away_are_told(visit: Visit, complaints: Complaints) -> None:
    page = visit("viewer")
    page.goto("/admin/student/?search=shark")
    page.context.set_offline(True)
    page.keyboard.press("Control+k")
    expect(palette(page).get_by_role("status")).to_contain_text("The server does not answer")
    page.context.set_offline(False)
    page.context.clear_cookies()
    page.keyboard.type("shark")
    expect(palette(page).get_by_role("status")).to_contain_text("Your session has ended")
    palette(page).get_by_role("link", name="Sign in").click()
    heading(page, "Sign in")
    sign_in_here = page.url
    assert "search%3Dshark" in sign_in_here
    complaints.clear()


def test_the_box_in_the_head_of_the_page(page: Page) -> None:
    page.goto("/admin/tag/")
    page.get_by_role("search", name="Everything").get_by_role("textbox").press_sequentially("shark", delay=30)
    expect(text(page)).to_have_value("shark")
    expect(chosen(page)).to_contain_text("Sammy Shark")
    palette(page).get_by_role("option").first.click()
    heading(page, "Sammy Shark")


def test_a_phone_types_and_taps(visit: Visit) -> None:
    page = visit("registrar", viewport=PHONE, has_touch=True, is_mobile=True)
    page.goto("/admin/")
    page.get_by_role("button", name="Find").tap()
    size = palette(page).bounding_box()
    assert size
    assert (size["x"], size["width"]) == (0, PHONE["width"])
    text(page).fill("sammy")
    palette(page).get_by_role("option").filter(has_text="Sammy Shark").first.tap()
    heading(page, "Sammy Shark")
    page.get_by_role("button", name="Find").tap()
    palette(page).get_by_role("button", name="Close").tap()
    expect(palette(page)).to_be_hidden()


@pytest.mark.parametrize("width", [390, 1280])
def test_without_a_script_it_is_a_form_and_a_page(visit: Visit, width: int) -> None:
    page = visit(java_script_enabled=False, viewport={"width": width, "height": 844})
    sign_in(page, "registrar")
    if width > 768:
        page.get_by_role("textbox", name="Find anything").fill("shark")
        page.get_by_role("button", name="Find").click()
    else:
        page.get_by_role("button", name="Find").click()
        page.get_by_role("textbox", name="Search for").fill("shark")
        page.get_by_role("main").get_by_role("button", name="Find").click()
    heading(page, re.compile("^Search"))
    page.get_by_role("region", name="Students").get_by_role("link", name="Sammy Shark").first.click()
    heading(page, "Sammy Shark")
