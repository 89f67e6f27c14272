"""The page of permissions says what the permission table says, to whoever may read the roles."""

from __future__ import annotations

import pytest
from flask import Flask

from admin_app.accounts import RoleName
from tests.client import Browser
from tests.html import Element, check_page

pytestmark = pytest.mark.parametrize("engine_name", ["sqlite"])

OF_SCHOOL = "everything (only those of the school)"
#: The last column is what is left to an account that is limited to a school.
LINES = {
    "Students": ["everything", "everything", "read, export (only their own)", "read", "read", "read", OF_SCHOOL],
    "Notes": [
        "everything",
        "everything",
        "read, create, edit, delete (only their own)",
        "—",
        "read, create, edit, delete (only those of the category “medical”)",
        "—",
        OF_SCHOOL,
    ],
    "Courses": ["everything", "everything", "read", "—", "—", "read", "read, export"],
    "Users": ["everything", "read (only their own)", "—", "—", "—", "—", OF_SCHOOL],
    "Students: Balance": ["read", "—", "—", "read", "—", "—"],
    "Students’ guardians: May collect": ["read and write", "read and write", "—", "—", "read", "—"],
    "Home": ["read"] * (len(RoleName) + 1),
}


def text_of(element: Element) -> str:
    return " ".join("".join(element.itertext()).split())


def lines(page: str) -> dict[str, list[str]]:
    found = {}
    for row in check_page(page).iter("tr"):
        head = row.find("th[@scope='row']")
        if head is not None:
            found[text_of(head)] = [text_of(each) for each in row.iter("td")]
    return found


def test_each_line_says_what_each_role_may_do(client: Browser) -> None:
    client.sign_in()
    answer = client.get("/admin/permission/")
    shown = lines(answer.text)
    assert {title: shown.get(title) for title in LINES} == LINES
    assert "Users: Password" not in shown
    assert "Viewer, Guardians: only First name, Last name." in answer.text


@pytest.mark.parametrize("role", [role for role in RoleName if role is not RoleName.ADMINISTRATOR])
def test_who_may_not_read_roles_does_not_see_it(client: Browser, app: Flask, role: RoleName) -> None:
    client.sign_in(role)
    assert client.get("/admin/permission/").status_code == 403
    assert "/admin/permission/" not in client.get("/admin/").text
