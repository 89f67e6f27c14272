"""Two people at one record: nobody overwrites anybody, and what was typed is kept."""

from __future__ import annotations

from collections.abc import Callable
from threading import Barrier, Thread
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event
from sqlalchemy.orm import Session, scoped_session

from tests.client import Browser

from .library import Book
from .pages import error_at, text_of

Add = Callable[..., Any]
Books = scoped_session[Session]


def test_the_second_of_two_saves_is_refused_and_shown_what_the_first_stored(
    client: Browser, add: Add, session: Books
) -> None:
    book = add(Book(title="Emma", blurb="Old"))
    page = f"/admin/book/edit/?id={book.id}"
    seen = client.form_at(page)
    assert client.post_form(page, {"blurb": "By the first"}).status_code == 302
    answer = client.post(seen.action, data={**dict(seen.values), "title": "By the second"})
    assert answer.status_code == 200
    assert "Somebody else changed this record meanwhile" in text_of(answer)
    assert error_at(answer, "blurb") == "Stored meanwhile: By the first"
    assert 'value="By the second"' in answer.text
    stored = session.get_one(Book, book.id)
    assert (stored.title, stored.blurb) == ("Emma", "By the first")


def test_after_the_warning_saving_again_is_a_decision(client: Browser, add: Add, session: Books) -> None:
    book = add(Book(title="Emma"))
    page = f"/admin/book/edit/?id={book.id}"
    seen = client.form_at(page)
    client.post_form(page, {"title": "First"})
    answer = client.post(seen.action, data={**dict(seen.values), "title": "Second"})
    version = 'name="seen_version" type="hidden" value="2"'
    assert version in answer.text
    client.post(seen.action, data={**dict(seen.values), "title": "Second", "seen_version": "2"})
    assert session.get_one(Book, book.id).title == "Second"


@pytest.mark.parametrize("deleted", [False, True])
def test_a_save_that_is_overtaken_while_it_runs_is_refused_too(client: Browser, add: Add, deleted: bool) -> None:
    """The version is right when the form is read, and no longer when the row is written."""
    book = add(Book(title="Emma"))
    identity = book.id

    def overtake(given: Session, context: Any, instances: Any) -> None:
        table = Book.__table__
        given.execute(table.delete() if deleted else table.update().values(title="Overtaken", version=7))

    page = f"/admin/book/edit/?id={identity}"
    seen = client.form_at(page)
    event.listen(Session, "before_flush", overtake)
    try:
        answer = client.post(seen.action, data={**dict(seen.values), "title": "Mine"})
    finally:
        event.remove(Session, "before_flush", overtake)
    assert answer.status_code == 200
    assert "Somebody else" in text_of(answer)
    assert 'value="Mine"' in answer.text


def test_of_many_saves_at_once_one_is_kept_and_the_others_are_told(
    app: Flask, client: Browser, add: Add, session: Books
) -> None:
    book = add(Book(title="Emma"))
    page = f"/admin/book/edit/?id={book.id}"
    seen = client.form_at(page)
    cookies = client.get_cookie("session")
    assert cookies is not None
    together = Barrier(4)
    answers: list[int] = []

    def save(number: int) -> None:
        with app.app_context():
            browser = app.test_client()
            browser.set_cookie("session", cookies.value)
            together.wait()
            data = {**dict(seen.values), "title": f"Title {number}"}
            answers.append(browser.post(seen.action, data=data).status_code)

    threads = [Thread(target=save, args=[number]) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == [200, 200, 200, 302]
    assert session.get_one(Book, book.id).version == 2
