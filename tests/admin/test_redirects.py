"""`url=` leads to pages of ours only, wherever it is taken from."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import quote, urlsplit

import pytest

from tests.client import Browser
from tests.html import check_page, forms

from .library import Book, Shelf

Add = Callable[..., Any]

EVIL = [
    "http:/evil.example",
    "http:evil.example",
    "http://evil.example",
    "https:/evil.example",
    "https:evil.example",
    "https://evil.example",
    "//evil.example",
    "///evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "/\t/evil.example",
    "\n//evil.example",
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "java\tscript:alert(1)",
    "data:text/html,x",
    "http://localhost@evil.example",
    "http://localhost.evil.example",
    "ftp://localhost/",
    "\0//evil.example",
]


@pytest.mark.parametrize("engine_name", ["sqlite"])
@pytest.mark.parametrize("target", EVIL)
def test_an_evil_target_is_neither_gone_to_nor_linked(client: Browser, add: Add, target: str) -> None:
    book = add(Book(title="Emma"))
    for path in ("new/", f"edit/?id={book.id}", f"details/?id={book.id}", f"delete/confirm/?id={book.id}"):
        page = client.get(f"/admin/book/{path}{'&' if '?' in path else '?'}url={quote(target)}")
        assert page.status_code == 200
        links = [link.get("href", "") for link in check_page(page.text).iter("a")]
        hidden = [field.get("value", "") for field in check_page(page.text).iter("input") if field.get("name") == "url"]
        assert not [link for link in links + hidden if "evil" in link or "script:" in link.lower() or "data:" in link]
    token = client.token()
    answers = [
        client.post(f"/admin/book/new/?url={quote(target)}", data={"title": "New", "csrf_token": token}),
        client.post("/admin/book/new/", data={"title": "New", "csrf_token": token, "url": target}),
        client.post_form(f"/admin/book/edit/?id={book.id}&url={quote(target)}", {"title": "E"}),
        client.post_form(f"/admin/book/delete/confirm/?id={book.id}&url={quote(target)}", to="/admin/book/delete/"),
    ]
    assert [(answer.status_code, urlsplit(answer.location).path) for answer in answers] == [(302, "/admin/book/")] * 4
    assert not [answer for answer in answers if urlsplit(answer.location).netloc]


def test_a_page_of_ours_is_gone_back_to(client: Browser) -> None:
    answer = client.post_form("/admin/book/new/?url=/admin/shelf/?search%3Da", {"title": "Emma"})
    assert answer.location == "/admin/shelf/?search=a"


@pytest.mark.parametrize("page", ["new/", "edit/?id={id}", "delete/confirm/?id={id}", "details/?id={id}"])
def test_a_list_is_gone_back_to_as_it_was_when_a_record_was_opened(client: Browser, add: Add, page: str) -> None:
    address = "/admin/shelf/" + page.format(id=add(Shelf(name="Attic")).id)
    listed = "/admin/shelf/?page_size=50&sort=name&search=%C3%A9"
    assert listed in links(client.get(address, headers={"Referer": f"http://localhost{listed}"}).text)
    for elsewhere in ("http://evil.example/admin/shelf/?x=1", "http://localhost/admin/book/?x=1", "//evil.example"):
        text = client.get(address, headers={"Referer": elsewhere}).text
        assert "/admin/shelf/" in links(text)
        assert "x=1" not in text
        assert "evil" not in text


def test_after_saving_the_list_is_as_it_was_when_the_form_was_opened(client: Browser) -> None:
    address = "/admin/shelf/new/"
    page = client.get(address, headers={"Referer": "http://localhost/admin/shelf/?sort=name"}).text
    (form,) = (form for form in forms(check_page(page), address) if "name" in form.values)
    answer = client.post(
        form.action, data={**form.values, "name": "Attic"}, headers={"Referer": f"http://localhost{address}"}
    )
    assert answer.location == "/admin/shelf/?sort=name"


def links(page: str) -> list[str | None]:
    return [link.get("href") for link in check_page(page).iter("a")]
