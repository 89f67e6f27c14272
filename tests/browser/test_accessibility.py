"""No page shuts anybody out: axe-core finds nothing, in light and dark, on a desk and on a phone."""

from __future__ import annotations

from collections.abc import Callable
from time import time_ns
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from .conftest import Complaints, Visit

WIDE, PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 844}
MISTAKE = "/admin/student/filter/?choose_filter=age_between&apply=age_between&filter_value=12&filter_value=5"
GROUPS = "/admin/student/?flt0_status_is=enrolled&flt1a_city_is=Oakland&flt2a_tags_is=IEP&flt2a_tags_is=Band"
LOOKS: dict[str, dict[str, Any]] = {
    "light": {"viewport": WIDE, "color_scheme": "light"},
    "dark": {"viewport": WIDE, "color_scheme": "dark"},
    "light on a phone": {"viewport": PHONE, "color_scheme": "light"},
    "dark on a phone": {"viewport": PHONE, "color_scheme": "dark"},
}


def to(address: str) -> Callable[[Page], object]:
    return lambda page: page.goto(address)


def with_errors(page: Page) -> None:
    page.goto("/admin/student/new/")
    page.evaluate("document.querySelector('form[data-guard]').noValidate = true")
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_role("alert").wait_for()


def with_the_filter_open(page: Page) -> None:
    page.goto("/admin/student/")
    page.get_by_text("Filter", exact=True).click()
    page.get_by_label("Show only where").select_option(label="Status is")
    page.get_by_label("Enrolled", exact=True).wait_for()


def with_the_menu(name: str) -> Callable[[Page], None]:
    def open_menu(page: Page) -> None:
        page.goto("/admin/student/")
        page.locator("summary", has_text=name).click()
        page.locator("details[open] .menu-panel :is(input, a)").last.wait_for()

    return open_menu


def with_the_sidebar(page: Page) -> None:
    page.goto("/admin/tag/")
    opener = page.get_by_role("button", name="Menu", exact=True)
    if opener.is_visible():
        opener.click()
        page.get_by_role("navigation", name="Main").wait_for()


def with_a_file(page: Page) -> None:
    page.goto("/admin/document/new/")
    page.get_by_label("File").set_input_files({"name": "a.txt", "mimeType": "text/plain", "buffer": b"a"})
    page.get_by_text("a.txt").wait_for()


def with_a_filter_to_add(page: Page) -> None:
    page.goto(GROUPS)
    page.get_by_role("link", name="Add to this: City is Oakland").click()
    page.get_by_label("Added as").wait_for()


def with_a_list_of_options(page: Page) -> None:
    page.goto("/admin/charge/new/")
    page.locator("select[name=student] + .ts-wrapper input").click()
    page.get_by_role("option").first.wait_for()


def with_the_menu_of_the_account(page: Page) -> None:
    page.goto("/admin/tag/")
    page.get_by_role("button", name="Signed in as").click()


def finding(page: Page) -> None:
    page.goto("/admin/student/details/?id=2")
    page.keyboard.press("Control+k")
    page.get_by_role("option", name="Sammy Shark").wait_for()


def with_what_was_found(page: Page) -> None:
    finding(page)
    page.keyboard.type("a")
    page.get_by_role("option", name="All students that match").wait_for()


def with_another_spelling(page: Page) -> None:
    finding(page)
    page.keyboard.type("sharrk")
    page.get_by_text("Did you mean").wait_for()


def with_nothing_found(page: Page) -> None:
    finding(page)
    page.keyboard.type("qqqwww")
    page.get_by_text("Nothing matches").wait_for()


def with_the_keys(page: Page) -> None:
    page.goto("/admin/student/")
    page.keyboard.press("?")
    page.get_by_role("dialog", name="Keys").wait_for()


def with_somebody_alike(page: Page) -> None:
    page.goto("/admin/student/new/")
    page.get_by_label("First name").fill("Sammy")
    page.get_by_label("Last name").fill("Shark")
    page.get_by_role("region", name="may be the same").wait_for()


def with_a_dialog(page: Page) -> None:
    page.goto("/admin/student/new/")
    page.get_by_role("link", name="New household").click()
    page.get_by_role("dialog").get_by_label("Name", exact=True).fill("   ")
    page.get_by_role("button", name="Save and choose").click()
    page.get_by_role("dialog").get_by_role("alert").wait_for()


def with_a_choice(page: Page) -> None:
    """Somebody else has saved another name and other tags since; and has the record open again."""
    record = "/admin/student/edit/?id=3"
    page.goto(record)
    other = page.context.new_page()
    for field in ("City", "About"):
        other.goto(record)
        other.get_by_label(field, exact=True).fill(f"Theirs {time_ns()}")
        other.get_by_role("button", name="Save", exact=True).click()
        other.get_by_role("status").filter(has_text="was saved").wait_for()
        page.get_by_label(field, exact=True).fill(f"Mine {time_ns()}")
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_role("group", name="City: what is to stay?").wait_for()


def after_saving(page: Page) -> None:
    page.goto("/admin/tag/edit/?id=1")
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_role("status").filter(has_text="was saved").wait_for()


def with_rows_selected(page: Page) -> None:
    page.goto("/admin/student/")
    for box in page.locator("[name=rowid]").all()[:2]:
        box.check()
    page.get_by_role("form", name="With what is selected").wait_for()


def with_a_cell_open(page: Page) -> None:
    page.goto("/admin/student/?search=shark")
    page.locator("#results tbody a").first.press("F2")
    page.locator(".cell-form select").wait_for()


def with_a_preview(page: Page) -> None:
    with_rows_selected(page)
    if (button := page.get_by_role("button", name="Edit fields")).is_visible():
        button.click()
    else:
        page.get_by_label("What to do").select_option("Edit fields")
        page.get_by_role("button", name="Go", exact=True).click()
    page.get_by_label("Change City").check()
    page.get_by_label("City", exact=True).fill(f"Town {time_ns()}")
    page.get_by_role("button", name="Preview").click()
    page.get_by_role("button", name="Edit fields: 2").wait_for()


def after_many(page: Page) -> None:
    with_a_preview(page)
    page.get_by_role("button", name="Edit fields: 2").click()
    page.get_by_role("status").filter(has_text="done for 2").wait_for()


def with_an_undo(page: Page) -> None:
    after_many(page)
    page.get_by_role("button", name="Undo").click()
    page.get_by_role("heading", name="Undo what was done").wait_for()


#: Each kind of page, and how one gets there.
PAGES: dict[str, Callable[[Page], object]] = {
    "home": to("/admin/"),
    "list": to("/admin/student/"),
    "list, in groups": to(GROUPS),
    "list, in groups, any of them": to(f"{GROUPS}&match=any"),
    "list, with a filter to add": with_a_filter_to_add,
    "filter, with a mistake": to(MISTAKE),
    "list, narrowed": to("/admin/student/?search=a&flt0_status_is=enrolled&sort=lastname"),
    "list, nothing found": to("/admin/student/?search=zzz-nobody"),
    "list, filter open": with_the_filter_open,
    "list, columns open": with_the_menu("Columns"),
    "list, views open": with_the_menu("Views"),
    "list, export open": with_the_menu("Export"),
    "list, for others": to("/admin/student/export/outside/"),
    "erasing": to("/admin/student/verb/erase/?id=2"),
    "views": to("/admin/student/views/?flt0_status_is=enrolled"),
    "list of links": to("/admin/student_guardian/"),
    "list of changes": to("/admin/audit_entry/"),
    "trash": to("/admin/student/?trash=1"),
    "details": to("/admin/student/details/?id=2"),
    "details of a change": to("/admin/audit_entry/details/?id=1"),
    "form, new": to("/admin/student/new/"),
    "form, with lookups": to("/admin/section/edit/?id=1"),
    "form, account": to("/admin/user/edit/?id=2"),
    "form, with a file": with_a_file,
    "form, with errors": with_errors,
    "form, choosing": with_a_list_of_options,
    "form, somebody alike": with_somebody_alike,
    "form, a choice": with_a_choice,
    "form, dialog": with_a_dialog,
    "verb": to("/admin/student/verb/charge/?id=2"),
    "confirmation": to("/admin/student/delete/confirm/?id=2"),
    "after saving": after_saving,
    "menu of the account": with_the_menu_of_the_account,
    "sidebar": with_the_sidebar,
    "finding": finding,
    "finding, found": with_what_was_found,
    "finding, another spelling": with_another_spelling,
    "finding, nothing found": with_nothing_found,
    "permissions": to("/admin/permission/"),
    "finding, a page": to("/admin/search/?q=sharrk"),
    "finding, a page with matches": to("/admin/search/?q=a"),
    "keys": with_the_keys,
    "list, selected": with_rows_selected,
    "list, a cell open": with_a_cell_open,
    "many, a preview": with_a_preview,
    "many, done": after_many,
    "undo": with_an_undo,
    "history": to("/admin/student/details/?id=2&tab=history"),
    "as it was": to("/admin/past/?kind=student&id=2"),
    "all trash": to("/admin/trash/"),
    "disclosures": to("/admin/student/details/?id=2&tab=disclosures"),
    "details of a guardian": to("/admin/guardian/details/?id=1"),
    "details of a household": to("/admin/household/details/?id=1"),
    "details of a section": to("/admin/section/details/?id=1"),
    "account": to("/admin/account/"),
    "second factor": to("/second-factor"),
    "password": to("/password"),
    "nothing there": to("/admin/student/details/?id=0"),
}
#: These are looked at in every way, the others in light on a desk and in dark on a phone.
EVERY_WAY = (
    "home",
    "list",
    "details",
    "form, with errors",
    "form, a choice",
    "form, somebody alike",
    "form, dialog",
    "finding, found",
    "keys",
)
CASES = [(name, look) for name in PAGES for look in LOOKS if name in EVERY_WAY or look in ("light", "dark on a phone")]


def check(page: Page) -> None:
    """Nothing that axe-core finds, and nothing that has to be scrolled sideways."""
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    assert page.evaluate("document.scrollingElement.scrollWidth <= innerWidth"), "the page is wider than the window"


@pytest.mark.parametrize(("name", "look"), CASES)
def test_a_page_is_open_to_all(visit: Visit, complaints: Complaints, name: str, look: str) -> None:
    page = visit("administrator", **LOOKS[look])
    PAGES[name](page)
    check(page)
    if name == "nothing there":
        complaints.clear()


@pytest.mark.parametrize("look", ["light", "dark on a phone"])
def test_what_is_not_open_to_somebody_says_so_to_all(visit: Visit, complaints: Complaints, look: str) -> None:
    page = visit("viewer", **LOOKS[look])
    page.goto("/admin/charge/")
    check(page)
    complaints.clear()


@pytest.mark.parametrize("look", LOOKS)
def test_the_way_in_is_open_to_all(visit: Visit, look: str) -> None:
    page = visit(**LOOKS[look])
    page.goto("/login")
    check(page)
    page.get_by_label("E-mail address").fill("nobody@example.com")
    page.get_by_label("Password", exact=True).fill("wrong password")
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("alert").wait_for()
    check(page)
