"""Accounts that are limited to a school: they see that school, by whatever address, and write nothing elsewhere.

The little school has two halves with a school each. Everybody here is limited to the teacher's, and the other half is
what no page, file, count or answer of theirs may tell of.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

import pytest
from sqlalchemy import select

from admin_app.accounts import LIMITS, SCHOOL, Action, User
from admin_app.database import db
from admin_app.extensions import cache
from tests import factories as make
from tests.client import Browser

from . import access_table
from .access_table import Row, powers, resources
from .conftest import MakeApp, MakeSchool, Standing
from .little_school import ROLES, LittleSchool
from .reading import counted, exported, listed
from .test_access import ask
from .test_finding import MEANT, groups, look
from .writes import Write, all_writes, contents

#: What belongs to a school, and what all share.
THEIRS = {resource for resource in resources() if LIMITS.get((resource, Action.READ)) == {SCHOOL}}
SHARED = set(resources()) - THEIRS
#: What is nobody's: a word of the other half that a page about it would say.
FAR = re.compile(r"Pupilfar|far-|far (household|student|guardian|document|note|alert|recipient)|far\.pdf|Townfar")
#: New records that name no other one: they are of the school of whoever enters them.
ALONE = {"student", "guardian", "household", "staff", "user", "saved_view"}


#: What is said where an address is open and what was sent to it is not.
REFUSED = ("This is none of the choices", "would be another school’s, or none’s")


@dataclass
class TwoSchools(Standing):
    """The little school, all accounts limited to its near half, and what an administrator would write in the far."""

    writes: list[Write]

    def lift(self, role: str) -> None:
        """Let a role's account see all schools."""
        self.school.users[role].school_id = None
        db.session.commit()


def far_half(school: LittleSchool) -> LittleSchool:
    """The school as seen from the other half."""
    return replace(school, own=school.other, other=school.own, classmate=school.other["student"])


@pytest.fixture(scope="module")
def two(request: pytest.FixtureRequest, make_app: MakeApp, make_school: MakeSchool) -> Iterator[TwoSchools]:
    app, written = make_app(getattr(request, "param", "sqlite"))
    with app.app_context():
        school = make_school(written)
        writes = all_writes(Standing(app, far_half(school)))
        for user in db.session.scalars(select(User)):
            half = school.other if user is school.other["user"] else school.own
            user.school_id = half["school"].id
        stranger, student = school.other["user"], school.other["student"]
        school.other["audit_entry"] = make.AuditEntryFactory(
            user=stranger, resource="student", record_id=student.id, record_label="Pupilfar"
        )
        db.session.commit()
        yield TwoSchools(app, school, writes)
        db.session.remove()
        written.empty()
        cache.clear()


@pytest.fixture(autouse=True)
def as_it_was(two: TwoSchools) -> Iterator[None]:
    """Everybody is limited again, whatever a test has done."""
    yield
    db.session.rollback()
    for user in two.school.users.values():
        if user.school_id != two.school.own["school"].id:
            user.school_id = two.school.own["school"].id
    db.session.commit()


everywhere = pytest.mark.parametrize("two", ["sqlite", "postgresql", "mysql"], indirect=True)


# --- every address ----------------------------------------------------------------------------------------------------


def about_far(two: TwoSchools, role: str) -> Iterator[Row]:
    """Every request of the table that is about one record, with the id of one of the other half."""
    for row in access_table.rows(role):
        resource = row.endpoint.split(".")[0]
        if "{id}" in row.address and resource in THEIRS:
            yield replace(row, address=row.address.format(id=two.school.other[resource].id))


@pytest.mark.parametrize("role", ROLES)
def test_no_address_tells_of_another_school(two: TwoSchools, role: str) -> None:
    browser = two.browser(role)
    before, wrong = contents(), []
    asked = list(about_far(two, role))
    for row in asked:
        status = ask(browser, row)
        if status not in (403, 404):
            wrong.append(f"{row.method} {row.address} [{row.endpoint}] answered {status}")
    assert wrong == []
    assert len(asked) > 100
    assert contents() == before


@pytest.mark.parametrize("role", ROLES)
def test_ones_own_school_is_open_as_ever(two: TwoSchools, role: str) -> None:
    """Whoever is limited loses nothing of what their role may do at their school."""
    browser, wrong = two.browser(role), []
    for row in access_table.rows(role):
        resource = row.endpoint.split(".")[0]
        if row.method != "GET" or "{id}" not in row.address or resource not in THEIRS:
            continue
        if row.endpoint == "school.delete_confirm_view" or "/verb/erase/" in row.address:
            continue  # nobody deletes the school to which they are limited, nor what others may know of a student
        address = row.address.format(id=two.school.of(role, resource).id)
        status = ask(browser, replace(row, address=address))
        if status != row.status:
            wrong.append(f"{address} answered {status} and not {row.status}")
    assert wrong == []


@pytest.mark.parametrize("role", ROLES)
def test_what_all_schools_share_is_read_and_not_changed(two: TwoSchools, role: str) -> None:
    browser, before = two.browser(role), contents()
    for row in access_table.rows(role):
        resource, _dot, endpoint = row.endpoint.partition(".")
        if resource not in SHARED or "{id}" not in row.address or row.status != 200:
            continue
        status = ask(browser, replace(row, address=row.address.format(id=two.school.own[resource].id)))
        assert (row.endpoint, status) == (row.endpoint, 200 if endpoint == "details_view" else 403)
    assert contents() == before


@pytest.mark.parametrize("role", ["administrator", "registrar", "bursar", "teacher"])
def test_nothing_is_written_in_another_school(two: TwoSchools, role: str) -> None:
    """All that an administrator would send for the other half, sent by somebody of this one."""
    browser = two.browser(role)
    before, wrong = contents(), []
    sent = [write for write in two.writes if not (write.letter == "n" and write.resource in ALONE)]
    for write in sent:
        answer = browser.post(write.address, data={**write.typed, "csrf_token": browser.token()})
        told_so = any(words in answer.text for words in REFUSED)
        if answer.status_code not in (302, 400, 403, 404, 428) and not told_so:
            wrong.append(f"{write.address} answered {answer.status_code}")
    assert wrong == []
    assert len(sent) > 60
    assert contents() == before


# --- lists, counts, files ---------------------------------------------------------------------------------------------


def far_ids(two: TwoSchools, resource: str) -> int:
    return int(two.school.other[resource].id)


@everywhere
@pytest.mark.parametrize("role", ROLES)
def test_lists_counts_and_files_hold_ones_own(two: TwoSchools, role: str) -> None:
    browser = two.browser(role)
    for resource in sorted(THEIRS):
        letters, _ = powers(role, resource)
        if "l" not in letters:
            continue
        page = browser.get(f"/admin/{resource}/?page_size=100")
        here = listed(page)
        assert far_ids(two, resource) not in here, resource
        assert two.school.of(role, resource).id in here, resource
        if resource != "audit_entry":  # which grows by being read
            assert counted(page) == len(here), resource
        assert not FAR.search(page.text), resource
        if "x" in letters:
            text = browser.get(f"/admin/{resource}/export/csv/?columns=all").text
            assert not FAR.search(text), resource
            rows = exported(browser.get(f"/admin/{resource}/export/csv/"))
            assert resource == "audit_entry" or len(rows) == len(here), resource


def meant(browser: Browser) -> list[str]:
    """What is offered in the place of a misspelt name."""
    return groups(look(browser, "Pupilfarr"))[MEANT]


@everywhere
def test_a_search_finds_ones_own(two: TwoSchools) -> None:
    browser = two.browser("administrator")
    for resource, text in (
        ("student", "Pupilfar"),
        ("student", "far-gphone"),
        ("guardian", two.school.other["guardian"].lastname),
        ("household", two.school.other["household"].name),
        ("section", two.school.other["section"].code),
        ("staff", two.school.other["staff"].lastname),
        ("note", "far note title"),
        ("charge", "Pupilfar"),
    ):
        assert listed(browser.get(f"/admin/{resource}/?search={text}")) == set(), resource
    for text in ("Pupilfar", "far-pupil", two.school.other["guardian"].lastname, two.school.other["staff"].lastname):
        page = browser.get(f"/admin/search/?q={text}").text
        assert f'id={far_ids(two, "student")}"' not in page
        assert "Nothing matches" in page, text
    assert meant(browser) == ["Pupilnear"]
    two.lift("administrator")
    assert meant(two.browser("administrator")) == ["Pupilfar", "Pupilnear"]
