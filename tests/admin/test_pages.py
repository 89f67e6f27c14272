"""Going through a list: stable while rows come and go, from either end, and counted no further than is cheap."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from flask import Flask
from sqlalchemy.orm import Session, scoped_session
from werkzeug.test import TestResponse

from admin_app.admin.listing import counting, screen
from admin_app.extensions import cache
from tests.client import Browser
from tests.html import check_page

from .library import Book
from .pages import first_cells, text_of

Counter = Callable[..., Any]


@pytest.fixture(autouse=True)
def _nothing_counted_before(app: Flask) -> None:
    cache.clear()


@pytest.fixture
def few_are_many(monkeypatch: pytest.MonkeyPatch) -> None:
    """Counting stops at fifty rows."""
    for module in (counting, screen):
        monkeypatch.setattr(module, "CHEAP", 50)
    monkeypatch.setattr(counting, "CHEAP_ON_SQLITE", 50)
    monkeypatch.setattr(counting.count_rows, "__kwdefaults__", {"cheap": 50, "exact": False, "whole": None})


@pytest.fixture
def books(session: scoped_session[Session]) -> list[Book]:
    """120 books of three titles, with and without pages."""
    made = [Book(title=f"T{number % 3}", isbn=f"{number:03}", pages=number % 7 or None) for number in range(120)]
    session.add_all(made)
    session.commit()
    return made


def link(page: TestResponse, label: str) -> str:
    """Where the link with a label leads."""
    found = [a.get("href") for a in check_page(page.text).iter("a") if a.get("aria-label") == label]
    assert len(found) == 1, f"{label!r} is on the page {len(found)} times"
    return str(found[0])


def ids(page: TestResponse) -> list[int]:
    return [int(found) for found in re.findall(r'class=edit href="edit/\?id=(\d+)', page.text)]


@pytest.mark.parametrize(
    "order", ["", "sort=title", "sort=title&desc=1", "sort=pages", "sort=pages&desc=1", "sort=id&desc=1"]
)
def test_next_and_previous_show_every_row_once(client: Browser, books: list[Book], order: str) -> None:
    page = client.get(f"/admin/book/?{order}")
    there = [ids(page)]
    while 'aria-label="Next page"' in page.text:
        page = client.get(link(page, "Next page"))
        there.append(ids(page))
    seen = [key for part in there for key in part]
    assert len(there) == 5
    assert sorted(seen) == sorted(book.id for book in books)
    back = [ids(page)]
    while 'aria-label="Previous page"' in page.text:
        page = client.get(link(page, "Previous page"))
        back.append(ids(page))
    assert back[::-1] == there
    numbered = [ids(client.get(f"/admin/book/?{order}&page={number}")) for number in range(5)]
    assert numbered == there


def test_a_row_that_comes_in_before_the_page_repeats_none_on_the_next(
    client: Browser, session: scoped_session[Session], books: list[Book]
) -> None:
    first = client.get("/admin/book/?sort=title")
    session.add(Book(title="A new one"))
    session.commit()
    second = client.get(link(first, "Next page"))
    assert not set(ids(first)) & set(ids(second))
    by_number = client.get("/admin/book/?sort=title&page=1")
    assert set(ids(first)) & set(ids(by_number))


def test_a_page_beside_a_row_that_is_gone_is_found_by_its_number(
    client: Browser, session: scoped_session[Session], books: list[Book]
) -> None:
    following = link(client.get("/admin/book/"), "Next page")
    session.delete(books[24])
    session.commit()
    assert len(ids(client.get(following))) == 25
    assert client.get("/admin/book/?page=2&after=2147483648").status_code == 200
    assert client.get("/admin/book/?page=2&after=x&before=-1").status_code == 200


@pytest.mark.parametrize("page", ["last", "4"])
def test_the_last_page_is_read_from_the_end(
    client: Browser, books: list[Book], query_counter: Counter, page: str
) -> None:
    with query_counter("SELECT") as sent:
        shown = client.get(f"/admin/book/?sort=id&page={page}")
    assert ids(shown) == sorted(book.id for book in books)[100:]
    assert "101–120 of 120" in text_of(shown)
    (keys,) = [str(statement) for statement in sent if "AS page" in str(statement)]
    assert "ORDER BY book.id DESC" in keys


@pytest.mark.usefixtures("few_are_many")
def test_many_rows_are_counted_only_when_somebody_asks(
    client: Browser, books: list[Book], query_counter: Counter
) -> None:
    page = client.get("/admin/book/")
    assert "1–25 of 50+ Count all" in text_of(page)
    assert "Last" in text_of(page)
    with query_counter("SELECT") as sent:
        assert "1–25 of 50+ Count all" in text_of(client.get("/admin/book/"))
    assert not [statement for statement in sent if "count(" in str(statement)], "there are as many as a moment ago"
    counted = client.get("/admin/book/?count=exact")
    assert "1–25 of 120" in text_of(counted)
    with query_counter("SELECT") as sent:
        again = client.get("/admin/book/?page=1")
    assert "26–50 of 120" in text_of(again)
    assert not [statement for statement in sent if "count(" in str(statement)], "what was just counted is known"


@pytest.mark.usefixtures("few_are_many")
def test_without_a_count_the_last_page_is_a_click_away_all_the_same(client: Browser, books: list[Book]) -> None:
    shown = client.get(link(client.get("/admin/book/?sort=id"), "Last page"))
    assert ids(shown) == sorted(book.id for book in books)[100:]
    assert "101–120 of 120" in text_of(shown)


@pytest.mark.usefixtures("few_are_many")
def test_a_count_is_not_shared_between_lists(client: Browser, books: list[Book]) -> None:
    assert "of 120" in text_of(client.get("/admin/book/?count=exact"))
    assert "of 40" in text_of(client.get("/admin/book/?flt0_title_is=T1&count=exact"))
    assert "0 in the trash" not in text_of(client.get("/admin/book/?trash=1"))


def test_people_count_pages_from_one(client: Browser, books: list[Book]) -> None:
    answer = client.get("/admin/book/?go_to=3&sort=id")
    assert answer.headers["Location"] == "/admin/book/?sort=id&page=2"
    for slip in ("0", "x", "-3", "99999999999"):
        assert client.get(f"/admin/book/?go_to={slip}").status_code == 302
    assert first_cells(client.get("/admin/book/?page=2"))


def test_what_is_in_the_trash_is_not_counted(
    client: Browser, books: list[Book], session: scoped_session[Session]
) -> None:
    for book in books[:3]:
        book.deleted_at = datetime(2026, 1, 1, tzinfo=UTC)
    session.commit()
    assert "1–25 of 117" in text_of(client.get("/admin/book/"))
    assert "1–3 of 3" in text_of(client.get("/admin/book/?trash=1"))
