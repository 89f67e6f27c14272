"""How values look."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from flask import Flask

from admin_app.admin.display import CELL, FILE, PAGE, reachable, shown
from admin_app.admin.transfer.cells import cell
from admin_app.admin.wording import plural, sentence
from tests.client import Browser

from .conftest import Powers
from .library import Author, Book, Shelf, State
from .pages import rows

Add = Callable[..., Any]


@pytest.mark.parametrize(
    ("value", "page", "file"),
    [
        (None, "", ""),
        (True, "Yes", "Yes"),
        (False, "No", "No"),
        (3, 3, 3),
        ("a <b>", "a <b>", "a <b>"),
        (Decimal("1234.5"), "1,234.50", Decimal("1234.5")),
        (Decimal("1.234"), "1.234", Decimal("1.234")),
        (State.WELL_READ, "Well read", "Well read"),
        (date(2026, 11, 5), '<time datetime="2026-11-05">Nov 5, 2026</time>', "2026-11-05"),
        (time(9, 5), "09:05", "09:05"),
        ([], "", ""),
        ([State.NEW, None, State.WELL_READ], "New, Well read", "New, Well read"),
        ({"a": 1, "b": "x"}, "a: 1; b: x", "a: 1; b: x"),
    ],
)
def test_a_value_is_shown_by_its_type(value: Any, page: Any, file: Any) -> None:
    assert shown(None, value, "", PAGE) == page
    assert shown(None, value, "", FILE) == file


def test_instants_are_shown_by_the_clock_of_the_school(
    app: Flask, client: Browser, add: Add, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.config, "SCHOOL_TIMEZONE", ZoneInfo("America/Chicago"))
    add(Book(title="Emma", bought_at=datetime(2026, 11, 21, 1, 5, tzinfo=UTC)))
    page = client.get("/admin/book/").text
    assert '<time datetime="2026-11-20T19:05:00-06:00">Nov 20, 2026, 19:05</time>' in page


def test_related_records_are_linked_for_those_who_may_open_them(client: Browser, powers: Powers, add: Add) -> None:
    book = add(Book(title="Emma", shelf=Shelf(name="A <b>"), authors=[Author(name="Jane")]))
    page = client.get("/admin/book/").text
    assert f'<a href="/admin/shelf/details/?id={book.shelf.id}">A &lt;b&gt;</a>' in page
    powers.limit("shelf")
    assert "shelf/details" not in client.get("/admin/book/").text


def test_a_related_record_in_the_trash_is_named_and_not_linked(client: Browser, add: Add) -> None:
    add(Book(title="Emma", shelf=Shelf(name="Gone", deleted_at=datetime(2026, 1, 1, tzinfo=UTC))))
    assert rows(client.get("/admin/book/"))[0][1] == "Gone"
    assert "shelf/details" not in client.get("/admin/book/").text


def test_an_address_is_broken_before_its_at_and_stays_one_word(client: Browser, add: Add) -> None:
    add(Author(name="Jane", email="j&j@library.example"))
    page = client.get("/admin/author/")
    assert rows(page)[0][1] == "j&j@library.example"
    assert "j&amp;j<wbr>@library.example</td>" in page.text
    linked = '<a href="mailto:j&amp;j@library.example">j&amp;j<wbr>@library.example</a>'
    assert reachable("work_email", "j&j@library.example") == linked
    assert shown(None, "j&j@library.example", "email", CELL) == "j&amp;j<wbr>@library.example"
    assert shown(None, "j&j@library.example", "email", FILE) == "j&j@library.example"


def test_text_is_never_markup(client: Browser, add: Add) -> None:
    evil = "<script>alert(1)</script>"
    book = add(Book(title=evil, blurb=evil, shelf=Shelf(name=evil), authors=[Author(name=evil)]))
    paths = ["", f"details/?id={book.id}", f"edit/?id={book.id}", f"delete/confirm/?id={book.id}", f"?search={evil}"]
    for path in paths:
        assert evil not in client.get(f"/admin/book/{path}").text
    assert rows(client.get("/admin/book/"))[0][0] == evil


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("=1+1", "'=1+1"),
        ("a=1", "a=1"),
        (-5, -5),
        (Decimal(-5), Decimal(-5)),
        ("-5", "'-5"),
        ("", ""),
        ("\0x", "'\0x"),
    ],
)
def test_no_cell_is_a_formula(value: Any, expected: Any) -> None:
    assert cell(value) == expected


def test_words_are_made_from_names() -> None:
    assert [sentence(name) for name in ("date_of_birth", "AcademicYear", "grade_level.name")] == [
        "Date of birth",
        "Academic year",
        "Grade level name",
    ]
    assert [plural(noun) for noun in ("Book", "Category", "Day", "Class", "Box")] == [
        "Books",
        "Categories",
        "Days",
        "Classes",
        "Boxes",
    ]
