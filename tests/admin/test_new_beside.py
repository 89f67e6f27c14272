"""A new record from within the form of another one: who is offered it, and what the dialog is told."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy.orm import Session, scoped_session

from admin_app.accounts import Action
from tests.client import Browser
from tests.html import check_page

from .conftest import Powers
from .library import Author
from .pages import text_of

Add = Callable[..., Any]
DIALOG = "/admin/author/new/?dialog=1"


def beside(client: Browser, page: str) -> dict[str, str]:
    """Field → where the link beside its lookup leads."""
    links = check_page(client.get(page).text).iter("a")
    return {link.get("data-new-for", ""): link.get("href", "") for link in links if link.get("data-new-for")}


def test_it_is_offered_beside_the_lookups_that_say_so(client: Browser, add: Add) -> None:
    assert beside(client, "/admin/book/new/") == {"authors": "/admin/author/new/"}
    assert beside(client, "/admin/chapter/new/") == {}


def test_who_may_not_create_is_not_offered_it(client: Browser, powers: Powers) -> None:
    powers.limit("author", to=[Action.CREATE])
    assert beside(client, "/admin/book/new/") == {}
    assert client.get(DIALOG).status_code == 403


def test_a_dialog_is_the_form_alone_with_names_of_its_own(client: Browser) -> None:
    answer = client.get(DIALOG)
    fragment = check_page(answer.text)
    assert "<html" not in answer.text
    assert "New author" in answer.text
    names = [item.get("name", "") for item in fragment.iter("input") if item.get("type") != "hidden"]
    assert names == ["dialog-name", "dialog-email", "dialog-secret"]


def test_what_was_saved_is_told_to_the_page(client: Browser, session: scoped_session[Session]) -> None:
    answer = client.post(DIALOG, data={"dialog-name": "Jane", "csrf_token": client.token()})
    author = session.query(Author).one()
    assert answer.get_json() == {"id": author.id, "label": "Jane"}
    assert "was saved" not in text_of(client.get("/admin/author/"))


def test_a_mistake_comes_back_at_its_field(client: Browser, session: scoped_session[Session]) -> None:
    typed = {"dialog-name": " ", "dialog-email": "a@mail.example", "csrf_token": client.token()}
    answer = client.post(DIALOG, data=typed)
    assert answer.status_code == 200
    assert 'href="#dialog-name"' in answer.text
    assert 'id="dialog-name-error"' in answer.text
    assert 'value="a@mail.example"' in answer.text
    assert session.query(Author).count() == 0


def test_a_duplicate_is_told_at_its_field(client: Browser, add: Add) -> None:
    add(Author(name="Jane", email="jane@mail.example"))
    typed = {"dialog-name": "Joan", "dialog-email": "jane@mail.example", "csrf_token": client.token()}
    assert "Already used by" in client.post(DIALOG, data=typed).text


def test_a_dialog_offers_no_further_one(client: Browser) -> None:
    assert beside(client, "/admin/book/new/?dialog=1") == {}
