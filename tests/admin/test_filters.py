"""Filters: named in the address, typed by the column, chosen by name."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from flask import Flask

from tests.client import Browser
from tests.conftest import Clock
from tests.html import check_page

from .conftest import Powers
from .library import Author, Book, Shelf, State
from .pages import first_cells, text_of

Add = Callable[..., Any]


@pytest.fixture(autouse=True)
def _books(add: Add) -> None:
    novels, tales = Shelf(name="Novels"), Shelf(name="Tales")
    add(
        Book(
            title="Emma",
            isbn="111",
            pages=400,
            volume=1,
            price=Decimal("9.50"),
            printed_on=date(1815, 12, 23),
            bought_at=datetime(2026, 3, 2, 3, 30, tzinfo=UTC),
            shelf=novels,
            authors=[Author(name="Jane"), Author(name="Ann")],
        )
    )
    add(
        Book(
            title="Fables", pages=90, lendable=False, state=State.WELL_READ, shelf=tales, authors=[Author(name="Aesop")]
        )
    )
    add(Book(title="Zero"))


def filtered(client: Browser, *filters: str) -> list[str]:
    return first_cells(client.get("/admin/book/?" + "&".join(f"flt{n}_{text}" for n, text in enumerate(filters))))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("title_contains=MM", ["Emma"]),
        ("title_contains=%25", []),
        ("title_is=Emma", ["Emma"]),
        ("title_is_not=Emma", ["Fables", "Zero"]),
        ("isbn_is_not=222", ["Emma", "Fables", "Zero"]),
        ("isbn_is_empty=1", ["Fables", "Zero"]),
        ("isbn_is_empty=0", ["Emma"]),
        ("pages_is=400", ["Emma"]),
        ("pages_from=91", ["Emma"]),
        ("pages_to=90", ["Fables"]),
        ("pages_is_empty=1", ["Zero"]),
        ("thickness_from=100", ["Emma"]),
        ("price_is=9.5", ["Emma"]),
        ("price_from=9.51", []),
        ("printed_on_is=1815-12-23", ["Emma"]),
        ("printed_on_from=1815-12-24", []),
        ("printed_on_to=1815-12-23", ["Emma"]),
        ("lendable_is=0", ["Fables"]),
        ("state_is=well read", ["Fables"]),
        ("state_is_not=well read", ["Emma", "Zero"]),
        ("shelf_is=Tales", ["Fables"]),
        ("shelf_is_empty=1", ["Zero"]),
        ("shelf_is_empty=0", ["Emma", "Fables"]),
        ("authors_contains=an", ["Emma"]),
        ("authors_is_empty=1", ["Zero"]),
        ("authors_name_is=Aesop", ["Fables"]),
        ("authors_name_is_empty=1", ["Zero"]),
    ],
)
def test_what_a_filter_finds(client: Browser, text: str, found: list[str]) -> None:
    assert filtered(client, text) == found


def test_values_of_one_choice_are_alternatives_and_different_filters_add_up(client: Browser) -> None:
    assert filtered(client, "shelf_is=Tales", "shelf_is=Novels") == ["Emma", "Fables"]
    assert filtered(client, "shelf_is=Tales", "shelf_is=Novels", "pages_from=100") == ["Emma"]
    assert filtered(client, "title_contains=e", "title_contains=m") == ["Emma"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("bought_at_is=2026-03-01", ["Emma"]),
        ("bought_at_is=2026-03-02", []),
        ("bought_at_to=2026-03-01", ["Emma"]),
        ("bought_at_from=2026-03-02", []),
    ],
)
def test_instants_are_filtered_by_the_days_of_the_school(
    app: Flask, client: Browser, monkeypatch: pytest.MonkeyPatch, text: str, found: list[str]
) -> None:
    monkeypatch.setitem(app.config, "SCHOOL_TIMEZONE", ZoneInfo("America/Chicago"))
    assert filtered(client, text) == found


def test_a_filter_is_added_to_the_address(client: Browser) -> None:
    answer = client.get("/admin/book/?search=a&sort=title&desc=1&page=3&add_filter=shelf_is&filter_value=Tales")
    assert answer.status_code == 302
    assert answer.location == "/admin/book/?search=a&sort=title&desc=1&flt0_shelf_is=Tales"
    again = client.get(f"{answer.location}&add_filter=pages_to&filter_value=90")
    assert again.location == f"{answer.location}&flt1_pages_to=90"


def test_without_a_script_a_filter_is_chosen_first_and_its_value_then(client: Browser) -> None:
    page = client.get("/admin/book/?choose_filter=price_from")
    (field,) = [item for item in check_page(page.text).iter("input") if item.get("name") == "filter_value"]
    assert (field.get("type"), field.get("step")) == ("number", "any")


def test_a_filter_that_cannot_be_added_is_told(client: Browser) -> None:
    page = client.get("/admin/book/?add_filter=pages_to&filter_value=many", follow_redirects=True)
    assert "“Pages is at most” was left out: “many” is not a whole number" in text_of(page)


def test_the_page_offers_the_filters_and_takes_them_away_again(client: Browser) -> None:
    page = client.get("/admin/book/?flt0_state_is=well+read&flt1_shelf_is=Tales")
    options = {option.get("value"): option for option in check_page(page.text).iter("option")}
    assert options["pages_from"].get("data-type") == "number"
    assert options["printed_on_to"].get("data-type") == "date"
    address = options["shelf_is"].get("data-choices-url") or ""
    assert client.get(address).get_json() == [["Novels", "Novels"], ["Tales", "Tales"]]
    assert options["state_is"].get("data-choices") == '[["new", "New"], ["well read", "Well read"]]'
    assert "State is Well read" in text_of(page)
    assert 'href="/admin/book/?flt0_shelf_is=Tales"' in page.text


def test_nobody_chooses_among_records_in_the_trash(client: Browser, add: Add) -> None:
    add(Shelf(name="Gone", deleted_at=datetime(2026, 1, 1, tzinfo=UTC)))
    assert client.get("/admin/book/ajax/choices/?filter=shelf_is").get_json() == [
        ["Novels", "Novels"],
        ["Tales", "Tales"],
    ]


@pytest.mark.parametrize("name", ["", "nothing", "pages_is", "state_is"])
def test_only_what_the_database_has_to_tell_is_asked_for(client: Browser, name: str) -> None:
    assert client.get(f"/admin/book/ajax/choices/?filter={name}").status_code == 404


def test_nobody_asks_for_the_choices_of_a_field_they_may_not_read(client: Browser, powers: Powers) -> None:
    powers.unreadable.add("book.shelf")
    assert client.get("/admin/book/ajax/choices/?filter=shelf_is").status_code == 404


def test_days_are_counted_back_from_today(client: Browser, add: Add, clock: Clock) -> None:
    clock.set(datetime(2026, 3, 1, 12, tzinfo=UTC))
    for title, day in (("today", date(2026, 3, 1)), ("before", date(2026, 2, 28)), ("long ago", date(2026, 2, 1))):
        add(Book(title=title, printed_on=day, bought_at=datetime.combine(day, time(12), UTC)))
    for field in ("printed_on", "bought_at"):
        assert sorted(first_cells(client.get(f"/admin/book/?flt0_{field}_past=1"))) == ["today"]
        assert sorted(first_cells(client.get(f"/admin/book/?flt0_{field}_past=2"))) == ["before", "today"]
        assert sorted(first_cells(client.get(f"/admin/book/?flt0_{field}_past=30"))) == ["before", "long ago", "today"]


@pytest.mark.parametrize("days", ["0", "-1", "40000", "x", "1.5", ""])
def test_a_number_of_days_that_is_none_is_told(client: Browser, days: str) -> None:
    page = client.get(f"/admin/book/?flt0_printed_on_past={days}", follow_redirects=True)
    assert page.status_code == 200
    assert "was left out" in text_of(page)


def test_what_would_match_without_the_filters_is_a_click_away(client: Browser) -> None:
    page = client.get("/admin/book/?search=emma&flt0_state_is=well+read&flt1_title_is=Nothing")
    assert "Nothing matches" in text_of(page)
    assert "Show the one without the filters" in text_of(page) or "without the filters" in text_of(page)
    assert 'href="/admin/book/?search=emma"' in page.text
    assert "without the filter" not in text_of(client.get("/admin/book/?search=xyzzy&flt0_title_is=Nothing"))
