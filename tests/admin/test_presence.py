"""Who has the same record open: told to the others, forgotten by itself, and not in the database."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy.orm import Session, scoped_session

from admin_app.accounts import Action, User
from admin_app.extensions import cache
from tests.client import Browser
from tests.conftest import Clock
from tests.factories.users import user_with
from tests.html import check_page

from .conftest import Powers
from .library import Book

Add = Callable[..., Any]
pytestmark = pytest.mark.parametrize("engine_name", ["sqlite"])  # no database knows of it
MORNING = datetime(2026, 11, 30, 10, 42, tzinfo=UTC)


@pytest.fixture
def book(add: Add) -> Book:
    cache.clear()
    made: Book = add(Book(title="Emma", pages=400))
    return made


def someone(app: Flask, name: str) -> Browser:
    browser = app.test_client()
    assert isinstance(browser, Browser)
    who: User = user_with("administrator")
    who.name = name
    browser.sign_in(who)
    return browser


@pytest.fixture
def ana(app: Flask, book: Book) -> Browser:
    return someone(app, "Ana Ruiz")


@pytest.fixture
def ben(app: Flask, book: Book) -> Browser:
    return someone(app, "Ben <b>")


def opened(browser: Browser, book: Book) -> tuple[list[str], str]:
    """Whom the page names, and the moment at which it was drawn."""
    page = check_page(browser.get(f"/admin/book/edit/?id={book.id}").text)
    place = next(element for element in page.iter("div") if element.get("data-presence"))
    return ["".join(each.itertext()) for each in place], place.get("data-moment", "")


def beat(browser: Browser, book: Book, **more: str) -> Any:
    answer = browser.post(f"/admin/book/ajax/open/?id={book.id}", data={"csrf_token": browser.token(), **more})
    assert "Set-Cookie" not in answer.headers  # nobody stays signed in by an open page
    return answer.json["others"] if answer.status_code == 200 else answer.status_code


def test_who_has_a_record_open_is_named_to_whoever_opens_it(
    ana: Browser, ben: Browser, book: Book, clock: Clock
) -> None:
    clock.set(MORNING)
    assert opened(ana, book)[0] == []
    clock.advance(timedelta(minutes=1))
    assert opened(ben, book)[0] == ["Ana Ruiz has this open since 10:42."]
    assert beat(ana, book) == ["Ben <b> has this open since 10:43."]
    assert beat(ben, book) == ["Ana Ruiz has this open since 10:42."]


def test_nobody_is_named_to_themselves_or_at_another_record(ana: Browser, ben: Browser, book: Book, add: Add) -> None:
    other = add(Book(title="Other"))
    opened(ana, book)
    assert opened(ana, book)[0] == []
    assert opened(ben, other)[0] == []


def test_who_gives_no_sign_of_life_is_gone(ana: Browser, ben: Browser, book: Book, clock: Clock) -> None:
    clock.set(MORNING)
    opened(ana, book)
    clock.advance(timedelta(seconds=100))
    beat(ana, book)
    clock.advance(timedelta(seconds=119))
    assert opened(ben, book)[0] == ["Ana Ruiz has this open since 10:42."]
    clock.advance(timedelta(seconds=1))
    assert beat(ben, book) == []


def test_who_leaves_is_gone_unless_they_are_on_the_next_page_already(
    ana: Browser, ben: Browser, book: Book, clock: Clock
) -> None:
    clock.set(MORNING)
    _, first = opened(ana, book)
    clock.advance(timedelta(seconds=5))
    _, second = opened(ana, book)
    assert beat(ana, book, leaving=first) == 204
    assert opened(ben, book)[0] == ["Ana Ruiz has this open since 10:42."]
    assert beat(ana, book, leaving=second) == 204
    assert beat(ben, book) == []


def test_it_is_for_those_who_may_edit_the_record(ana: Browser, book: Book, powers: Powers) -> None:
    powers.limit("book", "small", to=[Action.EDIT])
    assert beat(ana, book) == 404
    powers.limit("book", to=[Action.EDIT])
    assert beat(ana, book) == 403


def test_it_asks_for_the_account_and_the_record_and_writes_nothing(
    ana: Browser, book: Book, query_counter: Callable[..., Any], session: scoped_session[Session]
) -> None:
    token, address = ana.token(), f"/admin/book/ajax/open/?id={book.id}"
    session.commit()
    with query_counter() as sent:
        ana.post(address, data={"csrf_token": token})
    assert [statement.split()[0] for statement in sent] == ["SELECT", "SELECT"], sent
