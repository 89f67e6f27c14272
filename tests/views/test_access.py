"""Every address, by every method, for every role and for strangers, against the written table in `access_table`."""

from __future__ import annotations

from dataclasses import replace

import pytest
from flask import Flask

from tests.client import Browser, Value

from . import access_table
from .access_table import Row, cells, powers
from .conftest import Standing, anywhere
from .little_school import ROLES
from .writes import Write, all_writes, contents, seen

STRANGER = None
EVERYBODY = (STRANGER, *ROLES)
END_THE_WALK = ("security.logout", "account.sign_out_everywhere")
#: A POST about a record that is not there, with a day and a choice that are none, so that no form is saved.
NOTHING = {"id": "0", "rowid": "0", "action": "delete", "exited_on": "no day", "legal_basis": "none"}
#: One screen stands for all in what Werkzeug does for each: HEAD and OPTIONS.
SAMPLES = ("student", "document_file", "edge", "security", "account", "admin", "static")


def methods_of(app: Flask) -> set[tuple[str, str]]:
    """(endpoint, method) of everything that the application answers; HEAD goes with GET, and OPTIONS with all."""
    return {
        (rule.endpoint, method)
        for rule in app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }


def identity(standing: Standing, role: str | None, row: Row) -> int:
    """The id of a record that the row can be about: one of the role's own, where it has some."""
    resource = row.endpoint.split(".")[0]
    school = standing.school
    held = school.of(role, resource) if role else school.own[resource]
    return int(held.id)


def test_the_table_has_a_row_for_everything_that_answers_and_nothing_else(standing: Standing) -> None:
    for who in EVERYBODY:
        assert {(row.endpoint, row.method) for row in access_table.rows(who)} == methods_of(standing.app)


@anywhere
@pytest.mark.parametrize("role", EVERYBODY)
def test_everybody_gets_the_answer_of_the_table(standing: Standing, role: str | None) -> None:
    browser = standing.browser(role)
    before, wrong = contents(), []
    for row in access_table.rows(role):
        if row.endpoint in END_THE_WALK:
            continue  # they have tests of their own
        asked = replace(row, address=about(standing, role, row))
        status = ask(browser, asked)
        if status != row.status:
            wrong.append(f"{row.method} {asked.address} [{row.endpoint}] answered {status} and not {row.status}")
    assert wrong == []
    assert contents() == before, "looking at everything changed something"


def about(standing: Standing, role: str | None, row: Row) -> str:
    return row.address.format(id=identity(standing, role, row)) if "{id}" in row.address else row.address


def ask(browser: Browser, row: Row) -> int:
    """The status of a request."""
    data: dict[str, Value] | None = None
    if row.method == "POST":
        data = {**NOTHING, "csrf_token": browser.token()}
        if "/verb/" in row.address:  # without what its form says was seen a verb answers that it is missing
            data |= seen(browser, row.address)
    return browser.open(row.address, method=row.method, data=data).status_code


@pytest.mark.parametrize("role", [role for role in ROLES if role != "administrator"])
def test_a_record_of_somebody_else_is_not_there(standing: Standing, role: str) -> None:
    browser = standing.browser(role)
    wrong = []
    for row in (row for row in access_table.rows(role) if row.not_theirs):
        resource = row.endpoint.split(".")[0]
        address = row.address.format(id=standing.school.not_of(resource).id)
        status = ask(browser, replace(row, address=address))
        if status != row.not_theirs:
            wrong.append(f"{row.method} {address} [{row.endpoint}] answered {status} and not {row.not_theirs}")
    assert wrong == []


def samples(role: str | None) -> list[Row]:
    return [row for row in access_table.rows(role) if row.endpoint.split(".")[0] in SAMPLES]


@anywhere
@pytest.mark.parametrize("role", EVERYBODY)
def test_head_answers_as_get_does_without_a_body(standing: Standing, role: str | None) -> None:
    browser = standing.browser(role)
    for row in (row for row in samples(role) if row.method == "GET"):
        answer = browser.head(about(standing, role, row))
        assert (row.endpoint, answer.status_code, answer.data) == (row.endpoint, row.status, b"")


@anywhere
@pytest.mark.parametrize("role", EVERYBODY)
def test_options_tell_the_methods_and_do_nothing(standing: Standing, role: str | None) -> None:
    browser = standing.browser(role)
    told = set()
    for row in samples(role):
        answer = browser.options(about(standing, role, row))
        assert (answer.status_code, answer.data) == (200, b"")
        told |= {(row.endpoint, method) for method in set(answer.allow) - {"HEAD", "OPTIONS"}}
    assert told == {(row.endpoint, row.method) for row in samples(role)}


@pytest.mark.parametrize("role", EVERYBODY)
def test_signing_out_is_open_to_all_and_by_post_only(standing: Standing, role: str | None) -> None:
    browser = standing.browser(role)
    assert browser.get("/logout").status_code == 405
    assert browser.post("/logout", data={"csrf_token": browser.token()}).status_code == 302
    assert browser.get("/admin/").status_code == 302


def test_a_stranger_is_led_to_the_sign_in_page_and_back(standing: Standing) -> None:
    answer = standing.browser().get("/admin/student/?search=sam")
    assert answer.location == "/login?next=/admin/student/?search%3Dsam"


# --- what an administrator sends, sent by somebody who may not --------------------------------------------------------


@pytest.fixture(scope="module")
def writes(standing: Standing) -> list[Write]:
    return all_writes(standing)


def may(role: str | None, resource: str, letter: str) -> bool:
    if role is None or letter == "?":
        return False
    if resource == "verb":
        roles, lines = cells(access_table.VERBS)
        return next(line for line in lines if line[0] == letter)[1 + roles.index(role)] == "200"
    return letter in powers(role, resource)[0]


@anywhere
@pytest.mark.parametrize("role", [role for role in EVERYBODY if role != "administrator"])
def test_what_a_role_may_not_write_it_cannot_write(standing: Standing, writes: list[Write], role: str | None) -> None:
    sent = [write for write in writes if not may(role, write.resource, write.letter)]
    browser = standing.browser(role)
    before = contents()
    token, wrong = browser.token(), []
    for write in sent:
        status = browser.post(write.address, data={**write.typed, "csrf_token": token}).status_code
        closed = (403, 404) if write.letter == "?" else (403,)
        if status not in (closed if role else (302, 401)):
            wrong.append(f"{write.address} answered {status}")
    assert wrong == []
    assert len(sent) > 60
    assert contents() == before
