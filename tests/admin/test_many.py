"""Many records at once, on the library: fields and rows that somebody may not change, and what the database refuses."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy.orm import Session, scoped_session
from werkzeug.test import TestResponse
from wtforms import StringField

from admin_app.accounts import Action
from admin_app.admin import Filled, Verb, VerbForm
from admin_app.admin.access import screens
from admin_app.admin.checks import many_and_cells
from admin_app.admin.many.deeds import deeds_of
from admin_app.errors import DomainError
from tests.client import Browser
from tests.html import check_page, forms

from .conftest import Powers
from .library import Book, BookView, Chapter, Loan
from .pages import text_of

Add = Callable[..., Any]
Store = scoped_session[Session]
MANY = "/admin/book/many/"


class RenameForm(VerbForm):
    title = StringField("Title", [Filled()])


def rename(book: Book, form: RenameForm) -> str:
    """A verb with a rule of the model in its way, and a constraint for one book."""
    if book.title == "Twin":
        book.isbn = "1"
    if book.title == "Short":
        book.pages = 0
    book.title = form.title.data
    return f"Is called {book.title}."


@pytest.fixture
def books(add: Add, powers: Powers, monkeypatch: pytest.MonkeyPatch) -> list[Book]:
    """Three books on a screen that offers everything for many."""
    screen = screens()["book"]
    monkeypatch.setattr(screen, "bulk_fields", ("title", "pages", "lendable", "state", "shelf", "authors"))
    verbs = Verb("rename", "Rename", RenameForm, rename, ("book", Action.EDIT), lambda book: book.title != "Fixed")
    monkeypatch.setattr(screen, "bulk_verbs", (verbs,))
    monkeypatch.setattr(screen, "deeds", deeds_of(screen))
    return [
        add(Book(title=title, isbn=isbn, pages=pages))
        for title, isbn, pages in (("A", "1", 50), ("B", None, 400), ("C", None, 60))
    ]


def send(client: Browser, deed: str, books: list[Book], **typed: Any) -> TestResponse:
    data = {"rowid": [book.id for book in books], "csrf_token": client.token(), **typed}
    return client.post(f"{MANY}{deed}/preview/", data=data)


def confirm(client: Browser, deed: str, answer: TestResponse) -> TestResponse:
    (form,) = (form for form in forms(check_page(answer.text), MANY) if "plan" in form.values)
    return client.post(f"{MANY}{deed}/confirm/", data=form.values)


def test_a_rule_of_the_model_refuses_in_words(client: Browser, books: list[Book], session: Store) -> None:
    answer = send(client, "edit", books, change="title", title="forbidden")
    assert text_of(answer).count("That is no title for a book.") == 3
    assert "There is nothing to do." in text_of(answer)


def test_a_constraint_refuses_in_the_words_of_its_model(client: Browser, books: list[Book], session: Store) -> None:
    answer = send(client, "edit", books, change=["pages", "state"], pages="0", state="well read")
    assert text_of(answer).count("A book has at least one page.") == 3
    assert [book.pages for book in books] == [50, 400, 60]


def test_what_one_record_is_refused_another_is_not(client: Browser, books: list[Book], session: Store) -> None:
    books[0].title, books[1].title, books[2].title = "Fixed", "Twin", "Short"
    session.add(Book(title="Plain", pages=1))
    session.commit()
    everything = session.query(Book).order_by(Book.id).all()
    answer = send(client, "rename", everything, title="New")
    said = text_of(answer)
    assert "“Rename” makes no sense for" in said
    assert "Twin: Another record has this already." in said
    assert "Short: A book has at least one page." in said
    assert "Rename: 1 book" in said
    confirm(client, "rename", answer)
    assert [book.title for book in everything] == ["Fixed", "Twin", "Short", "New"]


def test_what_the_database_refuses_at_last_undoes_all(
    client: Browser, books: list[Book], session: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer = send(client, "rename", books, title="New")
    late = books[2].id

    def refuse(book: Book, form: RenameForm) -> str:
        if book.id == late:
            raise DomainError("Not any more.")
        return rename(book, form)

    verb = Verb("rename", "Rename", RenameForm, refuse, ("book", Action.EDIT))
    monkeypatch.setattr(screens()["book"], "bulk_verbs", (verb,))
    monkeypatch.setattr(screens()["book"], "deeds", deeds_of(screens()["book"]))
    stopped = confirm(client, "rename", answer)
    assert "C: Not any more." in text_of(stopped)
    assert [book.title for book in books] == ["A", "B", "C"]


def test_fields_that_somebody_may_not_write_or_read_are_not_there(
    client: Browser, books: list[Book], powers: Powers
) -> None:
    powers.unwritable = {"book.pages"}
    powers.unreadable = {"book.authors"}
    answer = send(client, "edit", books, change=["pages", "add_authors"], pages="7")
    assert "Tick what is to change." in text_of(answer)
    assert 'name="pages"' not in answer.text
    assert "add_authors" not in answer.text
    powers.unwritable = {f"book.{name}" for name in screens()["book"].bulk_fields}
    assert send(client, "edit", books).status_code == 403


def test_rows_that_somebody_may_not_edit_are_left_out(client: Browser, books: list[Book], powers: Powers) -> None:
    powers.limit("book", "small", to=[Action.EDIT])
    answer = send(client, "edit", books, change="state", state="well read")
    assert "Edit fields: 2 books" in text_of(answer)
    assert "1 book of your selection is no longer there, or not open to you for this." in text_of(answer)
    confirm(client, "edit", answer)
    assert [book.state for book in books] == ["well read", "new", "well read"]


def test_no_record_is_moved_out_of_ones_reach(client: Browser, books: list[Book], powers: Powers) -> None:
    powers.limit("book", "small", to=[Action.EDIT])
    answer = send(client, "edit", books, change="pages", pages="500")
    assert text_of(answer).count("would be outside your own records") == 2


def test_what_goes_along_is_named(client: Browser, books: list[Book], session: Store) -> None:
    session.add_all([Chapter(title="One", number=1, book=books[0]), Loan(reader="Tom", book=books[1])])
    session.commit()
    said = text_of(send(client, "delete", books))
    assert "Gone for good, and with it: Chapters: 1." in said
    assert "What refers to it stays: Loans: 1." in said
    assert session.query(Chapter).count() == 1


def test_more_ids_than_a_statement_takes_are_refused(client: Browser, books: list[Book]) -> None:
    ids = ",".join(map(str, range(1, 70_000)))
    for page, action in (("", "delete"), ("", "export"), ("edit/preview/", "")):
        answer = client.post(MANY + page, data={"rowid": ids, "action": action, "csrf_token": client.token()})
        assert answer.status_code == 400
        assert "more than a page of the list has" in answer.text


def test_a_misdeclared_screen_is_named() -> None:
    class Wrong(BookView):
        bulk_fields = ("isbn",)
        column_editable = ("title", "authors")
        bulk_verbs = (Verb("delete", "Delete", RenameForm, rename, ("book", Action.EDIT)),)

    assert sorted(many_and_cells(Wrong)) == [
        "bulk_fields: 'isbn' is unique, so it cannot be the same for many",
        "bulk_verbs: 'delete' is the name of something else",
        "column_editable: 'authors' has too many choices for a cell",
        "column_editable: 'title' is the link to the record, so a click on it leads there",
    ]
