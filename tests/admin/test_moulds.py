"""A form that is cast from what was kept of another is the one that would have been drawn."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy.orm import Session, scoped_session

from admin_app.admin.drawn import EXTENSION
from tests.client import Browser
from tests.html import TOKEN, forms, parse

from .library import Author, Book, Shelf, State
from .pages import error_at

Add = Callable[..., Any]
AWKWARD = """O'Brien & "Söhne" %s {x} <b>"""


def body(client: Browser, page: str) -> str:
    """A page without what differs each time, or from one second to the next."""
    return re.sub(rf'{TOKEN.pattern}|<!--.*?-->|data-[a-z]+="\d+\.\d+"', "", client.get(page).text)


@pytest.fixture
def pages(add: Add) -> list[str]:
    """The forms of a plain record, of one in which all is set and awkward, and of new ones."""
    shelf = add(Shelf(name=AWKWARD))
    authors = [add(Author(name=AWKWARD)), add(Author(name="Jane"))]
    plain = add(Book(title="Emma"))
    full = add(Book(title=AWKWARD, blurb=f"\n{AWKWARD}", pages=7, state=State.WELL_READ, shelf=shelf, authors=authors))
    return [
        f"/admin/book/edit/?id={plain.id}",
        f"/admin/book/edit/?id={full.id}",
        "/admin/book/new/",
        "/admin/shelf/new/",
    ]


def test_a_cast_form_is_the_drawn_one(
    client: Browser, app: Flask, pages: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    app.extensions.pop(EXTENSION, None)
    cast = {page: body(client, page) for page in [*pages, *pages]}
    kept = [key for key in app.extensions[EXTENSION] if key[0] == "form"]
    assert len(kept) == 3, "both books have the same mould"
    monkeypatch.setattr(app, "debug", True)
    for page, text in cast.items():
        assert text == body(client, page)
        assert "\0" not in text


def test_what_is_kept_holds_no_value(client: Browser, pages: list[str], session: scoped_session[Session]) -> None:
    plain, full = pages[:2]
    client.get(full)
    (form,) = [form for form in forms(parse(client.get(plain).text), plain) if form.action == plain]
    assert form.values["title"] == ["Emma"]
    assert client.post(plain, data=form.values).status_code == 302
    session.expire_all()
    book = session.query(Book).filter_by(title="Emma").one()
    assert (book.blurb, book.shelf, book.authors) == (None, None, [])


def test_an_error_is_drawn_after_a_form_without(client: Browser, pages: list[str]) -> None:
    client.get("/admin/book/new/")
    assert error_at(client.post("/admin/book/new/", data={"title": ""}), "title") == "This field is required."
    assert "is-invalid" not in client.get("/admin/book/new/").text


def test_an_address_that_names_a_dialog_leaves_everybody_the_links_beside_lookups(
    client: Browser, app: Flask, pages: list[str]
) -> None:
    app.extensions.pop(EXTENSION, None)
    client.get(f"{pages[0]}&dialog=1")
    assert "data-new-for" in client.get(pages[0]).text
