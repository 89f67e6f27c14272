"""Relations in forms: what is chosen is there, the rest is asked for."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from xml.etree.ElementTree import Element

import pytest
from sqlalchemy.orm import Session, scoped_session

from admin_app.admin.changing.lookups import MOST_RESULTS
from tests.client import Browser
from tests.html import check_page

from .conftest import Powers
from .library import Author, Book, Shelf
from .pages import text_of

Add = Callable[..., Any]


def select(client: Browser, page: str, name: str) -> Element:
    """The select of a field."""
    (found,) = [item for item in check_page(client.get(page).text).iter("select") if item.get("name") == name]
    return found


def options(element: Element) -> list[tuple[str, str, bool]]:
    """Value, label and whether it is chosen."""
    return [(item.get("value", ""), item.text or "", "selected" in item.attrib) for item in element.iter("option")]


@pytest.fixture(autouse=True)
def _authors(session: scoped_session[Session]) -> None:
    session.add_all([Author(name=f"Author {number:02}", email=f"a{number}@x.example") for number in range(40)])
    session.add_all([Shelf(name="Zoology"), Shelf(name="Art", place=5)])
    session.commit()


def ask(client: Browser, query: str) -> list[str]:
    return [label for _, label in client.get(f"/admin/book/ajax/lookup/?{query}").get_json()]


def test_a_form_has_what_is_chosen_and_not_the_table(client: Browser, add: Add) -> None:
    jane = Author(name="Jane")
    book = add(Book(title="Emma", authors=[jane]))
    field = select(client, f"/admin/book/edit/?id={book.id}", "authors")
    assert options(field) == [(str(book.authors[0].id), "Jane", True)]
    assert field.get("data-lookup-url") == "/admin/book/ajax/lookup/?name=authors"
    assert "multiple" in field.attrib
    assert options(select(client, "/admin/book/new/", "authors")) == []


def test_a_small_table_is_listed_whole_in_its_order(client: Browser, add: Add) -> None:
    field = select(client, "/admin/book/new/", "shelf")
    assert [label for _, label, _ in options(field)] == ["", "Art", "Zoology"]
    assert field.get("data-lookup-url") is None
    book = add(Book(title="Emma", shelf=Shelf(name="Novels")))
    chosen = [
        label for _, label, chosen in options(select(client, f"/admin/book/edit/?id={book.id}", "shelf")) if chosen
    ]
    assert chosen == ["Novels"]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("name=authors&query=07", ["Author 07"]),
        ("name=authors&query=author+07", ["Author 07"]),
        ("name=authors&query=a7@", ["Author 07"]),
        ("name=authors&query=%25", []),
        ("name=authors&query=_", []),
        ("name=authors&limit=2", ["Author 00", "Author 01"]),
        ("name=authors&limit=2&offset=2", ["Author 02", "Author 03"]),
        ("name=shelf", ["Art", "Zoology"]),
    ],
)
def test_what_a_lookup_finds(client: Browser, query: str, found: list[str]) -> None:
    assert ask(client, query) == found


def test_a_lookup_is_capped(client: Browser) -> None:
    assert len(ask(client, "name=authors&limit=1000000")) == MOST_RESULTS
    assert len(ask(client, "name=authors")) == 10


def test_a_lookup_is_closed_with_its_field(client: Browser, powers: Powers) -> None:
    powers.unwritable = {"book.authors"}
    assert client.get("/admin/book/ajax/lookup/?name=authors").status_code == 404


def test_a_field_of_the_lookup_that_may_not_be_read_is_not_searched(client: Browser, powers: Powers) -> None:
    powers.unreadable = {"author.email"}
    assert ask(client, "name=authors&query=a7@") == []


def test_a_required_relation_is_required(client: Browser) -> None:
    answer = client.post_form("/admin/chapter/new/", {"title": "One", "number": "1"})
    assert "Book: This field is required." in text_of(answer)


def test_what_was_chosen_stays_chosen_when_something_else_is_refused(
    client: Browser, session: scoped_session[Session]
) -> None:
    shelf, author = session.query(Shelf).first(), session.query(Author).first()
    assert shelf is not None
    assert author is not None
    identities = str(shelf.id), str(author.id)
    page = client.post_form("/admin/book/new/", {"title": "", "shelf": identities[0], "authors": [identities[1]]})
    chosen = [item.get("value") for item in check_page(page.text).iter("option") if "selected" in item.attrib]
    assert set(identities) <= set(chosen)


def test_what_was_chosen_before_may_stay_although_it_is_out_of_reach_now(
    client: Browser, powers: Powers, add: Add, session: scoped_session[Session]
) -> None:
    shelf = Shelf(name="Novels")
    book = add(Book(title="Emma", shelf=shelf))
    powers.limit("shelf")
    assert client.post_form(f"/admin/book/edit/?id={book.id}", {"title": "Emma!"}).status_code == 302
    assert session.get_one(Book, book.id).shelf.name == "Novels"
