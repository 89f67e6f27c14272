"""Columns of a list: which there are to choose from, in which order they come, and who may not have them."""

from __future__ import annotations

import csv
from collections.abc import Callable
from typing import Any

import pytest

from tests.client import Browser
from tests.html import check_page

from .conftest import Powers
from .library import Author, Book, Chapter, Shelf
from .pages import rows, text_of

Add = Callable[..., Any]


@pytest.fixture(autouse=True)
def _authors(add: Add) -> None:
    add(Author(name="Jane", secret="hers"))


def headings(client: Browser, address: str) -> list[str]:
    page = check_page(client.get(address).text)
    return [" ".join("".join(th.itertext()).split()) for th in page.iter("th")]


def offered(client: Browser, address: str) -> dict[str, bool]:
    """The columns to choose from, and whether each is shown."""
    boxes = [box for box in check_page(client.get(address).text).iter("input") if box.get("name") == "column"]
    return {str(box.get("value")): "checked" in box.attrib for box in boxes}


def test_chosen_columns_come_in_the_order_of_the_address(client: Browser) -> None:
    assert headings(client, "/admin/author/") == ["Name", "Email", "Secret", "Actions"]
    shown = headings(client, "/admin/author/?show=created_at,secret,name")
    assert shown == ["Created at", "Secret", "Name", "Actions"]
    assert list(offered(client, "/admin/author/?show=created_at,name"))[:2] == ["created_at", "name"]


def test_a_column_called_like_a_part_of_the_row_shows_its_own_value(client: Browser, add: Add) -> None:
    add(Chapter(number=7, title="The tide", book=Book(title="Sea")))
    assert rows(client.get("/admin/chapter/")) == [["7", "The tide", "Sea", ""]]
    assert rows(client.get("/admin/chapter/?show=book.title,title")) == [["Sea", "The tide", ""]]


def test_the_form_leads_to_an_address_that_keeps_everything_else(client: Browser) -> None:
    answer = client.get("/admin/author/?search=ja&sort=name&desc=1&page_size=50&column=secret&column=name")
    assert answer.location == "/admin/author/?search=ja&sort=name&desc=1&page_size=50&show=secret%2Cname"


def test_what_is_shown_anyway_is_not_in_the_address(client: Browser) -> None:
    usual = [name for name, shown in offered(client, "/admin/author/").items() if shown]
    boxes = "&".join(f"column={name}" for name in usual)
    assert client.get(f"/admin/author/?{boxes}").location == "/admin/author/"


def test_a_column_that_has_gone_is_told_and_left_out(client: Browser) -> None:
    page = client.get("/admin/author/?show=secret,gone", follow_redirects=True)
    assert "A column that was chosen is not there any more" in text_of(page)
    assert page.request.query_string.decode() == "show=secret"


def test_nobody_chooses_a_column_they_may_not_read(client: Browser, powers: Powers) -> None:
    assert "secret" in offered(client, "/admin/author/")
    assert "hers" in client.get("/admin/author/?show=name,secret").text
    powers.unreadable.add("author.secret")
    assert "secret" not in offered(client, "/admin/author/")
    page = client.get("/admin/author/?show=name,secret", follow_redirects=True)
    assert "hers" not in page.text


def test_an_export_has_the_columns_that_were_chosen(client: Browser) -> None:
    file = client.get("/admin/author/export/csv/?show=secret,name&trailer=0").text.removeprefix("\ufeff")
    assert list(csv.reader(file.splitlines())) == [["Secret", "Name"], ["hers", "Jane"]]


def test_a_list_that_is_read_by_records_offers_its_own_columns_only(client: Browser, add: Add) -> None:
    add(Shelf(name="Novels"))
    assert offered(client, "/admin/shelf/") == dict.fromkeys(("name", "place", "books", "book_count"), True)
    assert headings(client, "/admin/shelf/?show=place,name")[:2] == ["Place", "Name"]
