"""Search: every word somewhere, nothing doubled, nothing that only looks like a pattern."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import quote

import pytest

from admin_app.admin.listing.search import MOST_WORDS
from tests.client import Browser

from .library import Author, Book, Shelf
from .pages import first_cells, text_of

Add = Callable[..., Any]


@pytest.fixture(autouse=True)
def _books(add: Add) -> None:
    novels = Shelf(name="Novels")
    jane = Author(name="Jane Austen")
    add(Book(title="Emma", shelf=novels, authors=[jane, Author(name="Jane's Editor")]))
    add(Book(title="Persuasion", shelf=novels, authors=[jane], blurb="100% moving"))
    add(Book(title="Zoé ÉLAN", blurb=r"a_b c\d 'quoted'"))


def search(client: Browser, text: str) -> list[str]:
    return first_cells(client.get(f"/admin/book/?search={quote(text)}"))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("emma", ["Emma"]),
        ("EMM", ["Emma"]),
        ("mm", ["Emma"]),
        ("jane", ["Emma", "Persuasion"]),
        ("jane novels", ["Emma", "Persuasion"]),
        ("editor jane novels", ["Emma"]),
        ("jane nothing", []),
        ("zoé", ["Zoé ÉLAN"]),
        ("ZOÉ élan", ["Zoé ÉLAN"]),
        ("%", ["Persuasion"]),
        ("100%", ["Persuasion"]),
        ("_", ["Zoé ÉLAN"]),
        ("\\", ["Zoé ÉLAN"]),
        ("a%b", []),
        ("'quoted'", ["Zoé ÉLAN"]),
        ("/", []),
        ("  ", ["Emma", "Persuasion", "Zoé ÉLAN"]),
    ],
)
def test_what_a_search_finds(client: Browser, text: str, found: list[str]) -> None:
    assert search(client, text) == found


def test_a_row_found_through_several_related_ones_counts_once(client: Browser) -> None:
    page = client.get("/admin/book/?search=jane")
    assert first_cells(page) == ["Emma", "Persuasion"]
    assert "2 found" in text_of(page)
    assert client.get("/admin/book/export/csv/?search=jane").text.count("Emma") == 1


def test_related_records_in_the_trash_are_not_searched(client: Browser, add: Add) -> None:
    book = add(Book(title="Lost", authors=[Author(name="Ghost")]))
    book.authors[0].deleted_at = book.created_at
    add(book)
    assert search(client, "ghost") == []


def test_words_beyond_the_limit_are_not_asked_for(client: Browser) -> None:
    assert search(client, " ".join(["emma"] * MOST_WORDS + ["nothing"] * 50)) == ["Emma"]


def test_the_page_says_what_is_searched(client: Browser) -> None:
    assert "Looks in Title, Blurb, Authors name, Shelf name" in text_of(client.get("/admin/book/"))
