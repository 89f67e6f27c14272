"""Deleting: asked first, into the trash where something hangs on the record, and back from there."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy.orm import Session, scoped_session

from admin_app.accounts import Action
from admin_app.admin.access import screens
from admin_app.clock import now
from admin_app.errors import DomainError
from tests.client import Browser

from .conftest import Powers
from .library import Author, Book, Chapter, Loan, Shelf
from .pages import first_cells, text_of

Add = Callable[..., Any]
Store = scoped_session[Session]


@pytest.fixture
def lent(add: Add) -> Book:
    """A book with two loans, a chapter and an author."""
    book: Book = add(Book(title="Emma", chapters=[Chapter(title="One", number=1)], authors=[Author(name="Jane")]))
    add(Loan(reader="Tom", book=book))
    add(Loan(reader="Ann", book=book))
    return book


@pytest.fixture
def free(add: Add) -> Book:
    """A book that nobody has lent."""
    book: Book = add(Book(title="Fables", chapters=[Chapter(title="One", number=1)], authors=[Author(name="Aesop")]))
    return book


def delete(client: Browser, book: Book) -> Any:
    return client.post_form(f"/admin/book/delete/confirm/?id={book.id}", to="/admin/book/delete/")


def test_the_question_names_what_hangs_on_the_record(
    client: Browser, lent: Book, query_counter: Callable[..., Any]
) -> None:
    address = f"/admin/book/delete/confirm/?id={lent.id}"
    with query_counter("SELECT") as sent:
        page = client.get(address)
    assert "Loans: 2" in text_of(page)
    assert "These go along with it: Chapters: 1" in text_of(page)
    assert "What refers to it stays. It goes to the trash" in text_of(page)
    assert len(sent) == 4, sent  # 1) the user, 2) the book, 3) what refers to it, 4) what goes along with it


def test_what_others_refer_to_goes_into_the_trash(client: Browser, lent: Book, session: Store) -> None:
    answer = delete(client, lent)
    assert (answer.status_code, answer.location) == (302, "/admin/book/")
    assert session.get_one(Book, lent.id).deleted_at is not None
    assert (session.query(Loan).count(), session.query(Chapter).count()) == (2, 1)
    assert "Book “Emma” is in the trash now." in text_of(client.get("/admin/book/"))


def test_what_nothing_refers_to_is_deleted_with_what_it_owns(client: Browser, free: Book, session: Store) -> None:
    assert "goes without the trash" in text_of(client.get(f"/admin/book/delete/confirm/?id={free.id}"))
    delete(client, free)
    assert (session.query(Book).count(), session.query(Chapter).count(), session.query(Author).count()) == (0, 0, 1)
    assert "Book “Fables” was deleted." in text_of(client.get("/admin/book/"))


def test_what_began_to_refer_meanwhile_holds_it(
    client: Browser, lent: Book, session: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("admin_app.admin.changing.deletion.dependents", lambda *args, **how: [])
    delete(client, lent)
    assert session.query(Book).count() == 1
    said = text_of(client.get("/admin/book/"))
    assert "or something that refers to it, meanwhile" in said
    assert "FOREIGN" not in said


def test_a_rule_of_the_domain_may_refuse(
    client: Browser, free: Book, session: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(record: Book) -> bool:
        raise DomainError("This one stays.")

    monkeypatch.setattr(screens()["book"], "delete_record", refuse)
    delete(client, free)
    assert "This one stays." in text_of(client.get("/admin/book/"))
    assert session.query(Book).count() == 1


# --- the trash --------------------------------------------------------------------------------------------------------


def test_the_trash_is_a_list_for_those_who_may_delete(client: Browser, powers: Powers, lent: Book, free: Book) -> None:
    delete(client, lent)
    assert first_cells(client.get("/admin/book/")) == ["Fables"]
    assert first_cells(client.get("/admin/book/?trash=1")) == ["Emma"]
    assert first_cells(client.get("/admin/book/?trash=1&search=fables")) == []
    powers.limit("book", to=[Action.DELETE])
    assert first_cells(client.get("/admin/book/?trash=1")) == ["Fables"]


def test_a_record_in_the_trash_can_be_read_and_brought_back(client: Browser, lent: Book, session: Store) -> None:
    delete(client, lent)
    page = f"/admin/book/details/?id={lent.id}"
    assert client.post_form(page, to="/admin/book/restore/").status_code == 302
    assert session.get_one(Book, lent.id).deleted_at is None
    assert "Book “Emma” is back." in text_of(client.get("/admin/book/"))


def test_a_record_in_the_trash_cannot_be_changed_or_deleted_again(client: Browser, lent: Book) -> None:
    delete(client, lent)
    assert client.get(f"/admin/book/edit/?id={lent.id}").status_code == 404
    assert client.get(f"/admin/book/delete/confirm/?id={lent.id}").status_code == 404
    assert delete_directly(client, lent) == 404


def delete_directly(client: Browser, book: Book) -> int:
    data = {"id": book.id, "csrf_token": client.token()}
    return client.post("/admin/book/delete/", data=data).status_code


def test_the_trash_is_closed_to_those_who_may_not_delete(client: Browser, powers: Powers, lent: Book) -> None:
    delete(client, lent)
    powers.limit("book", to=[Action.DELETE])
    assert client.get(f"/admin/book/details/?id={lent.id}").status_code == 404
    token = client.token()
    assert client.post("/admin/book/restore/", data={"id": lent.id, "csrf_token": token}).status_code == 403


def test_the_trash_has_scopes_too(client: Browser, powers: Powers, add: Add) -> None:
    add(Book(title="Epic", pages=900, deleted_at=now()))
    add(Book(title="Leaflet", pages=9, deleted_at=now()))
    powers.limit("book", "small", to=[Action.DELETE])
    assert first_cells(client.get("/admin/book/?trash=1")) == ["Leaflet"]


def test_only_what_is_in_the_trash_can_be_restored(client: Browser, free: Book) -> None:
    data = {"id": free.id, "csrf_token": client.token()}
    assert client.post("/admin/book/restore/", data=data).status_code == 404


def test_a_shelf_counts_its_books_even_those_in_the_trash(client: Browser, add: Add, session: Store) -> None:
    shelf = add(Shelf(name="Novels", books=[Book(title="Emma", deleted_at=now())]))
    client.post_form(f"/admin/shelf/delete/confirm/?id={shelf.id}", to="/admin/shelf/delete/")
    assert session.get_one(Shelf, shelf.id).deleted_at is not None
