"""Forms that help: whoever may be here already is shown, records are made on the way, and nothing typed is lost."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime

import pytest
from playwright.sync_api import Dialog, Locator, Page, expect

from .conftest import Complaints, Visit, sign_in


@dataclass(frozen=True)
class Leaver:
    """Somebody of the demo school who has left."""

    firstname: str
    lastname: str
    born: date

    @property
    def misspelt(self) -> str:
        """The last name with a letter in it twice."""
        return self.lastname[:3] + self.lastname[2] + self.lastname[3:]


@pytest.fixture
def page(visit: Visit) -> Page:
    return visit("registrar")


@pytest.fixture
def leaver(page: Page) -> Leaver:
    page.goto("/admin/student/?flt0_status_is=withdrawn")
    details = page.locator("tbody tr a").first.get_attribute("href") or ""
    found = re.search(r"id=(\d+)", details)
    assert found
    page.goto(f"/admin/student/edit/?id={found[1]}")
    names = [page.get_by_label(label, exact=True).input_value() for label in ("First name", "Last name")]
    return Leaver(*names, date.fromisoformat(page.get_by_label("Date of birth").input_value()))


def tab_to(page: Page, control: Locator) -> None:
    """Press Tab until the control has the focus."""
    for _ in range(80):
        if control.evaluate_all("found => found.includes(document.activeElement)"):
            return
        page.keyboard.press("Tab")
    pytest.fail("the Tab key does not lead there")


def type_into(page: Page, label: str, text: str) -> None:
    tab_to(page, page.get_by_label(label, exact=True))
    page.keyboard.type(text)


def told(page: Page, text: str) -> None:
    """Expect a message that something was done."""
    expect(page.get_by_role("status").filter(has_text=text)).to_be_visible()


def likely(page: Page) -> Locator:
    return page.get_by_role("region", name="may be the same")


def this_year() -> str:
    """The school year that today is in."""
    today = datetime.now(UTC).date()
    return str(today.year - (today.month < 8))


# --- who is here already ----------------------------------------------------------------------------------------------


def test_a_returner_is_seen_while_she_is_typed_and_readmitted_by_keyboard(page: Page, leaver: Leaver) -> None:
    page.goto("/admin/student/new/")
    type_into(page, "First name", leaver.firstname)
    type_into(page, "Last name", leaver.misspelt)
    type_into(page, "Date of birth", f"{leaver.born:%m%d%Y}")
    expect(likely(page)).to_contain_text("similar name, same birth date", ignore_case=True)
    expect(page.get_by_label("Date of birth")).to_be_focused()
    status = page.locator("form[data-guard] [role=status]")
    expect(status).to_have_text(re.compile("may be the same"))
    readmit = likely(page).get_by_role("link", name=f"Re-admit {leaver.firstname}").first
    tab_to(page, readmit)
    with page.context.expect_page() as opened:
        page.keyboard.press("Enter")
    form = opened.value
    expect(form.get_by_role("heading", level=1)).to_have_text(f"Re-admit: {leaver.firstname} {leaver.lastname}")
    year = form.get_by_label("Academic year")
    year.select_option(label=next(each for each in year.inner_text().split("\n") if this_year() in each[:4]))
    form.get_by_label("First day").focus()
    form.keyboard.press("Enter")
    told(form, "is back")
    expect(page.get_by_label("First name")).to_have_value(leaver.firstname)


def test_the_enter_key_never_saves_in_spite_of_them(page: Page) -> None:
    page.goto("/admin/student/new/")
    for label, text in {"First name": "Sammy", "Last name": "Shark", "E-mail": "second-sammy@example.com"}.items():
        page.get_by_label(label, exact=True).fill(text)
    expect(likely(page)).to_contain_text("Sammy Shark")
    page.get_by_label("E-mail").press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("may be the same")
    expect(page.get_by_role("alert")).to_be_focused()
    expect(page.get_by_label("E-mail")).to_have_value("second-sammy@example.com")


def test_without_a_script_the_first_save_comes_back(visit: Visit) -> None:
    page = visit(java_script_enabled=False)
    sign_in(page, "registrar")
    page.goto("/admin/guardian/new/")
    for person in ("first", "second"):
        page.goto("/admin/guardian/new/")
        page.get_by_label("First name").fill("Gaia")
        page.get_by_label("Last name").fill("Doublet")
        page.get_by_label("Address").fill(person)
        page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("1 guardian may be the same")
    expect(likely(page)).to_contain_text("Gaia Doublet")
    expect(page.get_by_label("Address")).to_have_value("second")
    page.get_by_role("button", name="Save as a new guardian anyway").click()
    told(page, "was saved")


# --- a new record on the way ------------------------------------------------------------------------------------------


def open_household(page: Page) -> Locator:
    page.goto("/admin/student/new/")
    page.get_by_label("First name").fill("Nina")
    tab_to(page, page.get_by_role("link", name="New household"))
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog", name="New household")
    expect(dialog.get_by_label("Name", exact=True)).to_be_focused()
    return dialog


def test_a_household_is_made_from_the_form_of_a_student_by_keyboard(page: Page) -> None:
    dialog = open_household(page)
    page.keyboard.type("   ")
    page.keyboard.press("Enter")
    expect(dialog.get_by_role("alert")).to_be_focused()
    dialog.get_by_role("link", name=re.compile("Name: This field is required")).press("Enter")
    expect(dialog.get_by_label("Name", exact=True)).to_be_focused()
    page.keyboard.type("The Dialog Family")
    page.keyboard.press("Control+s")
    expect(dialog).to_have_count(0)
    lookup = page.locator("select[name=households] + .ts-wrapper")
    expect(lookup.locator(".item")).to_contain_text("The Dialog Family")
    expect(lookup.locator("input")).to_be_focused()
    expect(page.get_by_label("First name")).to_have_value("Nina")


def test_a_guardian_who_is_here_already_is_chosen_instead(page: Page) -> None:
    page.goto("/admin/guardian/?sort=lastname")
    lastname, firstname = (page.locator("tbody tr").first.locator("td").nth(at).inner_text() for at in (0, 1))
    page.goto("/admin/student_guardian/new/")
    page.get_by_role("link", name="New guardian").click()
    dialog = page.get_by_role("dialog", name="New guardian")
    dialog.get_by_label("First name").fill(firstname)
    dialog.get_by_label("Last name").fill(lastname)
    likely(page).get_by_role("button", name=f"Choose {firstname} {lastname}").first.click()
    expect(dialog).to_have_count(0)
    expect(page.locator("select[name=guardian] + .ts-wrapper .item")).to_contain_text(f"{firstname} {lastname}")


def test_a_dialog_with_something_in_it_asks_before_it_closes(page: Page) -> None:
    dialog = open_household(page)
    page.keyboard.type("Half a name")
    answers = [False, True]
    asked: list[str] = []

    def answer(question: Dialog) -> None:
        asked.append(question.message)
        question.accept() if answers.pop(0) else question.dismiss()

    page.on("dialog", answer)
    page.keyboard.press("Escape")
    expect(dialog).to_be_visible()
    dialog.get_by_role("button", name="Cancel").click()
    expect(dialog).to_have_count(0)
    assert asked == ["What you typed here is not saved. Leave it?"] * 2


# --- required, and where a mistake is ---------------------------------------------------------------------------------


def test_the_summary_leads_to_a_lookup_as_well(visit: Visit) -> None:
    page = visit("bursar")
    page.goto("/admin/charge/new/")
    control = page.locator("select[name=student] + .ts-wrapper input")
    expect(control).to_have_attribute("aria-required", "true")
    page.evaluate("document.querySelector('form[data-guard]').noValidate = true")
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_role("alert").get_by_role("link", name=re.compile("^Student")).click()
    expect(control).to_be_focused()
    expect(control).to_have_attribute("aria-invalid", "true")
    described = control.get_attribute("aria-describedby") or ""
    expect(page.locator(f"#{described.split()[0]}")).to_contain_text("required")


def test_the_browser_names_an_empty_lookup_before_anything_is_sent(visit: Visit) -> None:
    page = visit("bursar")
    page.goto("/admin/charge/new/")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator("select[name=student] + .ts-wrapper input")).to_be_focused()
    expect(page).to_have_url(re.compile("/admin/charge/new/"))


def test_what_is_typed_is_told_to_the_keyboard_of_a_phone(page: Page) -> None:
    page.goto("/admin/student/new/")
    for label, name, value in (
        ("Phone", "type", "tel"),
        ("Phone", "maxlength", "30"),
        ("E-mail", "type", "email"),
        ("E-mail", "autocomplete", "off"),
        ("First name", "autocapitalize", "words"),
        ("Date of birth", "type", "date"),
        ("Age", "inputmode", "numeric"),
    ):
        expect(page.get_by_label(label, exact=True)).to_have_attribute(name, value)


# --- nothing is lost --------------------------------------------------------------------------------------------------


def test_the_back_button_asks_first(page: Page) -> None:
    page.goto("/admin/student/")
    page.get_by_role("link", name="New student").click()
    page.get_by_label("First name").press_sequentially("Half")
    asked: list[str] = []
    page.on("dialog", lambda question: (asked.append(question.type), question.dismiss()))
    page.evaluate("history.back()")
    page.wait_for_timeout(500)
    assert asked == ["beforeunload"]
    expect(page.get_by_label("First name")).to_have_value("Half")


def test_a_session_that_ended_is_told_and_the_form_is_saved_after_signing_in(
    page: Page, complaints: Complaints
) -> None:
    page.goto("/admin/household/new/")
    page.get_by_label("Name", exact=True).fill("The Patient Family")
    page.context.clear_cookies()
    page.get_by_role("button", name="Save", exact=True).click()
    notice = page.get_by_role("alert")
    expect(notice).to_contain_text("Your session has ended, so nothing was saved.")
    expect(page.get_by_label("Name", exact=True)).to_have_value("The Patient Family")
    with page.context.expect_page() as opened:
        notice.get_by_role("link", name="Sign in in another tab").click()
    sign_in(opened.value, "registrar")
    page.get_by_role("button", name="Save", exact=True).click()
    told(page, "The Patient Family")
    complaints.clear()


def test_a_session_that_ended_loses_nothing_without_a_script_either(visit: Visit, complaints: Complaints) -> None:
    page = visit(java_script_enabled=False)
    sign_in(page, "registrar")
    page.goto("/admin/household/new/")
    page.get_by_label("Name", exact=True).fill("The Plain Family")
    page.context.clear_cookies()
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Please sign in")
    with page.context.expect_page() as opened:
        page.get_by_role("link", name="Sign in in another tab").click()
    sign_in(opened.value, "registrar")
    page.reload()
    expect(page.get_by_role("alert")).to_contain_text("What you typed is still here")
    expect(page.get_by_label("Name", exact=True)).to_have_value("The Plain Family")
    page.get_by_role("button", name="Save", exact=True).click()
    told(page, "The Plain Family")
    complaints.clear()


def test_a_server_that_is_away_loses_nothing(page: Page, complaints: Complaints) -> None:
    page.goto("/admin/household/new/")
    page.get_by_label("Name", exact=True).fill("The Offline Family")
    page.context.set_offline(True)
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("The server does not answer")
    page.context.set_offline(False)
    page.get_by_role("button", name="Save", exact=True).click()
    told(page, "The Offline Family")
    complaints.clear()


def test_after_a_conflict_saving_again_keeps_what_was_typed(visit: Visit) -> None:
    first, second = visit("registrar"), visit("administrator")
    for each in (first, second):
        each.goto("/admin/student/edit/?id=2")
    first.get_by_label("About").fill("Likes water.")
    first.get_by_label("City", exact=True).fill("Quicker Town")
    first.get_by_role("button", name="Save", exact=True).click()
    told(first, "was saved")
    second.get_by_label("City", exact=True).fill("Conflict Town")
    second.get_by_role("button", name="Save", exact=True).click()
    expect(second.get_by_role("alert")).to_contain_text("Rosa Registrar changed this record meanwhile")
    expect(second.get_by_label("City", exact=True)).to_have_value("Conflict Town")
    expect(second.get_by_label("About")).to_have_value("Likes water.")  # only the other one touched it
    choice = second.get_by_role("group", name="City: what is to stay?")
    expect(choice).to_contain_text("Quicker Town")
    choice.get_by_label("Yours").check()
    second.get_by_role("button", name="Save", exact=True).click()
    told(second, "was saved")
    second.goto("/admin/student/edit/?id=2")
    expect(second.get_by_label("City", exact=True)).to_have_value("Conflict Town")
    expect(second.get_by_label("About")).to_have_value("Likes water.")
