"""What a record's page leads to: verbs with a form of their own, and the lists of what belongs to the record."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy.orm import Session, scoped_session
from sqlalchemy.orm.exc import StaleDataError
from wtforms import StringField

from admin_app.accounts import Action
from admin_app.admin import Filled, Verb, VerbForm, storable
from admin_app.admin.access import screens
from admin_app.errors import DomainError
from tests.client import Browser
from tests.html import check_page, forms

from .conftest import Powers
from .library import Book, Loan
from .pages import error_at, text_of

Add = Callable[..., Any]
Store = scoped_session[Session]


class LendForm(VerbForm):
    reader = StringField("Reader", [Filled(), storable])


@pytest.fixture
def book(add: Add, session: Store, powers: Powers, monkeypatch: pytest.MonkeyPatch) -> Book:
    """A book that can be lent; to nobody called Nemo, and to Overtaken only after somebody else."""

    def lend(book: Book, form: LendForm) -> str:
        if form.reader.data == "Nemo":
            raise DomainError("Nobody is called that.", field="reader")
        session.add(Loan(reader=form.reader.data, book=book))
        session.flush()
        if form.reader.data == "Overtaken":
            raise StaleDataError
        return f"{book} is lent."

    verb = Verb("lend", "Lend", LendForm, lend, ("loan", Action.CREATE), lambda book: book.lendable)
    monkeypatch.setattr(screens()["book"], "verbs", (verb,))
    made: Book = add(Book(title="Emma", pages=400))
    return made


def test_a_verb_is_offered_done_and_told(client: Browser, book: Book, session: Store) -> None:
    details = client.get(f"/admin/book/details/?id={book.id}")
    assert f'href="/admin/book/verb/lend/?id={book.id}&amp;url=/admin/book/"' in details.text
    answer = client.post_form(f"/admin/book/verb/lend/?id={book.id}", {"reader": "Tom"})
    assert answer.location == f"/admin/book/details/?id={book.id}&url=/admin/book/"
    assert [loan.reader for loan in session.query(Loan)] == ["Tom"]
    assert "Emma is lent." in text_of(client.get("/admin/book/"))


@pytest.mark.parametrize(
    ("reader", "said"),
    [
        ("Nemo", "Nobody is called that."),
        ("", "This field is required."),
        ("a\0b", "This contains a character that cannot be stored."),
    ],
)
def test_a_refusal_is_told_at_its_field(client: Browser, book: Book, session: Store, reader: str, said: str) -> None:
    answer = client.post_form(f"/admin/book/verb/lend/?id={book.id}", {"reader": reader})
    assert error_at(answer, "reader") == said
    assert session.query(Loan).count() == 0


@pytest.mark.parametrize("reader", ["Overtaken", "x" * 51])
def test_what_the_database_refuses_is_told_and_undone(
    client: Browser, book: Book, session: Store, reader: str, engine_name: str
) -> None:
    if reader != "Overtaken" and engine_name == "sqlite":
        reader = "Overtaken"  # SQLite keeps text of any length
    answer = client.post_form(f"/admin/book/verb/lend/?id={book.id}", {"reader": reader})
    assert "The database refused these values" in text_of(answer)
    assert f'value="{reader}"' in answer.text
    assert session.query(Loan).count() == 0


def test_a_verb_is_done_to_what_was_seen(client: Browser, book: Book, session: Store) -> None:
    address = f"/admin/book/verb/lend/?id={book.id}"
    seen = client.form_at(address)
    client.post_form(f"/admin/book/edit/?id={book.id}", {"title": "Changed"})
    answer = client.post(address, data={**seen.values, "reader": "Tom"})
    assert "changed this record meanwhile. Nothing was done." in text_of(answer)
    assert 'value="Tom"' in answer.text
    assert session.query(Loan).count() == 0
    again = next(form for form in forms(check_page(answer.text), address) if "reader" in form.values)
    assert client.post(address, data=again.values).status_code == 302
    assert client.post(address, data={"reader": "Tom", "csrf_token": client.token()}).status_code == 428
    assert session.query(Loan).count() == 1


def test_a_verb_is_for_those_who_may_and_for_records_it_applies_to(
    client: Browser, book: Book, session: Store, powers: Powers
) -> None:
    address = f"/admin/book/verb/lend/?id={book.id}"
    assert client.get(address.replace("lend", "burn")).status_code == 404
    powers.limit("loan", to=[Action.CREATE])
    assert client.get(address).status_code == 403
    assert "verb/lend" not in client.get(f"/admin/book/details/?id={book.id}").text
    powers.limit("loan", "all", to=[Action.CREATE])
    powers.limit("book", "small", to=[Action.READ])
    assert client.get(address).status_code == 404
    powers.limit("book", "all", to=[Action.READ])
    book.lendable = False
    session.commit()
    assert "verb/lend" not in client.get(f"/admin/book/details/?id={book.id}").text
