"""What somebody types is text: markup in every field of every screen runs nowhere.

The content security policy, which would keep it from running, is switched off here.
"""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Dialog, Page, expect

from .conftest import Complaints, Visit

#: Breaks out of an attribute, a text, a title and a script, if any of them lets it.
MARKUP = "\"'></title></script><img src=x onerror=alert(1)>"
#: The same for fields that hold little.
SHORT = "<b onclick=alert(1)"
FORMS = ["student", "guardian", "household", "tag", "course", "school", "department", "fee_item", "saved_view"]


@pytest.fixture
def page(visit: Visit) -> Page:
    """A page of an administrator whose browser takes no notice of the policy."""
    return visit("administrator", bypass_csp=True)


@pytest.fixture
def dialogs(page: Page) -> list[str]:
    """The dialogs that a script has opened."""
    opened: list[str] = []

    def note(dialog: Dialog) -> None:
        opened.append(dialog.message)
        dialog.dismiss()

    page.on("dialog", note)
    return opened


def fill_in(page: Page, screen: str) -> None:
    """Put markup into every text field of a new record, and save it."""
    page.goto(f"/admin/{screen}/new/")
    for field in page.locator("form[data-guard] :is(input:not([type]), input[type=text], textarea)").all():
        if field.get_attribute("name"):
            longest = int(field.get_attribute("maxlength") or 1000)
            field.fill(MARKUP if longest >= len(MARKUP) else SHORT[:longest])
    for kind, value in (("email", f"{screen}@example.com"), ("number", "7")):
        for field in page.locator(f"form[data-guard] input[type={kind}][required]").all():
            field.fill(value)
    page.get_by_role("button", name="Save", exact=True).click()
    saved, again = page.get_by_role("status").filter(has_text="was saved"), page.get_by_role("button", name="anyway")
    saved.or_(again).first.wait_for()
    if again.is_visible():  # another test has made one just like it
        again.click()
    expect(saved).to_be_visible()


@pytest.mark.parametrize("screen", FORMS)
def test_markup_is_text_on_every_page(page: Page, dialogs: list[str], screen: str) -> None:
    fill_in(page, screen)
    page.goto(f"/admin/{screen}/?search=onerror%3Dalert")
    expect(page.locator("tbody tr")).to_have_count(1)
    edit = page.locator("a.edit").get_attribute("href") or ""
    identity = re.search(r"id=(\d+)", edit)
    assert identity
    for address in ("details", "edit", "delete/confirm"):
        page.goto(f"/admin/{screen}/{address}/?id={identity[1]}")
        expect(page.get_by_role("main")).to_contain_text("onerror=alert(1)")
    page.goto("/admin/")
    page.goto("/admin/audit_entry/")
    page.locator("tbody tr a").first.click()
    assert dialogs == []


def test_markup_is_text_in_the_list_of_a_picker(page: Page, dialogs: list[str]) -> None:
    fill_in(page, "household")
    page.goto("/admin/student/new/")
    control = page.locator("select[name=households] + .ts-wrapper")
    control.locator("input").click()
    control.locator("input").press_sequentially("onerror")
    control.get_by_role("option").first.click()
    expect(control.locator(".item")).to_contain_text("onerror=alert(1)")
    assert dialogs == []


def test_markup_is_text_where_everything_is_found(page: Page, dialogs: list[str]) -> None:
    fill_in(page, "guardian")
    option = page.get_by_role("listbox", name="Found").get_by_role("option").first
    page.wait_for_load_state()  # keys are listened to from then on
    page.keyboard.press("Control+k")
    page.keyboard.type("onerror=alert")
    expect(option).to_contain_text("onerror=alert(1)")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("onerror=alert(1)")
    page.wait_for_load_state()  # keys are listened to from then on
    page.keyboard.press("Control+k")
    expect(option).to_contain_text("onerror=alert(1)")
    page.goto("/admin/search/?q=%22%3E%3Cimg+src=x+onerror=alert(1)%3E")
    assert dialogs == []


def test_a_dialog_would_be_noticed(visit: Visit) -> None:
    page, noticed = visit(bypass_csp=True), []
    page.on("dialog", lambda dialog: (noticed.append(dialog.message), dialog.dismiss()))
    page.goto("/login")
    page.evaluate("markup => { document.body.innerHTML = markup }", "<img src=data:, onerror=alert(1)>")
    page.wait_for_timeout(300)
    assert noticed == ["1"]


def test_the_policy_would_keep_markup_from_running(visit: Visit, complaints: Complaints) -> None:
    page, noticed = visit(), []
    page.on("dialog", lambda dialog: (noticed.append(dialog.message), dialog.dismiss()))
    page.goto("/login")
    page.evaluate("markup => { document.body.innerHTML = markup }", "<img src=data:, onerror=alert(1)>")
    page.wait_for_timeout(300)
    assert noticed == []
    assert any("Content Security Policy" in complaint for complaint in complaints)
    complaints.clear()
