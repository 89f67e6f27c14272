"""A form that is refused as a whole, since its token is too old, comes back as it was filled in; nothing is done."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy.orm import Session, scoped_session
from werkzeug.test import TestResponse

from admin_app.accounts import Action
from tests.client import Browser
from tests.html import forms, parse

from .conftest import Powers
from .library import Book
from .pages import error_at, text_of

Add = Callable[..., Any]
Books = scoped_session[Session]
TOO_OLD = "What you typed is still here; save again."


def sent_again(client: Browser, page: str, answer: TestResponse) -> TestResponse:
    """Send the form of an answer as it stands."""
    (form,) = [form for form in forms(parse(answer.text), page) if form.action == page]
    return client.post(page, data=form.values)


def test_a_new_record_can_be_saved_again(client: Browser, session: Books) -> None:
    page = "/admin/book/new/"
    answer = client.post(page, data={"title": "Emma", "blurb": "Long", "csrf_token": "old"})
    assert answer.status_code == 400
    assert TOO_OLD in text_of(answer)
    assert "data-unsaved" in answer.text
    assert session.query(Book).count() == 0
    assert sent_again(client, page, answer).status_code == 302
    assert [(book.title, book.blurb) for book in session.query(Book)] == [("Emma", "Long")]


def test_a_change_can_be_saved_again(client: Browser, add: Add, session: Books) -> None:
    book = add(Book(title="Emma", pages=4))
    page = f"/admin/book/edit/?id={book.id}"
    typed = {**client.form_at(page).values, "csrf_token": "old", "title": "Emma!", "pages": "5"}
    answer = client.post(page, data=typed)
    assert (answer.status_code, session.get_one(Book, book.id).title) == (400, "Emma")
    assert sent_again(client, page, answer).status_code == 302
    changed = session.get_one(Book, book.id)
    assert (changed.title, changed.pages) == ("Emma!", 5)


def test_what_else_is_wrong_is_told_as_well(client: Browser) -> None:
    answer = client.post("/admin/book/new/", data={"title": "", "pages": "many"})
    assert error_at(answer, "title") == "This field is required."
    assert TOO_OLD in text_of(answer)


def test_what_is_not_open_or_not_there_stays_so(client: Browser, powers: Powers, add: Add) -> None:
    powers.limit("book", to=[Action.CREATE, Action.EDIT])
    for page in ("/admin/book/new/", "/admin/book/edit/?id=1", "/admin/book/edit/?id=0", "/admin/shelf/delete/"):
        answer = client.post(page, data={"title": "Secret title"})
        assert answer.status_code == 400
        assert "Secret title" not in answer.text
        assert "reload the page" in text_of(answer)


def test_who_is_signed_out_is_told_how_to_keep_it(client: Browser, session: Books) -> None:
    client.sign_out()
    answer = client.post("/admin/book/new/", data={"title": "Emma"})
    assert answer.status_code == 400
    assert "sign in in another tab, then reload this page" in text_of(answer)
    assert 'href="/login"' in answer.text
    assert session.query(Book).count() == 0
    client.sign_in()
    reloaded = client.post("/admin/book/new/", data={"title": "Emma"})
    assert 'value="Emma"' in reloaded.text
    assert sent_again(client, "/admin/book/new/", reloaded).status_code == 302


@pytest.mark.parametrize("signed_in", [True, False])
def test_a_form_gets_a_token_that_holds(client: Browser, session: Books, signed_in: bool) -> None:
    if not signed_in:
        client.sign_out()
    answer = client.get("/session", headers={"Accept": "application/json"})
    assert answer.status_code == (200 if signed_in else 401)
    if signed_in:
        typed = {"title": "Emma", "csrf_token": answer.get_json()["csrf_token"]}
        assert client.post("/admin/book/new/", data=typed).status_code == 302
