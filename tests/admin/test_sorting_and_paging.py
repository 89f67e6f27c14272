"""Sorting and paging: never ambiguous, alike on every engine, and as cheap on the last page as on the first."""

from __future__ import annotations

import csv
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy.orm import Session, scoped_session

from tests.client import Browser

from .library import Author, Book, Chapter, Loan, Shelf
from .pages import first_cells, rows, text_of

Add = Callable[..., Any]
Counter = Callable[..., Any]


def test_equal_rows_come_in_the_order_of_their_keys_on_every_page(
    client: Browser, session: scoped_session[Session]
) -> None:
    session.add_all([Book(title="Same", isbn=str(number)) for number in range(60)])
    session.commit()
    for order, expected in (("", range(60)), ("sort=title&desc=1", range(59, -1, -1))):
        file = csv.DictReader(client.get(f"/admin/book/export/csv/?columns=all&trailer=0&{order}").text.splitlines())
        assert [row["Isbn"] for row in file] == [str(number) for number in expected]
    first, second, third = (client.get(f"/admin/book/?page={number}") for number in range(3))
    links = [page.text.split("edit/?id=")[1:] for page in (first, second, third)]
    ids = [int(link.split('"')[0].split("&")[0]) for page in links for link in page]
    assert ids == sorted(ids)
    assert len(set(ids)) == 60


@pytest.mark.parametrize(
    ("order", "found"),
    [
        ("sort=pages", ["Blank", "Short", "Long"]),
        ("sort=pages&desc=1", ["Long", "Short", "Blank"]),
        ("sort=shelf", ["Blank", "Long", "Short"]),
        ("sort=shelf&desc=1", ["Short", "Long", "Blank"]),
        ("sort=3", ["Blank", "Short", "Long"]),
        ("sort=thickness&desc=1", ["Long", "Short", "Blank"]),
        ("", ["Blank", "Long", "Short"]),
    ],
)
def test_blanks_are_the_smallest_everywhere(client: Browser, add: Add, order: str, found: list[str]) -> None:
    add(Book(title="Long", pages=500, shelf=Shelf(name="A")))
    add(Book(title="Short", pages=5, shelf=Shelf(name="B")))
    add(Book(title="Blank"))
    if "thickness" in order:  # not a column of the list, so the address may not sort by it
        assert client.get(f"/admin/book/?{order}").status_code == 200
    assert first_cells(client.get(f"/admin/book/?{order}")) == found


def test_an_expression_is_shown_sorted_and_filtered_like_a_column(client: Browser, add: Add) -> None:
    add(Shelf(name="Empty"))
    add(Shelf(name="Full", books=[Book(title="A"), Book(title="B")]))
    assert [row[0] for row in rows(client.get("/admin/shelf/?sort=book_count&desc=1"))] == ["Full", "Empty"]
    assert [row[3] for row in rows(client.get("/admin/shelf/?flt0_book_count_from=1"))] == ["2"]


def test_the_links_that_sort_say_the_name_of_the_column(client: Browser, add: Add) -> None:
    add(Book(title="Emma"))
    page = client.get("/admin/book/?sort=pages&search=e").text
    assert 'href="/admin/book/?search=e&amp;sort=pages&amp;desc=1"' in page
    assert 'href="/admin/book/?search=e&amp;sort=title"' in page


def test_the_page_after_the_last_is_the_last(client: Browser, session: scoped_session[Session]) -> None:
    session.add_all([Book(title=f"{number:02}") for number in range(30)])
    session.commit()
    assert first_cells(client.get("/admin/book/?page=77")) == ["25", "26", "27", "28", "29"]
    assert "26–30 of 30" in text_of(client.get("/admin/book/?page=77"))
    assert len(rows(client.get("/admin/book/?page_size=50"))) == 30
    assert len(rows(client.get("/admin/book/?page_size=1000000"))) == 25


# --- what it costs ----------------------------------------------------------------------------------------------------


@pytest.fixture
def grow(session: scoped_session[Session]) -> Callable[[int], None]:
    def make(number: int) -> None:
        for _ in range(number):
            shelf = Shelf(name=f"Shelf {session.query(Shelf).count()}", place=1)
            book = Book(title="Book", shelf=shelf, authors=[Author(name="A"), Author(name="B")], scan="x" * 100)
            session.add_all([book, Chapter(title="One", number=1, book=book), Loan(reader="Tom", book=book)])
            session.flush()
        session.commit()

    return make


#: The user; then what the page itself asks.
SIGNED_IN = 1


@pytest.mark.parametrize(
    ("path", "queries"),
    [
        # 1) the page with its shelves, 2) its authors
        ("book/", 2),
        ("book/?search=book&flt0_pages_is_empty=1&sort=shelf&desc=1", 2),
        # 1) the shelves to filter by
        ("book/filter/?choose_filter=shelf_is", 1),
        # 1) how many, for the change log, 2) the keys, 3) the rows with their shelves, 4) their authors
        ("book/export/csv/", 4),
        # 1) the page, 2) its books
        ("shelf/", 2),
        ("loan/", 2),
        # 1) the page with its books
        ("chapter/", 1),
        # 1) the shelves that fit
        ("book/ajax/lookup/?name=shelf", 1),
        # 1) the shelves to choose from
        ("book/new/", 1),
    ],
)
def test_three_times_the_rows_cost_no_further_query(
    client: Browser, grow: Callable[[int], None], query_counter: Counter, path: str, queries: int
) -> None:
    for number in (2, 6):
        grow(number)
        with query_counter("SELECT") as sent:
            assert client.get(f"/admin/{path}").status_code == 200
        assert len(sent) - SIGNED_IN == queries, sent


def test_what_is_not_shown_is_not_loaded(client: Browser, grow: Callable[[int], None], query_counter: Counter) -> None:
    grow(1)
    with query_counter("SELECT") as sent:
        client.get("/admin/book/")
    assert not [statement for statement in sent if "scan" in statement]


def test_a_deep_page_reads_whole_rows_only_of_that_page(
    client: Browser, grow: Callable[[int], None], query_counter: Counter
) -> None:
    grow(3)
    with query_counter("SELECT") as sent:
        client.get("/admin/book/?page_size=25")
    (page,) = [statement for statement in sent if "LIMIT" in statement and "blurb" in statement]
    inner = page[page.index("(SELECT") : page.index("LIMIT")]
    assert "blurb" not in inner


@pytest.fixture
def alike(session: scoped_session[Session]) -> None:
    """Books with two numbers of pages and three titles."""
    session.add_all([Book(title=f"T{number % 3}", isbn=str(number), pages=number % 2 + 1) for number in range(6)])
    session.commit()


@pytest.mark.usefixtures("alike")
@pytest.mark.parametrize(
    ("order", "isbns"),
    [
        ("sort=pages", "024135"),
        ("sort=pages&then=title", "042315"),
        ("sort=pages&then=-title", "240513"),
        ("sort=pages&desc=1&then=title", "315042"),
        ("sort=title&then=-pages", "301452"),
    ],
)
def test_rows_that_are_alike_are_sorted_further(client: Browser, order: str, isbns: str) -> None:
    file = client.get(f"/admin/book/export/csv/?columns=all&trailer=0&{order}").text
    assert "".join(row["Isbn"] for row in csv.DictReader(file.splitlines())) == isbns
    assert client.get(f"/admin/book/?{order}").status_code == 200


def test_what_cannot_be_sorted_by_is_told_and_left_out(client: Browser) -> None:
    page = client.get("/admin/book/?sort=pages&then=blurb,title", follow_redirects=True)
    assert "cannot be sorted further by that" in text_of(page)
    assert page.request.query_string.decode() == "sort=pages&then=title"


@pytest.mark.usefixtures("alike")
def test_a_long_list_is_not_sorted_further(client: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Book, "__large__", True, raising=False)
    monkeypatch.setattr("admin_app.admin.listing.screen.CHEAP", 3)
    page = client.get("/admin/book/?sort=pages&then=title", follow_redirects=True)
    assert "too long to be sorted by a second column" in text_of(page)
    assert page.request.query_string.decode() == "sort=pages"
    narrowed = client.get("/admin/book/?sort=pages&then=-title&flt0_title_is=T1")
    assert narrowed.status_code == 200
