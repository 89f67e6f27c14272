"""Filters of a view's own: a condition with a name, for those who may read what it is about."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from flask import Flask

from admin_app.admin import day_filter, word_filter, yes_no_filter
from admin_app.admin.access import screens
from tests.client import Browser

from .conftest import Powers
from .library import Book, State
from .pages import first_cells, text_of

OWN = [
    yes_no_filter(Book, "thick", "Thick", lambda: Book.pages >= 300, by="pages"),
    day_filter(Book, "old", "Old", lambda day: Book.printed_on < day, by="printed_on"),
    word_filter(Book, "looks", "Looks", State, lambda state: Book.state == state, by="state"),
]


@pytest.fixture(autouse=True)
def _books(app: Flask, add: Callable[..., Any], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(screens()["book"], "list_filters", OWN)
    monkeypatch.setattr(screens()["book"], "shown_to", {})
    add(Book(title="Emma", pages=400, printed_on=date(1815, 12, 23)))
    add(Book(title="Fables", pages=90, printed_on=date(1920, 1, 1), state=State.WELL_READ))


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        ("flt0_thick_is=1", ["Emma"]),
        ("flt0_thick_is=0", ["Fables"]),
        ("flt0_old_is=1815-12-23", []),
        ("flt0_old_is=1815-12-24", ["Emma"]),
        ("flt0_looks_is=well+read", ["Fables"]),
        ("flt0_looks_is=well+read&flt1_looks_is=new", ["Emma", "Fables"]),
        ("flt0_looks_is=well+read&flt1_thick_is=1", []),
    ],
)
def test_what_they_find(client: Browser, filters: str, found: list[str]) -> None:
    assert first_cells(client.get(f"/admin/book/?{filters}")) == found


@pytest.mark.parametrize(
    ("filters", "told"),
    [
        ("flt0_thick_is=2", "Thick is” was left out: “2” is neither yes (1) nor no (0)"),
        ("flt0_old_is=soon", "Old on” was left out: “soon” is not a date"),
        ("flt0_looks_is=torn", "Looks is” was left out: “torn” is none of the choices"),
    ],
)
def test_what_they_do_not_understand(client: Browser, filters: str, told: str) -> None:
    assert told in text_of(client.get(f"/admin/book/?{filters}", follow_redirects=True))


def test_they_are_for_those_who_may_read_what_they_are_about(client: Browser, powers: Powers) -> None:
    powers.unreadable.add("book.pages")
    page = client.get("/admin/book/?flt0_thick_is=1", follow_redirects=True)
    assert "One of the filters is not known here" in text_of(page)
    assert first_cells(page) == ["Emma", "Fables"]
