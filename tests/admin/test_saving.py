"""Saving: one transaction, refusals at the field, nothing typed is lost, and nobody overwrites anybody."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from flask import Flask
from sqlalchemy import event
from sqlalchemy.orm import Session, scoped_session

from admin_app.accounts import Action
from admin_app.admin.access import screens
from admin_app.admin.changing import saving
from admin_app.clock import now
from tests.client import Browser

from .conftest import Powers
from .library import Author, Book, Chapter, Shelf, State
from .pages import error_at, text_of

Add = Callable[..., Any]
Books = scoped_session[Session]


def titles(session: Books) -> list[str]:
    return [book.title for book in session.query(Book).order_by(Book.id)]


def test_a_record_is_created_with_all_it_was_given(client: Browser, add: Add, session: Books) -> None:
    shelf, jane, ann = add(Shelf(name="Novels")), add(Author(name="Jane")), add(Author(name="Ann"))
    typed = {
        "title": "  Emma  ",
        "blurb": "",
        "pages": "400",
        "price": "9.50",
        "printed_on": "1815-12-23",
        "bought_at": "2026-03-01T21:30",
        "lendable": "y",
        "state": "well read",
        "shelf": shelf.id,
        "authors": [jane.id, ann.id],
    }
    answer = client.post_form("/admin/book/new/", typed)
    assert (answer.status_code, answer.location) == (302, "/admin/book/")
    book = session.query(Book).one()
    assert (book.title, book.blurb, book.pages, book.price) == ("Emma", None, 400, Decimal("9.50"))
    assert (book.printed_on, book.bought_at) == (date(1815, 12, 23), datetime(2026, 3, 1, 21, 30, tzinfo=UTC))
    assert (book.lendable, book.state, book.shelf.name) == (True, State.WELL_READ, "Novels")
    assert sorted(author.name for author in book.authors) == ["Ann", "Jane"]
    told = client.get("/admin/book/")
    assert "Book “Emma” was saved." in text_of(told)
    assert f'<a href="/admin/book/details/?id={book.id}">Emma</a>' in told.text


def test_instants_are_typed_and_shown_by_the_school_clock(
    app: Flask, client: Browser, add: Add, session: Books, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.config, "SCHOOL_TIMEZONE", ZoneInfo("America/Chicago"))
    book = add(Book(title="Emma", bought_at=datetime(2026, 3, 2, 3, 30, 59, tzinfo=UTC)))
    page = f"/admin/book/edit/?id={book.id}"
    assert 'value="2026-03-01T21:30"' in client.get(page).text
    client.post_form(page, {"title": "Emma!"})
    assert session.get_one(Book, book.id).bought_at == datetime(2026, 3, 2, 3, 30, 59, tzinfo=UTC)
    client.post_form(page, {"bought_at": "2026-07-01T21:30"})
    assert session.get_one(Book, book.id).bought_at == datetime(2026, 7, 2, 2, 30, tzinfo=UTC)


def test_what_was_not_sent_is_left_alone(client: Browser, add: Add, session: Books) -> None:
    shelf = Shelf(name="Novels")
    book = add(
        Book(title="Emma", blurb="Long", pages=4, shelf=shelf, authors=[Author(name="Jane")], state=State.WELL_READ)
    )
    page = f"/admin/book/edit/?id={book.id}"
    seen = client.form_at(page).values
    data = {"title": "Emma!", **{name: seen[name] for name in ("csrf_token", "seen_version")}}
    assert client.post(page, data=data).status_code == 302
    changed = session.get_one(Book, book.id)
    assert (changed.title, changed.blurb, changed.pages, changed.state) == ("Emma!", "Long", 4, State.WELL_READ)
    assert (changed.shelf.name, [author.name for author in changed.authors]) == ("Novels", ["Jane"])


def test_what_was_emptied_is_emptied(client: Browser, add: Add, session: Books) -> None:
    book = add(Book(title="Emma", pages=4, shelf=Shelf(name="Novels"), authors=[Author(name="Jane")]))
    page = f"/admin/book/edit/?id={book.id}"
    assert client.post_form(page, {"pages": "", "shelf": "", "authors": ""}).status_code == 302
    changed = session.get_one(Book, book.id)
    assert (changed.pages, changed.shelf, changed.authors) == (None, None, [])


def test_only_what_changed_is_written(client: Browser, add: Add) -> None:
    book = add(Book(title="Emma", pages=4))
    set_to: list[Any] = []
    event.listen(Book.pages, "set", lambda *args: set_to.append(args[1]))
    client.post_form(f"/admin/book/edit/?id={book.id}", {"title": "Emma!"})
    assert set_to == []


# --- refusals ---------------------------------------------------------------------------------------------------------


def test_a_duplicate_says_who_holds_it_at_the_field_and_keeps_what_was_typed(
    client: Browser, add: Add, session: Books
) -> None:
    emma = add(Book(title="Emma", isbn="111"))
    answer = client.post_form("/admin/book/new/", {"title": "Other", "isbn": " 111 ", "pages": "12"})
    assert answer.status_code == 200
    assert error_at(answer, "isbn") == "Already used by Emma."
    assert f'Already used by <a href="/admin/book/details/?id={emma.id}">Emma</a>.' in answer.text
    assert 'value="Other"' in answer.text
    assert 'value="12"' in answer.text
    assert titles(session) == ["Emma"]


def test_a_duplicate_on_edit_keeps_what_was_typed(client: Browser, add: Add, session: Books) -> None:
    add(Book(title="Emma", isbn="111"))
    other = add(Book(title="Other", isbn="222"))
    page = f"/admin/book/edit/?id={other.id}"
    answer = client.post_form(page, {"isbn": "111", "title": "Renamed"})
    assert "Already used by" in error_at(answer, "isbn")
    assert 'value="Renamed"' in answer.text
    assert titles(session) == ["Emma", "Other"]
    assert client.post_form(page, {"isbn": "222", "title": "Renamed"}).status_code == 302


def test_a_duplicate_found_only_by_the_database_says_the_same(
    client: Browser, add: Add, session: Books, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two people at once: the question finds nothing, the constraint does."""
    add(Book(title="Emma", isbn="111"))
    other = add(Book(title="Other", isbn="222"))
    monkeypatch.setattr(saving, "complain_of_duplicates", lambda *args: False)
    for page in ("/admin/book/new/", f"/admin/book/edit/?id={other.id}"):
        answer = client.post_form(page, {"title": "Renamed", "isbn": "111"})
        assert error_at(answer, "isbn") == "Already used by Emma."
        assert 'value="Renamed"' in answer.text
    assert titles(session) == ["Emma", "Other"]


def test_a_duplicate_of_several_columns_is_told_at_the_last(
    client: Browser, add: Add, monkeypatch: pytest.MonkeyPatch
) -> None:
    book = add(Book(title="Emma"))
    add(Chapter(title="Beginning", number=1, book=book))
    typed = {"title": "Again", "number": "1", "book": book.id}
    assert error_at(client.post_form("/admin/chapter/new/", typed), "number").startswith(
        "These values together are already"
    )
    monkeypatch.setattr(saving, "complain_of_duplicates", lambda *args: False)
    assert error_at(client.post_form("/admin/chapter/new/", typed), "number").startswith(
        "These values together are already"
    )
    assert client.post_form("/admin/chapter/new/", {**typed, "number": "2"}).status_code == 302


def test_a_duplicate_of_what_the_user_may_not_see_names_nobody(client: Browser, powers: Powers, add: Add) -> None:
    add(Book(title="Secret", isbn="111", pages=400))
    add(Book(title="Binned", isbn="222", deleted_at=now()))
    powers.limit("book", "small", to=[Action.READ])
    first = client.post_form("/admin/book/new/", {"title": "Other", "isbn": "111"})
    assert error_at(first, "isbn") == "Already used by another record."
    second = client.post_form("/admin/book/new/", {"title": "Other", "isbn": "222"})
    assert error_at(second, "isbn") == "Already used by a record in the trash."


def test_a_failed_check_says_what_the_model_says_at_its_field(client: Browser, session: Books) -> None:
    answer = client.post_form("/admin/book/new/", {"title": "Empty", "pages": "0"})
    assert error_at(answer, "pages") == "A book has at least one page."
    assert titles(session) == []


def test_a_rule_of_the_model_is_told_at_its_field_together_with_others(client: Browser) -> None:
    answer = client.post_form("/admin/book/new/", {"title": "forbidden"})
    assert error_at(answer, "title") == "That is no title for a book."


def test_a_related_record_that_vanished_meanwhile_is_told(
    client: Browser, app: Flask, add: Add, session: Books
) -> None:
    shelf = add(Shelf(name="Novels"))

    def remove(mapper: Any, connection: Any, target: Any) -> None:
        target.shelf_id = 987654

    event.listen(Book, "before_insert", remove)
    try:
        answer = client.post_form("/admin/book/new/", {"title": "Emma", "shelf": shelf.id})
    finally:
        event.remove(Book, "before_insert", remove)
    assert "no longer there" in text_of(answer)
    assert titles(session) == []


def test_no_refusal_shows_sql_or_parameters(client: Browser, add: Add, monkeypatch: pytest.MonkeyPatch) -> None:
    add(Book(title="Emma", isbn="111"))
    monkeypatch.setattr(saving, "complain_of_duplicates", lambda *args: False)
    for typed in ({"isbn": "111"}, {"pages": "0"}):
        said = text_of(client.post_form("/admin/book/new/", {"title": "Child medical note", **typed}))
        for word in ("INSERT", "constraint", "IntegrityError", "sqlite", "uq_", "ck_", "Duplicate entry"):
            assert word not in said


def test_an_error_of_ours_is_not_swallowed(client: Browser, session: Books, monkeypatch: pytest.MonkeyPatch) -> None:
    def break_down(form: Any) -> Any:
        raise ZeroDivisionError("child medical note")

    monkeypatch.setattr(screens()["book"], "create_record", break_down)
    with pytest.raises(ZeroDivisionError):
        client.post_form("/admin/book/new/", {"title": "Emma"})
    assert titles(session) == []


def test_a_verb_may_create_the_record(client: Browser, session: Books, monkeypatch: pytest.MonkeyPatch) -> None:
    def create(form: Any) -> Book:
        assert form.values["title"] == "Emma"
        book = Book(title=f"{form.values['title']} by a verb")
        session.add(book)
        session.flush()
        return book

    monkeypatch.setattr(screens()["book"], "create_record", create)
    assert client.post_form("/admin/book/new/", {"title": "Emma"}).status_code == 302
    assert titles(session) == ["Emma by a verb"]


# --- where to go next -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("button", "target"),
    [
        ({}, "/admin/book/?search=e"),
        ({"_continue_editing": "1"}, "/admin/book/edit/?id={id}&url=/admin/book/?search%3De"),
        ({"_add_another": "1"}, "/admin/book/new/?url=/admin/book/?search%3De"),
    ],
)
def test_saving_leads_where_the_button_says(
    client: Browser, session: Books, button: dict[str, str], target: str
) -> None:
    answer = client.post_form("/admin/book/new/?url=/admin/book/?search%3De", {"title": "Emma", **button})
    assert answer.location == target.format(id=session.query(Book).one().id)
