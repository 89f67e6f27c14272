"""A day at the office, done by clicking and typing."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from .conftest import Complaints, Visit, sign_in


def told(page: Page, text: str) -> None:
    """Expect a message that something was done."""
    expect(page.get_by_role("status").filter(has_text=text)).to_be_visible()


def heading(page: Page, text: str | re.Pattern[str]) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text(text)


def choose(page: Page, field: str, typed: str, option: str) -> None:
    """Choose a record in a lookup: type a part of what it is called, and take it from the list."""
    control = page.locator(f"select[name={field}] + .ts-wrapper")
    control.locator("input").click()
    control.locator("input").press_sequentially(typed)
    control.get_by_role("option", name=option).first.click()


def test_signing_in_and_out(visit: Visit) -> None:
    page = visit()
    page.goto("/admin/student/?search=shark")
    heading(page, "Sign in")
    page.get_by_label("E-mail address").fill("registrar@example.com")
    page.get_by_label("Password", exact=True).fill("not the password")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("alert")).to_contain_text("is not right")
    page.get_by_label("E-mail address").fill("registrar@example.com")
    page.get_by_label("Password", exact=True).fill("homeroom-demo-2026")
    page.get_by_role("button", name="Sign in").click()
    heading(page, re.compile("Students"))  # back where the way was blocked
    expect(page.get_by_role("link", name="Shark", exact=True)).to_be_visible()

    page.get_by_role("button", name="Signed in as").click()
    page.get_by_role("button", name="Sign out").click()
    heading(page, "Sign in")
    page.goto("/admin/student/")
    heading(page, "Sign in")


def test_a_student_is_found_by_part_of_a_name_and_edited(visit: Visit) -> None:
    page = visit("registrar")
    page.goto("/admin/")
    page.get_by_role("navigation", name="Main").get_by_role("link", name="Students", exact=True).click()
    page.get_by_role("searchbox").fill("amm har")
    page.get_by_role("searchbox").press("Enter")
    row = page.get_by_role("row").filter(has_text="Sammy")
    expect(row).to_have_count(1)
    row.get_by_role("link", name="Shark", exact=True).click()
    heading(page, "Sammy Shark")

    page.get_by_role("link", name="Edit").click()
    page.get_by_label("City").fill("Atlantis")
    page.get_by_role("button", name="Save", exact=True).click()
    told(page, "was saved")
    heading(page, "Sammy Shark")  # back on the page that was left, and from there in the list
    expect(page.get_by_text("Atlantis")).to_be_visible()
    page.get_by_role("link", name="Back").click()
    expect(page.get_by_role("searchbox")).to_have_value("amm har")


def test_a_new_student_with_a_mistake_on_the_way(visit: Visit) -> None:
    page = visit("registrar")
    page.goto("/admin/student/")
    page.get_by_role("link", name="New student").click()
    page.get_by_label("First name").fill("Nova")
    page.get_by_label("Last name").fill("Newcomer")
    page.get_by_label("E-mail").fill("sammy@example.com")
    page.evaluate("document.querySelector('form[data-guard]').noValidate = true")
    page.get_by_label("Date of birth").fill("2999-01-01")
    page.get_by_role("button", name="Save", exact=True).click()
    summary = page.get_by_role("alert")
    expect(summary).to_be_focused()
    summary.get_by_role("link", name=re.compile("Date of birth")).click()
    expect(page.get_by_label("Date of birth")).to_be_focused()
    expect(page.get_by_label("First name")).to_have_value("Nova")
    page.get_by_label("E-mail").fill("nova@example.com")
    page.get_by_label("Date of birth").fill("2012-02-29")
    page.get_by_role("button", name="Save", exact=True).click()
    told(page, "Nova Newcomer")


def test_a_charge_for_a_student_who_is_looked_up(visit: Visit) -> None:
    page = visit("bursar")
    page.goto("/admin/charge/new/")
    choose(page, "student", "shar", "Sammy Shark")
    page.get_by_label("Description").fill("Aquarium trip")
    page.get_by_label("Amount").fill("12.50")
    page.get_by_label("Charged on").fill("2026-11-02")
    page.get_by_label("Due on").fill("2099-12-02")  # at the head of the list
    page.get_by_role("button", name="Save", exact=True).click()
    told(page, "Aquarium trip")
    row = page.get_by_role("row").filter(has_text="Aquarium trip")
    expect(row).to_contain_text("Sammy Shark")
    expect(row).to_contain_text("12.50")


def test_a_payment_is_taken_on_the_page_of_the_student(visit: Visit) -> None:
    page = visit("bursar")
    page.goto("/admin/student/details/?id=1")
    page.get_by_role("link", name="Take a payment").click()
    page.get_by_label("Amount").fill("20")
    page.get_by_role("button", name="Take a payment").click()
    told(page, "20.00 of John Doe")


def test_deleting_asks_first(page: Page) -> None:
    page.goto("/admin/tag/new/")
    page.get_by_label("Name").fill("short-lived")
    page.get_by_role("button", name="Save", exact=True).click()
    row = page.get_by_role("row").get_by_role("link", name="short-lived", exact=True)
    row.click()
    page.get_by_role("link", name="Delete", exact=True).click()
    heading(page, "Delete short-lived?")
    page.get_by_role("link", name="Cancel").click()
    row.click()
    page.get_by_role("link", name="Delete", exact=True).click()
    page.get_by_role("button", name="Delete").click()
    told(page, "was deleted")
    expect(page.get_by_role("link", name="short-lived", exact=True)).to_have_count(0)


def test_what_others_refer_to_comes_back_from_the_trash(page: Page) -> None:
    page.goto("/admin/student/delete/confirm/?id=3")
    expect(page.get_by_text("the student goes to the trash and can be brought back")).to_be_visible()
    page.get_by_role("button", name="Delete").click()
    told(page, "Carl White")
    page.get_by_role("main").get_by_role("link", name="Trash").click()
    page.get_by_role("link", name="White").first.click()
    page.get_by_role("button", name="Bring it back").click()
    told(page, "is back")


def test_a_list_is_filtered_sorted_and_exported(page: Page) -> None:
    page.goto("/admin/student/")
    page.get_by_text("Filter", exact=True).click()
    page.get_by_label("Show only where").select_option(label="Status is")
    page.get_by_label("Withdrawn", exact=True).check()
    page.get_by_role("button", name="Apply", exact=True).click()
    expect(page.get_by_role("list", name="Shown only")).to_contain_text("Status is Withdrawn")
    states = page.locator("td[data-label=Status]")
    expect(states.first).to_have_text("Withdrawn")
    assert set(states.all_inner_texts()) == {"Withdrawn"}

    page.get_by_role("columnheader", name="First name").get_by_role("link").click()
    expect(page.get_by_role("columnheader", name="First name")).to_have_attribute("aria-sort", "ascending")
    names = page.locator("td[data-label='First name']").all_inner_texts()
    assert names == sorted(names)
    with page.expect_download() as started:
        page.get_by_text("Export", exact=True).click()
        page.get_by_role("link", name="CSV", exact=False).first.click()
    assert re.fullmatch(r"students-\d{4}-\d\d-\d\d\.csv", started.value.suggested_filename)
    page.get_by_role("link", name="Remove: Status is Withdrawn").click()
    expect(page.get_by_role("list", name="Shown only")).to_have_count(0)


def test_unsaved_work_is_not_lost_by_a_stray_click(page: Page) -> None:
    page.goto("/admin/student/edit/?id=1")
    page.get_by_label("City").fill("Nowhere")
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    page.get_by_role("link", name="Cancel").click()
    page.wait_for_timeout(300)
    assert asked == ["beforeunload"]
    expect(page.get_by_label("City")).to_have_value("Nowhere")
    page.get_by_label("City").press("Control+s")
    told(page, "was saved")


@pytest.mark.parametrize("closed", ["/admin/student/new/", "/admin/charge/", "/admin/student/edit/?id=1"])
def test_a_role_that_may_not_is_told_so(visit: Visit, complaints: Complaints, closed: str) -> None:
    page = visit("viewer")
    page.goto(closed)
    heading(page, re.compile("not open to you"))
    complaints.clear()
    page.goto("/admin/student/")
    expect(page.get_by_role("link", name="New student")).to_have_count(0)
    menu = page.get_by_role("navigation", name="Main")
    expect(menu.get_by_role("link", name="Charges")).to_have_count(0)
    expect(menu.get_by_role("link", name="Students", exact=True)).to_have_count(1)


def test_colors_follow_the_device_until_somebody_chooses(visit: Visit) -> None:
    page = visit("viewer", color_scheme="dark")
    page.goto("/admin/")
    root = page.locator("html")
    expect(root).to_have_attribute("data-bs-theme", "dark")
    page.get_by_role("button", name="Signed in as").click()
    page.get_by_role("button", name="Light").click()
    expect(root).to_have_attribute("data-bs-theme", "light")
    page.reload()
    expect(root).to_have_attribute("data-bs-theme", "light")


def test_two_people_who_save_the_same_record_meet_in_words(visit: Visit) -> None:
    first, second = visit("registrar"), visit("administrator")
    for page in (first, second):
        page.goto("/admin/student/edit/?id=2")
    first.get_by_label("Home language").fill("Frisian")
    first.get_by_role("button", name="Save", exact=True).click()
    told(first, "was saved")
    second.get_by_label("Home language").fill("Basque")
    second.get_by_role("button", name="Save", exact=True).click()
    expect(second.get_by_role("alert")).to_contain_text("Home language: Rosa Registrar changed this record meanwhile")
    expect(second.get_by_label("Home language", exact=True)).to_have_value("Basque")
    choice = second.get_by_role("group", name="Home language: what is to stay?")
    expect(choice).to_contain_text(re.compile(r"Stored now\s+Frisian\s+Yours.*Basque", re.DOTALL))


def test_a_session_that_ended_leads_back_to_where_one_was(visit: Visit) -> None:
    page = visit("nurse")
    page.goto("/admin/medical_alert/")
    page.context.clear_cookies()
    page.get_by_role("link", name="New medical alert").click()
    heading(page, "Sign in")
    sign_in_here = page.url
    assert "next=" in sign_in_here
    sign_in(page, "nurse")
