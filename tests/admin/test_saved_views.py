"""Views of a list: kept under a name, opened, shared, forgotten, and the one that a list opens with."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session, scoped_session
from werkzeug.test import TestResponse

from admin_app.audit import SavedView
from tests.client import Browser
from tests.html import check_page

from .library import Author
from .pages import text_of

Add = Callable[..., Any]
NARROWED = "search=ja&sort=name&desc=1&page_size=50&show=secret%2Cname"


@pytest.fixture(autouse=True)
def _authors(add: Add) -> None:
    add(Author(name="Jane"))


@pytest.fixture
def colleague(app: Flask, client: Browser) -> Browser:
    """Somebody else, who works at the same time."""
    browser = app.test_client()
    assert isinstance(browser, Browser)
    browser.sign_in("registrar")
    return browser


def keep(client: Browser, name: str, query: str = NARROWED, **ticked: str) -> TestResponse:
    return client.post_form(f"/admin/author/views/?{query}", {"name": name, **ticked})


def views(client: Browser) -> list[str]:
    """The names in the menu of views, the whole list left out."""
    (menu,) = [
        found for found in check_page(client.get("/admin/author/views/").text).iter() if found.get("id") == "kept-views"
    ]
    return [str(a.text) for item in list(menu.iter("li"))[1:] for a in item.iter("a")]


def test_a_list_is_kept_with_all_that_makes_it(client: Browser) -> None:
    answer = keep(client, "Jays", f"{NARROWED}&page=3")
    assert answer.location == f"/admin/author/?{NARROWED}"
    page = client.get("/admin/author/views/")
    assert f'href="/admin/author/?{NARROWED.replace("&", "&amp;")}"' in page.text
    assert views(client) == ["Jays"]


def test_saving_under_the_same_name_changes_the_view(client: Browser, session: scoped_session[Session]) -> None:
    keep(client, "Jays")
    keep(client, "Jays", "sort=name")
    assert session.scalars(select(SavedView.query_string)).all() == ["sort=name"]


def test_a_view_needs_a_name(client: Browser) -> None:
    answer = keep(client, "  ", shared="y")
    assert answer.status_code == 200
    assert "Name: " in text_of(answer)
    assert "checked" in answer.text
    assert views(client) == []


def test_a_view_is_its_owners_unless_shared(client: Browser, colleague: Browser) -> None:
    keep(client, "Mine")
    keep(client, "Ours", shared="y")
    assert views(client) == ["Mine", "Ours"]
    assert views(colleague) == ["Ours"]
    keep(colleague, "Ours", "sort=name")
    assert views(client) == ["Mine", "Ours"]
    assert views(colleague) == ["Ours", "Ours"]


def test_only_the_owner_forgets_a_view(client: Browser, colleague: Browser, session: scoped_session[Session]) -> None:
    keep(client, "Ours", shared="y")
    number = session.scalars(select(SavedView.id)).one()
    gone = {"id": number, "csrf_token": colleague.token()}
    assert colleague.post("/admin/author/views/forget/", data=gone).status_code == 404
    assert client.post("/admin/shelf/views/forget/", data=gone | {"csrf_token": client.token()}).status_code == 404
    assert views(client) == ["Ours"]
    assert client.post("/admin/author/views/forget/", data=gone | {"csrf_token": client.token()}).status_code == 302
    assert views(client) == []


def test_a_list_opens_with_the_view_its_user_likes(client: Browser, colleague: Browser) -> None:
    keep(client, "Jays", usual="y")
    assert client.get("/admin/author/").location == f"/admin/author/?{NARROWED}"
    assert client.get("/admin/author/?view=none").status_code == 200
    assert client.get("/admin/author/?search=x").status_code == 200
    assert client.get("/admin/shelf/").status_code == 200
    assert colleague.get("/admin/author/").status_code == 200
    client.post("/admin/author/views/usual/", data={"id": "", "csrf_token": client.token()})
    assert client.get("/admin/author/").status_code == 200


def test_a_list_opens_as_it_comes_once_its_view_is_gone(
    client: Browser, colleague: Browser, session: scoped_session[Session]
) -> None:
    keep(client, "Ours", shared="y")
    number = session.scalars(select(SavedView.id)).one()
    colleague.post("/admin/author/views/usual/", data={"id": number, "csrf_token": colleague.token()})
    assert colleague.get("/admin/author/").status_code == 302
    client.post("/admin/author/views/forget/", data={"id": number, "csrf_token": client.token()})
    assert colleague.get("/admin/author/").status_code == 200


def test_a_view_of_what_has_gone_says_so(client: Browser, add: Add) -> None:
    owner = client.sign_in("administrator")
    add(SavedView(user_id=owner.id, resource="author", name="Old", query_string="sort=age&show=name,age&flt0_age_is=3"))
    page = client.get("/admin/author/?sort=age&show=name,age&flt0_age_is=3", follow_redirects=True)
    for told in ("cannot be sorted by that", "column that was chosen is not there", "filters is not known here"):
        assert told in text_of(page)


def test_the_part_for_the_menu_comes_without_the_frame(client: Browser) -> None:
    keep(client, "Jays")
    fragment = client.get("/admin/author/views/", headers={"HX-Request": "true"})
    assert "kept-views" in fragment.text
    assert "sidebar" not in fragment.text


def test_a_list_for_a_script_comes_without_the_frame(client: Browser) -> None:
    fragment = client.get("/admin/author/?search=ja", headers={"HX-Request": "true"})
    assert 'id="results"' in fragment.text
    assert "sidebar" not in fragment.text
    assert len(fragment.text) < len(client.get("/admin/author/?search=ja").text)
