"""The test bed itself: what it promises the other tests."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask, url_for
from sqlalchemy import func, select, text
from sqlalchemy.orm import Session, scoped_session

from admin_app.accounts import Role, RoleName, User
from admin_app.clock import now, today
from admin_app.database import db
from admin_app.school import Student, Tag

from .client import Browser
from .conftest import Clock
from .engines.databases import SERVER_VARIABLES, server_url
from .engines.statements import Statements, statements_sent
from .factories import GradeLevelFactory, StudentFactory, TagFactory, user_with
from .html import InvalidPage, check_page, forms, parse

PAGE = "<!doctype html><html lang=en><head><title>A page</title></head><body>{}</body></html>"


@pytest.mark.parametrize("times", [1, 2])
def test_each_test_begins_with_empty_tables_and_the_first_id(session: scoped_session[Session], times: int) -> None:
    assert session.scalar(select(func.count(Student.id))) == 0
    tenth = GradeLevelFactory()
    GradeLevelFactory(next=tenth)
    student = StudentFactory(tags=[TagFactory()], grade_level=tenth)
    session.execute(text("INSERT INTO tag (name) VALUES ('by hand')"))
    session.commit()
    assert (student.id, tenth.id) == (1, 1)
    assert session.scalars(select(Tag.id).order_by(Tag.id)).all() == [1, 2]


def test_statements_are_counted_and_shown(session: scoped_session[Session]) -> None:
    with statements_sent() as sent:
        session.scalars(select(Tag)).all()
        session.scalar(select(1))
    assert len(sent) == 2
    assert repr(Statements(["SELECT  1", "SELECT\n2"])) == "1) SELECT 1\n2) SELECT 2"
    with statements_sent("INSERT") as sent:
        TagFactory()
    assert [statement.split()[2].strip('`"') for statement in sent if "tag" in statement][:1] == ["tag"]


@pytest.mark.parametrize("engine", SERVER_VARIABLES)
def test_an_engine_that_is_not_switched_on_is_skipped_unless_everything_is_wanted(
    engine: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(SERVER_VARIABLES[engine], raising=False)
    monkeypatch.delenv("TEST_EVERYTHING", raising=False)
    with pytest.raises(pytest.skip.Exception, match=f"set {SERVER_VARIABLES[engine]} to a server"):
        server_url(engine)
    monkeypatch.setenv("TEST_EVERYTHING", "1")
    with pytest.raises(pytest.fail.Exception, match=f"set {SERVER_VARIABLES[engine]} to a server"):
        server_url(engine)


def test_time_stands_still_until_it_is_moved(clock: Clock) -> None:
    clock.set(datetime(2026, 12, 31, 23, tzinfo=UTC))
    assert now() == now() == datetime(2026, 12, 31, 23, tzinfo=UTC)
    clock.advance(timedelta(hours=2))
    assert today().isoformat() == "2027-01-01"


@pytest.mark.parametrize(
    "body",
    [
        "<p>one<div>two</p>",
        "<table><p>not here</p></table>",
        '<p id="a"></p><p id="a"></p>',
        '<p id=""></p>',
        '<input name="a">',
        '<label for="b">B</label><select id="a" name="a"></select>',
        "<textarea name=a></textarea>",
        '<a href="/" href="/">twice</a>',
    ],
)
def test_pages_that_a_browser_would_have_to_guess_are_invalid(body: str) -> None:
    with pytest.raises(InvalidPage):
        check_page(PAGE.format(body))


@pytest.mark.parametrize("engine_name", ["sqlite"])
def test_parts_of_pages_and_html_inside_json_are_checked_too(client: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    app = client.application
    for answer in ("<p>one<div>two</p>", {"cell": "<b>one</i>"}, {"form": '<input name="a">'}):
        monkeypatch.setitem(app.view_functions, "edge.alive", lambda answer=answer: answer)
        with pytest.raises(InvalidPage):
            client.get("/healthz")
    monkeypatch.setitem(app.view_functions, "edge.alive", lambda: {"cell": "<b>one</b>", "told": "Saved: a < b"})
    client.get("/healthz")


def test_a_page_without_a_doctype_is_invalid() -> None:
    with pytest.raises(InvalidPage):
        check_page("<html><head><title>A</title></head><body></body></html>")


@pytest.mark.parametrize(
    "body",
    [
        '<label for="a">A</label><input id="a">',
        "<label>A <select></select></label>",
        '<input aria-label="A"><input type="hidden"><button>Go</button>',
        '<svg viewBox="0 0 1 1"><use href="#a"></use></svg>',
    ],
)
def test_valid_pages_and_fragments_pass(body: str) -> None:
    check_page(PAGE.format(body))
    check_page(body)


def test_a_form_is_sent_as_a_browser_would() -> None:
    body = """<form method="post" action="?x=1"><input name="a" value="1"><input name="off" type="checkbox">
      <input name="on" type="checkbox" checked value="y"><input name="gone" disabled value="1"><input value="nameless">
      <select name="s"><option value="1">One<option selected>Two</select><select name="m" multiple><option>x</select>
      <select name="first"><option value="f">F</select><textarea name="t">\nText</textarea><input type="file" name="f">
      <button name="b" value="1">Go</button></form>"""
    (form,) = forms(parse(PAGE.format(body)), "/here?old=1")
    assert (form.action, form.method) == ("/here?x=1", "post")
    assert form.values == {"a": ["1"], "on": ["y"], "s": ["Two"], "first": ["f"], "t": ["Text"]}


def test_signing_in_makes_a_user_of_that_role(client: Browser, session: scoped_session[Session]) -> None:
    user = client.sign_in("nurse")
    assert user.role_names == {RoleName.NURSE}
    assert session.scalars(select(User)).all() == [user]
    user_with("nurse")
    assert session.scalar(select(func.count(Role.id)).where(Role.name == RoleName.NURSE)) == 1
    response = client.get("/login")
    assert response.status_code == 302
    client.sign_out()
    assert client.get("/login").status_code == 200


def test_a_request_sees_what_the_test_made_and_the_other_way_round(app: Flask, client: Browser) -> None:
    user = client.sign_in("administrator")
    client.post("/logout", data={"csrf_token": client.token()})
    assert db.session.get(User, user.id) is user
    with app.test_request_context():
        login = url_for("security.login")
    form = client.form_at(login)
    assert form.values.keys() >= {"csrf_token"}
    with pytest.raises(AssertionError, match="no form that posts to /elsewhere"):
        client.form_at(login, "/elsewhere")
