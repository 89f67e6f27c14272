"""Two people at one record: what each of them changed is kept, and where both did, one of them chooses."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Barrier, Thread
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event
from sqlalchemy.orm import Session, scoped_session
from werkzeug.test import TestResponse

from admin_app.database import db
from tests.client import Browser, Value
from tests.html import Form, check_page, forms

from .conftest import Powers
from .library import Author, Book, Shelf
from .pages import error_at, text_of

Add = Callable[..., Any]
Books = scoped_session[Session]


class Table:
    """A book that two people have open: the first saves, then the second."""

    def __init__(self, client: Browser, book: Book) -> None:
        self.client, self.book, self.page = client, book, f"/admin/book/edit/?id={book.id}"
        self.seen: Form = client.form_at(self.page)

    def first(self, **typed: Value) -> None:
        assert self.client.post_form(self.page, typed).status_code == 302

    def second(self, **typed: Value) -> TestResponse:
        return self.client.post(self.seen.action, data={**dict(self.seen.values), **typed})

    def again(self, answer: TestResponse, **typed: Value) -> TestResponse:
        """Send the form of an answer, as it is filled in."""
        form = next(form for form in forms_of(answer) if "title" in form.values)
        return self.client.post(self.seen.action, data={**dict(form.values), **typed})


def forms_of(answer: TestResponse) -> list[Form]:
    return forms(check_page(answer.text), "/admin/book/edit/")


def choices_at(answer: TestResponse, field: str) -> dict[str, str]:
    """What can be chosen at a field: the value of each radio button, and what is said beside it."""
    labels = [label for label in check_page(answer.text).iter("label") if label.get("class") == "side"]
    found = {}
    for label in labels:
        for radio in label.iter("input"):
            if radio.get("name") == f"keep_{field}":
                found[radio.get("value", "")] = " ".join("".join(label.itertext()).split())
    return found


@pytest.fixture
def table(client: Browser, add: Add) -> Table:
    return Table(client, add(Book(title="Emma", blurb="Old", pages=4)))


def test_what_only_one_of_them_changed_is_kept_of_both(client: Browser, table: Table, session: Books) -> None:
    table.first(blurb="By the first", pages="5")
    assert table.second(title="By the second").status_code == 302
    stored = session.get_one(Book, table.book.id)
    assert (stored.title, stored.blurb, stored.pages) == ("By the second", "By the first", 5)
    assert "changed meanwhile: Blurb, Pages." in text_of(client.get("/admin/book/"))


def test_what_both_changed_alike_is_no_question(table: Table, session: Books) -> None:
    table.first(blurb="New")
    assert table.second(blurb="New", title="Second").status_code == 302
    assert session.get_one(Book, table.book.id).title == "Second"


def test_where_both_changed_a_field_nothing_is_saved_and_both_are_shown(table: Table, session: Books) -> None:
    table.first(title="First", pages="5")
    answer = table.second(title="Second", blurb="Mine")
    assert answer.status_code == 200
    assert "Choose what is to stay." in error_at(answer, "title")
    assert choices_at(answer, "title") == {
        "theirs": "Stored now First",
        "mine": "Yours, as it stands above Second",
    }
    assert "Before Emma" in text_of(answer)
    assert "changed meanwhile: Pages. It is in this form now." in text_of(answer)
    assert 'value="Second"' in answer.text
    assert 'value="5"' in answer.text
    assert session.get_one(Book, table.book.id).blurb == "Old"


@pytest.mark.parametrize(("choice", "title"), [("theirs", "First"), ("mine", "Third")])
def test_one_of_both_is_chosen_at_the_field(table: Table, session: Books, choice: str, title: str) -> None:
    table.first(title="First", pages="5")
    answer = table.second(title="Second", blurb="Mine")
    assert table.again(answer, title="Third", keep_title=choice).status_code == 302
    stored = session.get_one(Book, table.book.id)
    assert (stored.title, stored.blurb, stored.pages) == (title, "Mine", 5)


def test_saving_again_without_a_choice_overwrites_nothing(table: Table, session: Books) -> None:
    """However often: not to choose is no choice, and nobody else can say what was asked."""
    table.first(title="First")
    answer = table.second(title="Second")
    for choice in ({}, {"keep_title": "whatever"}, {"keep_blurb": "mine"}):
        answer = table.again(answer, **choice)
        assert "Before Emma" in text_of(answer)
    assert table.second(title="Second", keep_title="mine").status_code == 200
    assert session.get_one(Book, table.book.id).title == "First"


def test_who_changes_it_once_more_meanwhile_is_asked_about_too(table: Table, session: Books) -> None:
    table.first(title="First")
    answer = table.second(title="Second")
    table.first(title="Third")
    answer = table.again(answer, keep_title="mine")
    assert choices_at(answer, "title")["theirs"] == "Stored now Third"
    assert "Before Emma" in text_of(answer)
    assert table.again(answer, keep_title="mine").status_code == 302
    assert session.get_one(Book, table.book.id).title == "Second"


def test_relations_are_met_by_who_is_in_them(client: Browser, add: Add, session: Books) -> None:
    jane, george, mary = (add(Author(name=name)) for name in ("Jane", "George", "Mary"))
    left, right = add(Shelf(name="Left")), add(Shelf(name="Right"))
    table = Table(client, add(Book(title="Emma", authors=[jane], shelf=left)))
    table.first(authors=[str(jane.id), str(george.id)])
    answer = table.second(authors=[str(mary.id)], shelf=str(right.id))
    assert choices_at(answer, "authors")["theirs"] == "Stored now Jane, George"
    assert "Before Jane" in text_of(answer)
    assert table.again(answer, keep_authors="both").status_code == 302
    stored = session.get_one(Book, table.book.id)
    assert [sorted(author.name for author in stored.authors), stored.shelf] == [["George", "Mary"], right]


def test_a_relation_that_others_changed_is_left_to_them(client: Browser, add: Add, session: Books) -> None:
    """Even where what the form was drawn with is gone since."""
    jane, left = add(Author(name="Jane")), add(Shelf(name="Left"))
    table = Table(client, add(Book(title="Emma", authors=[jane], shelf=left)))
    table.first(authors="", shelf="")
    for record in (jane, left):
        session.delete(session.get_one(type(record), record.id))
    assert table.second(title="Second").status_code == 302
    stored = session.get_one(Book, table.book.id)
    assert (stored.title, stored.authors, stored.shelf) == ("Second", [], None)


def test_line_breaks_and_cents_are_no_changes(client: Browser, add: Add, session: Books) -> None:
    table = Table(client, add(Book(title="Emma", blurb="One\nTwo", price="1.50")))
    table.first(price="2", blurb="Three")
    assert table.second(title="Second", blurb="One\r\nTwo", price="1.5").status_code == 302
    stored = session.get_one(Book, table.book.id)
    assert (stored.title, stored.blurb, str(stored.price)) == ("Second", "Three", "2.00")


def test_long_texts_are_shown_whole_and_compared_to_their_end(client: Browser, add: Add) -> None:
    old = "x" * 5000
    table = Table(client, add(Book(title="Emma", blurb=old)))
    table.first(blurb=old + "First")
    answer = table.second(blurb=old + "Second")
    assert choices_at(answer, "blurb")["theirs"].endswith("xFirst")
    assert "x…" in text_of(answer)


def test_what_cannot_be_read_is_complained_of_beside_what_others_changed(table: Table, session: Books) -> None:
    table.first(pages="5", blurb="First")
    answer = table.second(pages="many")
    assert "Choose what is to stay." in error_at(answer, "pages")
    assert "First" in answer.text
    assert table.again(answer, pages="many", keep_pages="theirs").status_code == 302
    assert session.get_one(Book, table.book.id).pages == 5


def test_a_field_that_may_not_be_read_is_not_spoken_of(client: Browser, table: Table, powers: Powers) -> None:
    table.first(blurb="Secret", pages="5")
    powers.unreadable.add("book.blurb")
    assert table.second(title="Second", blurb="Mine").status_code == 302
    assert "changed meanwhile: Pages." in text_of(client.get("/admin/book/"))


# --- who does not say what they saw -----------------------------------------------------------------------------------


def blind(client: Browser, book: Book, other: Book) -> Iterator[dict[str, Any]]:
    """What says nothing of the version, or what was said of another record, or is made up."""
    foreign = client.form_at(f"/admin/book/edit/?id={other.id}").values["seen_version"][0]
    for seen in (None, "", "1", foreign, foreign[:-1] + "x", "\0"):
        yield {"csrf_token": client.token()} | ({} if seen is None else {"seen_version": seen})


def test_a_save_that_does_not_say_what_was_seen_is_refused(client: Browser, add: Add, session: Books) -> None:
    book, other = add(Book(title="Emma")), add(Book(title="Other"))
    page = f"/admin/book/edit/?id={book.id}"
    for sent in blind(client, book, other):
        answer = client.post(page, data={**sent, "title": "Blind", "lendable": "y"})
        assert answer.status_code == 428
        assert "did not say which version" in text_of(answer)
        assert session.get_one(Book, book.id).title == "Emma"
    form = next(form for form in forms_of(answer) if "title" in form.values)
    assert client.post(page, data={**form.values, "keep_title": "mine"}).status_code == 302
    assert session.get_one(Book, book.id).title == "Blind"


def test_nothing_is_deleted_that_was_not_seen(client: Browser, add: Add, session: Books) -> None:
    book, other = add(Book(title="Emma")), add(Book(title="Other"))
    for sent in blind(client, book, other):
        assert client.post("/admin/book/delete/", data={**sent, "id": book.id}).status_code == 428
    assert session.query(Book).count() == 2


def test_what_changed_since_the_question_is_asked_about_again(client: Browser, table: Table, session: Books) -> None:
    confirm = f"/admin/book/delete/confirm/?id={table.book.id}"
    seen = client.form_at(confirm, "/admin/book/delete/")
    table.first(title="Changed")
    answer = client.post(seen.action, data=dict(seen.values))
    assert "Nothing was deleted" in text_of(answer)
    assert session.query(Book).count() == 1
    again = next(form for form in forms_of(answer) if "seen_version" in form.values)
    assert client.post(seen.action, data=again.values).status_code == 302
    assert session.query(Book).count() == 0


# --- at the same moment -----------------------------------------------------------------------------------------------


@contextmanager
def overtaken(**values: Any) -> Iterator[None]:
    """Somebody writes, or deletes, the book once between its being read and written."""
    done: list[bool] = []

    def overtake(given: Session, context: Any, instances: Any) -> None:
        if not done:
            done.append(True)
            table = Book.__table__
            with db.engine.begin() as connection:
                connection.execute(table.update().values(version=7, **values) if values else table.delete())

    event.listen(Session, "before_flush", overtake)
    try:
        yield
    finally:
        event.remove(Session, "before_flush", overtake)


def test_who_is_overtaken_while_saving_is_asked_too(table: Table) -> None:
    """The version is right when the form is read, and no longer when the row is written."""
    with overtaken(title="Overtaken"):
        answer = table.second(title="Mine")
    assert answer.status_code == 200
    assert 'value="Mine"' in answer.text


def test_who_is_overtaken_by_a_deletion_is_told(table: Table) -> None:
    with overtaken():
        answer = table.second(title="Mine")
    assert "nothing was saved" in text_of(answer)
    assert 'value="Mine"' in answer.text


def save_at_once(app: Flask, client: Browser, sent: list[dict[str, Any]], action: str) -> list[int]:
    cookies = client.get_cookie("session")
    assert cookies is not None
    ready, answers = Barrier(len(sent)), []

    def save(data: dict[str, Any]) -> None:
        with app.app_context():
            browser = app.test_client()
            browser.set_cookie("session", cookies.value)
            ready.wait()
            answers.append(browser.post(action, data=data).status_code)

    threads = [Thread(target=save, args=[data]) for data in sent]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    db.session.rollback()
    return sorted(answers)


def test_of_many_saves_of_one_field_at_once_one_is_kept(
    app: Flask, client: Browser, table: Table, session: Books
) -> None:
    sent = [{**dict(table.seen.values), "title": f"Title {number}"} for number in range(4)]
    assert save_at_once(app, client, sent, table.seen.action) == [200, 200, 200, 302]
    assert session.get_one(Book, table.book.id).version == 2


def test_of_many_saves_of_different_fields_at_once_all_are_kept(
    app: Flask, client: Browser, table: Table, add: Add, session: Books
) -> None:
    jane = add(Author(name="Jane"))
    typed = {"title": "New", "blurb": "New", "pages": "9", "isbn": "9", "authors": str(jane.id)}
    sent = [{**dict(table.seen.values), name: value} for name, value in typed.items()]
    assert save_at_once(app, client, [*sent, sent[-1]], table.seen.action) == [302] * 6
    book = session.get_one(Book, table.book.id)
    assert (book.title, book.blurb, book.pages, book.isbn) == ("New", "New", 9, "9")
    assert [author.name for author in book.authors] == ["Jane"]
