"""Fields that a user may not read are nowhere; fields that they may not write are never set."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy.orm import Session, scoped_session

from admin_app.accounts import Action
from tests.client import Browser

from .conftest import Powers
from .library import Author, Book, Shelf
from .pages import first_cells, headings

Add = Callable[..., Any]


@pytest.fixture
def book(add: Add) -> Book:
    made: Book = add(Book(title="Emma", pages=400, shelf=Shelf(name="Novels"), authors=[Author(name="Jane")]))
    return made


def test_a_field_that_may_not_be_read_is_nowhere(client: Browser, powers: Powers, add: Add) -> None:
    author = add(Author(name="Jane", email="jane@example.com", secret="rosebud"))
    powers.unreadable = {"author.secret"}
    page = client.get("/admin/author/")
    assert "Secret" not in headings(page)
    for path in ("", f"details/?id={author.id}", f"edit/?id={author.id}", "export/csv/"):
        assert "rosebud" not in client.get(f"/admin/author/{path}").text
        assert "Secret" not in client.get(f"/admin/author/{path}").text
    assert first_cells(client.get("/admin/author/?search=rosebud")) == []
    assert "not known here" in client.get("/admin/author/?flt0_secret_contains=rose", follow_redirects=True).text
    assert "cannot be sorted" in client.get("/admin/author/?sort=secret", follow_redirects=True).text
    assert client.get("/admin/author/export/csv/?flt0_secret_contains=rose").status_code == 400


def test_a_related_field_that_may_not_be_read_is_neither_shown_nor_searched(
    client: Browser, powers: Powers, book: Book
) -> None:
    powers.unreadable = {"shelf.name"}
    assert first_cells(client.get("/admin/book/?search=Novels")) == []
    assert "not known here" in client.get("/admin/book/?flt0_shelf_is=Novels", follow_redirects=True).text
    assert "cannot be sorted" in client.get("/admin/book/?sort=shelf", follow_redirects=True).text


def test_a_related_model_that_may_not_be_read_is_nowhere(client: Browser, powers: Powers, book: Book) -> None:
    powers.limit("author", to=[Action.READ])
    assert "Authors" not in headings(client.get("/admin/book/"))
    assert first_cells(client.get("/admin/book/?search=jane")) == []
    assert "Jane" not in client.get(f"/admin/book/details/?id={book.id}").text


def test_a_list_of_which_nothing_may_be_read_is_closed(client: Browser, powers: Powers) -> None:
    powers.unreadable = {f"loan.{name}" for name in ("reader", "book")}
    assert client.get("/admin/loan/").status_code == 403


def test_a_field_that_may_not_be_written_is_not_in_the_form_and_never_assigned(
    client: Browser, powers: Powers, add: Add, session: scoped_session[Session]
) -> None:
    author = add(Author(name="Jane", secret="rosebud"))
    powers.unwritable = {"author.secret"}
    page = f"/admin/author/edit/?id={author.id}"
    assert 'name="secret"' not in client.get(page).text
    assert client.post_form(page, {"name": "Jane A.", "secret": "stolen"}).status_code == 302
    changed = session.get_one(Author, author.id)
    assert (changed.name, changed.secret) == ("Jane A.", "rosebud")


def test_what_is_not_in_the_form_is_never_assigned(
    client: Browser, session: scoped_session[Session], book: Book
) -> None:
    sly = {
        "id": "77",
        "version": "99",
        "scan": "x",
        "created_at": "2001-01-01",
        "deleted_at": "2001-01-01",
        "thickness": "1",
    }
    assert client.post_form(f"/admin/book/edit/?id={book.id}", {"title": "Emma!", **sly}).status_code == 302
    changed = session.get_one(Book, book.id)
    assert (changed.title, changed.version, changed.scan, changed.pages) == ("Emma!", 2, None, 400)
    assert changed.created_at.year > 2001
    assert changed.deleted_at is None
