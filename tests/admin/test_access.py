"""Who gets in: closed by default, row by row and field by field, at every endpoint."""

from __future__ import annotations

from collections.abc import Callable
from threading import Thread
from typing import Any

import pytest
from flask import Flask
from sqlalchemy.orm import Session, scoped_session

from admin_app.accounts import Action, RoleName, User
from admin_app.admin.access import screens
from admin_app.clock import now
from tests.client import Browser

from .conftest import Powers
from .library import Author, Book, Loan, Shelf
from .pages import first_cells, text_of

Add = Callable[..., Any]

#: Every endpoint of a screen: method, path, what it takes to be let in.
ENDPOINTS = [
    ("GET", "", Action.READ),
    ("GET", "new/", Action.CREATE),
    ("POST", "new/", Action.CREATE),
    ("GET", "edit/?id={id}", Action.EDIT),
    ("POST", "edit/?id={id}", Action.EDIT),
    ("GET", "details/?id={id}", Action.READ),
    ("GET", "delete/confirm/?id={id}", Action.DELETE),
    ("POST", "delete/", Action.DELETE),
    ("POST", "restore/", Action.DELETE),
    ("POST", "action/", Action.READ),
    ("GET", "export/csv/", Action.EXPORT),
    ("GET", "export/job/", Action.EXPORT),
    ("POST", "export/job/", Action.EXPORT),
    ("GET", "filter/?choose_filter=shelf_is", Action.READ),
    ("POST", "ajax/update/", Action.EDIT),
    ("POST", "ajax/open/?id={id}", Action.EDIT),
    ("GET", "ajax/cell/?id={id}&name=pages", Action.EDIT),
    ("POST", "ajax/cell/?id={id}&name=pages", Action.EDIT),
    ("POST", "many/", Action.READ),
    ("POST", "many/delete/preview/", Action.DELETE),
    ("POST", "many/delete/confirm/", Action.DELETE),
    ("GET", "views/", Action.READ),
    ("POST", "views/", Action.READ),
    ("POST", "views/forget/", Action.READ),
    ("POST", "views/usual/", Action.READ),
    ("POST", "stamp/", Action.EDIT),
]


@pytest.fixture
def book(add: Add) -> Book:
    made: Book = add(Book(title="Emma", pages=400, shelf=Shelf(name="Novels"), authors=[Author(name="Jane")]))
    return made


def ask(client: Browser, method: str, path: str, book: Book) -> int:
    data = {"csrf_token": client.token(), "id": book.id} if method == "POST" else None
    return client.open(f"/admin/book/{path.format(id=book.id)}", method=method, data=data).status_code


@pytest.mark.parametrize(("method", "path", "action"), ENDPOINTS)
def test_an_endpoint_is_closed_to_those_who_lack_its_action(
    client: Browser, powers: Powers, book: Book, method: str, path: str, action: Action
) -> None:
    powers.limit("book", to=[action])
    assert ask(client, method, path, book) == 403


@pytest.mark.parametrize(("method", "path", "action"), ENDPOINTS)
def test_an_endpoint_sends_strangers_to_sign_in(app: Flask, book: Book, method: str, path: str, action: Action) -> None:
    stranger = app.test_client()
    assert isinstance(stranger, Browser)
    data = {"csrf_token": stranger.token(), "id": book.id} if method == "POST" else None
    answer = stranger.open(f"/admin/book/{path.format(id=book.id)}", method=method, data=data)
    if "ajax" in path:
        assert answer.status_code == 401
    else:
        assert answer.status_code == 302
        assert "/login" in answer.location


def test_every_endpoint_is_tried_above(app: Flask) -> None:
    rules = {
        rule.rule.removeprefix("/admin/book/").replace("<export_type>", "csv").replace("<deed>", "delete")
        for rule in app.url_map.iter_rules()
        if rule.endpoint.startswith("book.") and not rule.endpoint.endswith("static")
    }
    assert rules == {path.split("?")[0] for _, path, _ in ENDPOINTS} | {"ajax/lookup/", "verb/<verb>/"}


def test_a_lookup_needs_the_form_it_is_for(client: Browser, powers: Powers) -> None:
    powers.limit("book", to=[Action.CREATE, Action.EDIT])
    assert client.get("/admin/book/ajax/lookup/?name=shelf").status_code == 403
    powers.limit("book", "all", to=[Action.CREATE])
    assert client.get("/admin/book/ajax/lookup/?name=shelf").status_code == 200


def test_a_view_that_declares_nothing_offers_nothing_but_the_list(client: Browser, add: Add, book: Book) -> None:
    loan = add(Loan(book=book, reader="Tom"))
    assert client.get("/admin/loan/").status_code == 200
    closed = ["new/", f"edit/?id={loan.id}", f"details/?id={loan.id}", f"delete/confirm/?id={loan.id}", "export/csv/"]
    assert [client.get(f"/admin/loan/{path}").status_code for path in closed] == [403] * len(closed)


def test_no_cell_of_a_list_is_saved_past_the_form(
    client: Browser, session: scoped_session[Session], book: Book
) -> None:
    data = {"list_form_pk": book.id, "title": "Changed", "csrf_token": client.token()}
    assert client.post("/admin/book/ajax/update/", data=data).status_code == 404
    assert session.get_one(Book, book.id).title == "Emma"


def test_deleting_is_by_post_only(client: Browser, book: Book) -> None:
    assert client.get(f"/admin/book/delete/?id={book.id}").status_code == 405
    assert client.get(f"/admin/book/restore/?id={book.id}").status_code == 405
    assert client.get(f"/admin/book/details/?id={book.id}").status_code == 200


@pytest.mark.parametrize("path", ["new/", "edit/?id={id}", "delete/", "restore/", "action/", "ajax/update/"])
def test_a_write_needs_a_token(client: Browser, session: scoped_session[Session], book: Book, path: str) -> None:
    answer = client.post(f"/admin/book/{path.format(id=book.id)}", data={"id": book.id, "title": "Other"})
    assert answer.status_code == 400
    assert [found.title for found in session.query(Book)] == ["Emma"]


# --- rows -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("method", "path", "action"),
    [endpoint for endpoint in ENDPOINTS if "id" in endpoint[1] or endpoint[1] == "delete/"],
)
def test_a_record_out_of_scope_is_not_there(
    client: Browser,
    powers: Powers,
    session: scoped_session[Session],
    book: Book,
    method: str,
    path: str,
    action: Action,
) -> None:
    powers.limit("book", "small", to=[action])
    if action is Action.READ:
        powers.limit("book", to=[Action.DELETE])
    assert ask(client, method, path, book) == 404
    assert session.get(Book, book.id) is not None


@pytest.mark.parametrize("path", ["edit/?id={id}", "details/?id={id}", "delete/confirm/?id={id}"])
def test_what_one_who_sees_every_row_has_opened_stays_closed_to_others(
    client: Browser, powers: Powers, book: Book, path: str
) -> None:
    assert [ask(client, "GET", path, book) for _ in range(2)] == [200, 200]
    powers.limit("book", "small")
    assert ask(client, "GET", path, book) == 404
    powers.limit("book", "all")
    assert ask(client, "GET", path, book) == 200


def test_the_list_its_count_and_its_export_show_rows_in_scope(
    client: Browser, powers: Powers, add: Add, book: Book
) -> None:
    add(Book(title="Leaflet", pages=8))
    powers.limit("book", "small", to=[Action.READ, Action.EXPORT])
    page = client.get("/admin/book/")
    assert first_cells(page) == ["Leaflet"]
    assert "1–1 of 1" in text_of(page)
    assert "Emma" not in client.get("/admin/book/export/csv/").text


def test_export_has_a_scope_of_its_own(client: Browser, powers: Powers, add: Add, book: Book) -> None:
    add(Book(title="Leaflet", pages=8))
    powers.limit("book", "small", to=[Action.EXPORT])
    assert first_cells(client.get("/admin/book/")) == ["Emma", "Leaflet"]
    assert "Emma" not in client.get("/admin/book/export/csv/").text


def test_an_action_gets_only_rows_in_scope(client: Browser, powers: Powers, add: Add, book: Book) -> None:
    leaflet = add(Book(title="Leaflet", pages=8))
    powers.limit("book", "small", to=[Action.DELETE])
    chosen = {"action": "burn", "rowid": [book.id, leaflet.id, "x"], "csrf_token": client.token()}
    assert client.post("/admin/book/action/", data=chosen).text == "Leaflet"


@pytest.mark.parametrize(("name", "status"), [("delete", 403), ("nothing", 404)])
def test_an_action_that_may_not_be_is_refused(client: Browser, powers: Powers, name: str, status: int) -> None:
    powers.limit("book", to=[Action.DELETE])
    assert client.post("/admin/book/action/", data={"action": name, "csrf_token": client.token()}).status_code == status


def test_related_records_out_of_scope_are_neither_shown_nor_offered_nor_taken(
    client: Browser, powers: Powers, add: Add, session: scoped_session[Session], book: Book
) -> None:
    unknown, known = add(Author(name="Unknown")), add(Author(name="Known"))
    book.authors.append(unknown)
    session.commit()
    powers.limit("author", "known", to=[Action.READ])
    assert "Unknown" not in client.get("/admin/book/").text
    assert "Unknown" not in client.get(f"/admin/book/details/?id={book.id}").text
    assert "Unknown" not in client.get("/admin/book/export/csv/").text
    offered = client.get("/admin/book/ajax/lookup/?name=authors").get_json()
    assert [label for _, label in offered] == ["Jane", "Known"]
    assert first_cells(client.get("/admin/book/?search=unknown")) == []
    answer = client.post_form(f"/admin/book/edit/?id={book.id}", {"authors": [str(unknown.id), str(known.id)]})
    assert "none of the choices" in answer.text


def test_saving_keeps_related_records_that_the_user_cannot_see(
    client: Browser, powers: Powers, add: Add, session: scoped_session[Session], book: Book
) -> None:
    unknown = add(Author(name="Unknown"))
    book.authors.append(unknown)
    session.commit()
    powers.limit("author", "known", to=[Action.READ])
    assert client.post_form(f"/admin/book/edit/?id={book.id}", {"title": "Emma!", "authors": ""}).status_code == 302
    assert [author.name for author in session.get_one(Book, book.id).authors] == ["Unknown"]


def test_nobody_saves_a_record_out_of_their_own_scope(
    client: Browser, powers: Powers, add: Add, session: scoped_session[Session]
) -> None:
    leaflet = add(Book(title="Leaflet", pages=8))
    powers.limit("book", "small", to=[Action.CREATE, Action.EDIT])
    assert "outside your own" in client.post_form("/admin/book/new/", {"title": "Epic", "pages": "900"}).text
    assert "outside your own" in client.post_form(f"/admin/book/edit/?id={leaflet.id}", {"pages": "900"}).text
    assert [(found.title, found.pages) for found in session.query(Book)] == [("Leaflet", 8)]


def test_what_is_in_the_trash_is_nowhere(
    client: Browser, add: Add, session: scoped_session[Session], book: Book
) -> None:
    shelf = add(Shelf(name="Gone", deleted_at=now()))
    book.deleted_at = now()
    session.commit()
    assert first_cells(client.get("/admin/book/")) == []
    assert "Emma" not in client.get("/admin/book/export/csv/").text
    assert client.get(f"/admin/book/edit/?id={book.id}").status_code == 404
    assert [shelf.id, "Gone"] not in client.get("/admin/book/ajax/lookup/?name=shelf").get_json()


def test_a_scope_that_no_view_explains_fails_loudly(client: Browser, powers: Powers) -> None:
    powers.limit("book", "nonsense")
    with pytest.raises(LookupError, match="'nonsense' of 'book'"):
        client.get("/admin/book/")


# --- many at once -----------------------------------------------------------------------------------------------------


def test_what_a_view_offers_is_asked_for_each_user_and_kept_for_none(app: Flask, powers: Powers) -> None:
    view = screens()["book"]
    before = dict(vars(view))
    answers: dict[str, set[bool]] = {}

    def look(role: str) -> None:
        browser = app.test_client()
        assert isinstance(browser, Browser)
        with app.app_context():
            browser.sign_in(role)
            answers[role] = {"/admin/book/new/" in browser.get("/admin/book/").text for _ in range(4)}

    def administrators_create(user: User, resource: str, action: str) -> frozenset[str]:
        return frozenset({"all"} if action != Action.CREATE or RoleName.ADMINISTRATOR in user.role_names else ())

    powers.scopes = administrators_create  # type: ignore[method-assign]  # the table for this test
    threads = [Thread(target=look, args=[role]) for role in ("administrator", "viewer")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == {"administrator": {True}, "viewer": {False}}
    assert vars(view) == before
