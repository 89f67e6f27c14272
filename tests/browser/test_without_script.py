"""Everything works without JavaScript; it only adds comfort."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from .conftest import Visit, sign_in


@pytest.fixture
def page(visit: Visit) -> Page:
    """A registrar whose browser runs no scripts."""
    page = visit(java_script_enabled=False)
    sign_in(page, "registrar")
    return page


def test_finding_and_reading(page: Page) -> None:
    page.get_by_role("navigation", name="Main").get_by_role("link", name="Students", exact=True).click()
    page.get_by_role("searchbox").fill("shark")
    page.get_by_role("button", name="Search").click()
    page.get_by_role("link", name="Shark", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Sammy Shark")


def test_a_filter_in_two_steps(page: Page) -> None:
    page.goto("/admin/student/")
    page.get_by_text("Filter", exact=True).click()
    page.get_by_label("Show only where").select_option(label="Status is")
    page.get_by_role("button", name="Next").click()
    page.get_by_label("Enrolled", exact=True).check()
    page.get_by_role("button", name="Apply", exact=True).click()
    expect(page.get_by_role("list", name="Shown only")).to_contain_text("Status is Enrolled")


def test_a_group_of_filters(page: Page) -> None:
    page.goto("/admin/student/?flt0_city_is=Oakland")
    page.get_by_role("link", name="Add to this: City is Oakland").click()
    page.get_by_label("City is", exact=True).fill("San Leandro")
    page.get_by_role("button", name="Apply", exact=True).click()
    group = page.get_by_role("list", name="Any of these")
    expect(group).to_contain_text("City is San Leandro")
    page.get_by_role("link", name="Remove all of").click()
    expect(page.get_by_role("list", name="Shown only")).to_have_count(0)


def test_creating_editing_and_deleting(page: Page) -> None:
    page.goto("/admin/student/")
    page.get_by_role("link", name="New student").click()
    page.get_by_label("First name").fill("Plain")
    page.get_by_label("Last name").fill("Page")
    page.get_by_label("E-mail").fill("plain@example.com")
    page.get_by_label("Grade level").select_option(index=1)
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("status").filter(has_text="was saved")).to_be_visible()

    page.goto("/admin/student/?search=plain+page")
    page.get_by_role("link", name=re.compile("^Edit")).click()
    page.get_by_label("City").fill("Quiet Town")
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_role("link", name="Page", exact=True).click()
    expect(page.get_by_text("Quiet Town")).to_be_visible()

    page.get_by_text("More", exact=True).click()
    page.get_by_role("link", name="Delete").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Delete Plain Page?")
    page.get_by_role("button", name="Delete").click()
    expect(page.get_by_role("status").filter(has_text="was deleted")).to_be_visible()


def test_a_mistake_is_explained(page: Page) -> None:
    page.goto("/admin/tag/new/")
    page.get_by_label("Name").fill("   ")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("This field is required")


def test_signing_out(page: Page) -> None:
    page.get_by_role("button", name="Signed in as").click()
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")
