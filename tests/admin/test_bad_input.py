"""Whatever an address or a form holds: an answer that says so, never an error of ours, on every engine."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import quote

import pytest
from sqlalchemy.orm import Session, scoped_session

from tests.client import Browser

from .library import Book, Shelf
from .pages import first_cells, text_of

Add = Callable[..., Any]

IDS = [
    "abc",
    "1,2",
    "",
    "-1",
    "0",
    "9999999999999999999",
    "99999999999999999999",
    "9" * 500,
    "1\0",
    "\0",
    "1.0",
    " 1",
    "1e3",
    "٣",
    "1'--",
    "null",
]
NUMBERS = ["abc", "-5", "99999999999999999999", "9" * 5000, "1.5", "\0", "", "'"]
TEXTS = ["\0", "a\0b", "%", "'; DROP TABLE book; --", "\\", "😀", "\u202eabc", "x" * 3000, "\t", "{{7*7}}", "\ud7ff"]


@pytest.fixture(autouse=True)
def _books(add: Add) -> None:
    add(Book(title="Emma", pages=400, volume=1, shelf=Shelf(name="Novels")))


@pytest.mark.parametrize("identity", IDS)
def test_an_id_that_is_none_is_not_found(client: Browser, identity: str) -> None:
    for path in ("details/", "edit/", "delete/confirm/"):
        assert client.get(f"/admin/book/{path}?id={quote(identity)}").status_code == 404
    for path in ("delete/", "restore/"):
        answer = client.post(f"/admin/book/{path}", data={"id": identity, "csrf_token": client.token()})
        assert answer.status_code == 404


def test_an_id_that_is_missing_is_not_found(client: Browser) -> None:
    assert [client.get(f"/admin/book/{path}").status_code for path in ("details/", "edit/", "delete/confirm/")] == [
        404
    ] * 3


@pytest.mark.parametrize("name", ["page", "page_size", "desc"])
@pytest.mark.parametrize("value", NUMBERS)
def test_a_number_in_the_address_that_is_none_shows_the_list(client: Browser, name: str, value: str) -> None:
    assert first_cells(client.get(f"/admin/book/?{name}={quote(value)}", follow_redirects=True)) == ["Emma"]


@pytest.mark.parametrize("value", ["abc", "999", "-1", "\0", "9" * 500, "blurb", "authors", "id; DROP TABLE book"])
def test_a_sort_that_is_none_says_so(client: Browser, value: str) -> None:
    page = client.get(f"/admin/book/?sort={quote(value)}", follow_redirects=True)
    assert first_cells(page) == ["Emma"]
    assert "cannot be sorted by that" in text_of(page)


@pytest.mark.parametrize("value", TEXTS)
def test_any_search_is_answered(client: Browser, value: str) -> None:
    assert client.get(f"/admin/book/?search={quote(value)}", follow_redirects=True).status_code == 200


def test_a_search_that_cannot_be_stored_says_so(client: Browser) -> None:
    page = client.get("/admin/book/?search=a%00b", follow_redirects=True)
    assert "The search contains a character that cannot be stored" in text_of(page)


@pytest.mark.parametrize(
    ("arg", "value", "why"),
    [
        ("pages_is", "abc", "is not a whole number"),
        ("pages_from", "99999999999999999999", "is too large"),
        ("pages_to", "-99999999999999999999", "is too large"),
        ("pages_is", "9" * 5000, "is not a whole number"),
        ("volume_is", "99999", "is too large"),
        ("price_from", "1e999999999", "is too large"),
        ("price_is", "NaN", "is not a number"),
        ("price_is", "Infinity", "is not a number"),
        ("printed_on_from", "2026-13-45", "is not a date"),
        ("printed_on_is", "0001-01-01", ""),
        ("printed_on_is", "9999-12-31", ""),
        ("bought_at_from", "yesterday", "is not a date"),
        ("bought_at_is", "0001-01-01", ""),
        ("bought_at_to", "9999-12-31", "is too far away"),
        ("lendable_is", "maybe", "is neither yes"),
        ("state_is", "burnt", "is none of the choices"),
        ("title_contains", "a\0b", "cannot be stored"),
        ("title_is", "", "is blank"),
        ("title_is", "x" * 3000, "is longer than"),
        ("shelf_is", "a\0b", "cannot be stored"),
        ("authors_contains", "\0", "cannot be stored"),
        ("nonsense_is", "1", "not known here"),
        ("pages_is_empty", "2", "is neither yes"),
        ("pages_between", "5", "needs both a beginning and an end"),
        ("pages_between", "9..5", "ends before it begins"),
        ("pages_between", "1..99999999999999999999", "is too large"),
        ("bought_at_between", "2026-01-01..9999-12-31", "is too far away"),
        ("printed_on_between", "2026-01-01..soon", "is not a date"),
    ],
)
def test_a_filter_value_that_makes_no_sense_is_left_out_and_named(
    client: Browser, arg: str, value: str, why: str
) -> None:
    page = client.get(f"/admin/book/?flt0_{arg}={quote(value)}", follow_redirects=True)
    assert page.status_code == 200
    assert why in text_of(page)
    if why:
        assert first_cells(page) == ["Emma"]
        assert client.get(f"/admin/book/export/csv/?flt0_{arg}={quote(value)}").status_code == 400


@pytest.mark.parametrize("pattern", ["flt{}_title_contains=m", "flt0_title_contains={}m", "flt{}a_title_is=Emma{}"])
def test_more_filters_than_anybody_sets_are_told(client: Browser, pattern: str) -> None:
    filters = "&".join(pattern.format(number, number) for number in range(1000))
    page = client.get(f"/admin/book/?{filters}", follow_redirects=True)
    assert page.status_code == 200
    assert "those after them were left out" in text_of(page)
    assert client.get(f"/admin/book/export/csv/?{filters}").status_code == 400


@pytest.mark.parametrize("query", ["flt0ab_title_is=Emma", "flt0A_title_is=Emma", "flt=1", "flt0_=1", "match=some"])
def test_what_means_to_be_a_filter_and_is_none_is_told(client: Browser, query: str) -> None:
    page = client.get(f"/admin/book/?{query}", follow_redirects=True)
    assert "was left out" in text_of(page) or "it matches all" in text_of(page)
    assert client.get(f"/admin/book/export/csv/?{query}").status_code == 400


@pytest.mark.parametrize(
    ("field", "value", "why"),
    [
        ("title", "a\0b", "character that cannot be stored"),
        ("blurb", "\0", "character that cannot be stored"),
        ("title", "x" * 51, "At most 50 characters"),
        ("title", "   ", "This field is required"),
        ("title", "", "This field is required"),
        ("pages", "abc", "Not a valid integer"),
        ("pages", "99999999999999999999", "too large"),
        ("pages", str(2**31), "too large"),
        ("pages", "9" * 5000, "Not a valid integer"),
        ("volume", "32768", "too large"),
        ("barcode", str(2**63), "too large"),
        ("price", "NaN", "not a number"),
        ("price", "Infinity", "not a number"),
        ("price", "1e30", "too large"),
        ("price", "1e999999999", "too large"),
        ("price", "1.005", "At most 2 digits"),
        ("price", "123456789", "too large"),
        ("weight", "1000", "too large"),
        ("weight", "1.0001", "At most 3 digits"),
        ("printed_on", "2026-13-45", "Not a valid date"),
        ("printed_on", "\0", "Not a valid date"),
        ("bought_at", "soon", "Not a valid datetime"),
        ("state", "burnt", "none of the choices"),
        ("shelf", "999999", "none of the choices"),
        ("shelf", "1,2", "none of the choices"),
        ("shelf", "9" * 30, "none of the choices"),
        ("authors", "abc", "none of the choices"),
    ],
)
def test_a_form_value_that_cannot_be_is_refused_at_its_field(
    client: Browser, session: scoped_session[Session], field: str, value: str, why: str
) -> None:
    answer = client.post_form("/admin/book/new/", {"title": "New", field: value})
    assert answer.status_code == 200
    assert why in text_of(answer)
    assert f'id="{field}-error"' in answer.text
    assert session.query(Book).count() == 1


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("pages", str(2**31 - 1)),
        ("volume", "-32768"),
        ("barcode", str(2**63 - 1)),
        ("price", "99999999.99"),
        ("weight", "999.999"),
        ("printed_on", "0001-01-01"),
        ("printed_on", "9999-12-31"),
        ("title", "😀" * 50),
        ("bought_at", "9999-12-31T12:00"),
    ],
)
def test_the_farthest_values_are_stored(
    client: Browser, session: scoped_session[Session], field: str, value: str
) -> None:
    assert client.post_form("/admin/book/new/", {"title": "New", field: value}).status_code == 302
    stored = getattr(session.query(Book).order_by(Book.id.desc()).first(), field)
    assert str(stored).startswith(value.partition("T")[0])


@pytest.mark.parametrize(
    "address", ["jane", "jane@", "@example.com", "a b@example.com", "a@b..c", "a@example.com, b@x.com"]
)
def test_an_address_that_is_none_is_refused_without_asking_the_network(client: Browser, address: str) -> None:
    answer = client.post_form("/admin/author/new/", {"name": "Jane", "email": address})
    assert 'id="email-error"' in answer.text
    assert client.post_form("/admin/author/new/", {"name": "Jane", "email": " jane@example.com "}).status_code == 302


@pytest.mark.parametrize("query", ["name=nothing", "", "name=title", "name=chapters"])
def test_a_lookup_that_is_none_is_not_found(client: Browser, query: str) -> None:
    assert client.get(f"/admin/book/ajax/lookup/?{query}").status_code == 404


@pytest.mark.parametrize(
    "query", ["limit=abc", "limit=-5", "limit=999999999", "offset=-1", "offset=99999999999999", "query=%25"]
)
def test_any_lookup_is_answered(client: Browser, query: str) -> None:
    assert client.get(f"/admin/book/ajax/lookup/?name=shelf&{query}").status_code == 200


def test_a_lookup_for_what_cannot_be_stored_is_refused_in_words(client: Browser) -> None:
    answer = client.get("/admin/book/ajax/lookup/?name=shelf&query=%00")
    assert answer.status_code == 400
    assert "cannot be stored" in answer.get_json()["advice"]
