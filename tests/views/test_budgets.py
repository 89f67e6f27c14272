"""No page asks the database more than its budget allows, and none asks more because there is more in it."""

from __future__ import annotations

from decimal import Decimal

from sqlalchemy.orm import Session, scoped_session

from admin_app.database import db
from tests import factories as make
from tests.client import Browser
from tests.engines.statements import Statements, statements_sent

from .access_table import powers, resources
from .budgets import budgets
from .little_school import LittleSchool, Records, half

#: Page → the letter that opens it, and its address.
PAGES = {"list": ("l", ""), "details": ("v", "details/?id={id}"), "new": ("n", "new/"), "edit": ("e", "edit/?id={id}")}
LETTERS = {page: letter for page, (letter, _) in PAGES.items()}


def address(school: LittleSchool, screen: str, page: str) -> str:
    return f"/admin/{screen}/" + PAGES[page][1].format(id=school.own[screen].id)


def asked(browser: Browser, where: str) -> Statements:
    """The statements of one page."""
    db.session.commit()
    with statements_sent() as statements:
        answer = browser.get(where)
    assert answer.status_code == 200, f"{where} answered {answer.status}"
    return statements


def grow(school: LittleSchool) -> None:
    """Make three times as many of everything, with parents of their own, and hang more on each record."""
    users = [make.UserFactory(roles=[make.RoleFactory()]) for _ in range(4)]
    halves = [half(user, f"more{n}", f"{n}.00") for n, user in enumerate(users)]
    for user in users:
        make.SavedViewFactory(user=user)
        make.JobFactory(requested_by=user)
    for own in (school.own, school.other):
        for more in halves:
            hang_on(own, more)


def hang_on(own: Records, more: Records) -> None:
    own["student"].tags.append(more["tag"])
    own["student"].households.append(more["household"])
    make.StudentGuardianFactory(student=own["student"], guardian=more["guardian"])
    make.StudentGuardianFactory(student=more["student"], guardian=own["guardian"])
    make.ChargeFactory(student=own["student"], amount=Decimal(5))
    make.MedicalAlertFactory(student=own["student"])
    own["guardian"].households.append(more["household"])
    own["household"].students.append(more["student"])
    own["household"].guardians.append(more["guardian"])
    own["staff"].sections.append(more["section"])
    own["section"].teachers.append(more["staff"])
    make.CourseFactory(department=own["department"])
    own["grade_level"].next = more["grade_level"]


def test_every_page_of_every_screen_has_a_budget() -> None:
    pages = {
        (screen, page)
        for screen in resources()
        for page, letter in LETTERS.items()
        if letter in powers("administrator", screen)[0]
    }
    assert budgets().keys() == pages


def test_three_times_the_rows_cost_no_more_statements(
    client: Browser, school: LittleSchool, session: scoped_session[Session]
) -> None:
    client.sign_in(school.users["administrator"])
    client.strict = False
    school.own["grade_level"].next = school.other["grade_level"]
    for size in ("as built", "three times as much"):
        if size != "as built":
            grow(school)
        for (screen, page), budget in budgets().items():
            statements = asked(client, address(school, screen, page))
            assert len(statements) == budget, f"{page} of {screen}, {size}:\n{statements!r}"


def test_signing_in_and_being_watched_cost_next_to_nothing(client: Browser, school: LittleSchool) -> None:
    assert len(asked(client, "/login")) == 0
    assert len(asked(client, "/healthz")) == 0
    with statements_sent() as statements:
        assert client.get("/admin/student/").status_code == 302  # a stranger costs nothing
        assert client.get("/static/css/homeroom.css").status_code == 200
    assert len(statements) == 0
    client.sign_in(school.users["viewer"])
    with statements_sent() as statements:
        assert client.get("/login").status_code == 302
    assert len(statements) == 1  # the account with its roles
