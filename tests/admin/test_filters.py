"""Filters: named in the address, typed by the column, chosen by name."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

import pytest
from flask import Flask
from sqlalchemy.orm import Session, scoped_session
from werkzeug.test import TestResponse

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
        ("title_lacks=MM", ["Fables", "Zero"]),
        ("isbn_lacks=2", ["Emma", "Fables", "Zero"]),
        ("title_begins=eM", ["Emma"]),
        ("title_begins=m", []),
        ("title_begins=%25", []),
        ("title_is=Emma", ["Emma"]),
        ("title_is_not=Emma", ["Fables", "Zero"]),
        ("isbn_is_not=222", ["Emma", "Fables", "Zero"]),
        ("isbn_is_empty=1", ["Fables", "Zero"]),
        ("isbn_is_empty=0", ["Emma"]),
        ("pages_is=400", ["Emma"]),
        ("pages_from=91", ["Emma"]),
        ("pages_to=90", ["Fables"]),
        ("pages_is_empty=1", ["Zero"]),
        ("pages_between=90..399", ["Fables"]),
        ("thickness_between=90..400", ["Emma", "Fables"]),
        ("price_between=9.5..9.5", ["Emma"]),
        ("printed_on_between=1815-12-23..1815-12-24", ["Emma"]),
        ("bought_at_between=2026-03-01..2026-03-02", ["Emma"]),
        ("bought_at_between=2026-03-03..2026-03-04", []),
        ("shelf_is_not=Tales", ["Emma", "Zero"]),
        ("authors_name_lacks=an", ["Fables", "Zero"]),
        ("authors_name_is_not=Ann", ["Fables", "Zero"]),
        ("authors_name_begins=j", ["Emma"]),
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


def test_what_is_none_of_several_is_none_of_each(client: Browser) -> None:
    assert filtered(client, "title_is_not=Emma", "title_is_not=Zero") == ["Fables"]
    assert first_cells(client.get("/admin/book/?flt0_title_is_not=Emma&flt0_title_is_not=Zero")) == ["Fables"]


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


def added(client: Browser, query: str, name: str, *values: str, beside: str = "") -> TestResponse:
    """The answer to the form that adds a filter."""
    form = {"choose_filter": name, "apply": name, "filter_value": values, "beside": beside}
    return client.get(f"/admin/book/filter/?{query}&{urlencode(form, doseq=True)}")


def test_a_filter_is_added_to_the_address(client: Browser) -> None:
    answer = added(client, "search=a&sort=title&desc=1&page=3", "shelf_is", "Tales")
    assert answer.status_code == 302
    assert answer.location == "/admin/book/?search=a&sort=title&desc=1&flt0_shelf_is=Tales"
    again = added(client, answer.location.partition("?")[2], "pages_to", "90")
    assert again.location == f"{answer.location}&flt1_pages_to=90"


@pytest.mark.parametrize(
    ("name", "values", "query"),
    [
        ("shelf_is", ("Tales", "Novels"), "flt0_shelf_is=Tales&flt0_shelf_is=Novels"),
        ("title_is", ("Emma", "", "Zero"), "flt0_title_is=Emma&flt0_title_is=Zero"),
        ("title_is_not", ("Emma", "Emma"), "flt0_title_is_not=Emma"),
        ("pages_between", ("5", "90"), "flt0_pages_between=5..90"),
        ("isbn_is_empty=0", (), "flt0_isbn_is_empty=0"),
    ],
)
def test_what_a_form_gives_becomes_values(client: Browser, name: str, values: tuple[str, ...], query: str) -> None:
    assert added(client, "", name, *values).location == f"/admin/book/?{query}"


def test_without_a_script_a_filter_is_chosen_first_and_its_value_then(client: Browser) -> None:
    page = client.get("/admin/book/filter/?choose_filter=price_from")
    (field,) = [item for item in check_page(page.text).iter("input") if item.get("name") == "filter_value"]
    assert (field.get("type"), field.get("step")) == ("number", "any")
    assert [button.get("value") for button in check_page(page.text).iter("button") if button.get("name") == "apply"]


def test_without_a_script_the_form_comes_again_for_another_filter(client: Browser) -> None:
    form = "choose_filter=pages_to&filter_value=90&more=pages_to"
    answer = client.get(f"/admin/book/filter/?flt0_title_is=Fables&{form}")
    assert answer.location == "/admin/book/filter/?flt0_title_is=Fables&flt1_pages_to=90"
    assert "Shown only: Title is Fables and Pages is at most 90" in text_of(client.get(answer.location))


def test_a_script_gets_the_list_beside_which_the_form_stays_open(client: Browser) -> None:
    script = {"HX-Request": "true"}
    form = "/admin/book/filter/?choose_filter=pages_to&more=pages_to&filter_value="
    assert client.get(f"{form}90", headers=script).location == "/admin/book/?flt0_pages_to=90"
    refused = client.get(f"{form}many", headers=script)
    assert (refused.headers["HX-Retarget"], refused.headers["HX-Reselect"]) == ("#filter-form", "#filter-form")
    assert refused.headers["HX-Push-Url"] == "false"
    assert "“many” is not a whole number." in refused.text


@pytest.mark.parametrize(
    ("name", "values", "told"),
    [
        ("pages_to", ("many",), "“many” is not a whole number."),
        ("pages_is", ("1", "x"), "“x” is not a whole number."),
        ("pages_between", ("9", "5"), "“9 - 5” ends before it begins."),
        ("pages_between", ("9", ""), "“9 -” needs both a beginning and an end."),
        ("state_is", (), "Give a value."),
        ("title_is", tuple(f"T{n}" for n in range(31)), "Give at most 30 values."),
    ],
)
def test_a_value_that_makes_no_sense_is_told_at_the_field(
    client: Browser, name: str, values: tuple[str, ...], told: str
) -> None:
    page = added(client, "flt0_title_is=Emma", name, *values)
    assert page.status_code == 200
    said = {item.get("id"): item for item in check_page(page.text).iter()}
    assert said["filter-value-error"].text == told
    typed = [item.get("value") for item in check_page(page.text).iter("input") if item.get("name") == "filter_value"]
    assert set(values) <= set(typed)
    assert 'name="flt0_title_is"' in page.text


@pytest.mark.parametrize("name", ["", "nothing", "isbn_is_empty", "isbn_is_empty=2", "\0"])
def test_a_filter_that_is_none_is_asked_for_again(client: Browser, name: str) -> None:
    page = added(client, "", name, "1")
    assert page.status_code == 200
    assert "filter_value" not in page.text


def choices(client: Browser, name: str) -> list[str]:
    """What the form offers to tick or to choose."""
    page = check_page(client.get(f"/admin/book/filter/?choose_filter={name}").text)
    return [str(box.get("value")) for box in page.iter("input") if box.get("name") == "filter_value"]


def test_the_page_offers_the_filters_and_takes_them_away_again(client: Browser) -> None:
    page = client.get("/admin/book/?flt0_state_is=well+read&flt1_shelf_is=Tales")
    offered = {str(option.get("value")): option.text for option in check_page(page.text).iter("option")}
    assert offered["pages_from"] == "Pages is at least"
    assert offered["isbn_is_empty=0"] == "Isbn is not empty"
    assert choices(client, "shelf_is") == ["Novels", "Tales"]
    assert choices(client, "state_is_not") == ["new", "well read"]
    assert "State is Well read" in text_of(page)
    assert 'href="/admin/book/?flt0_shelf_is=Tales"' in page.text


def test_nobody_chooses_among_records_in_the_trash(client: Browser, add: Add) -> None:
    add(Shelf(name="Gone", deleted_at=datetime(2026, 1, 1, tzinfo=UTC)))
    assert choices(client, "shelf_is") == ["Novels", "Tales"]


def test_among_many_choices_one_looks_by_typing_and_beyond_some_hundred_one_types(
    client: Browser, add: Add, session: scoped_session[Session]
) -> None:
    session.add_all([Shelf(name=f"Shelf {n}") for n in range(20)])
    session.commit()
    assert "Find among these" not in client.get("/admin/book/filter/?choose_filter=state_is").text
    assert "Find among these" in client.get("/admin/book/filter/?choose_filter=shelf_is").text
    assert len(choices(client, "shelf_is")) == 22
    session.add_all([Shelf(name=f"More {n}") for n in range(500)])
    session.commit()
    page = check_page(client.get("/admin/book/filter/?choose_filter=shelf_is").text)
    assert [item.get("type") for item in page.iter("input") if item.get("name") == "filter_value"] == ["text"] * 3


def test_nobody_asks_for_the_choices_of_a_field_they_may_not_read(client: Browser, powers: Powers) -> None:
    powers.unreadable.add("book.shelf")
    assert choices(client, "shelf_is") == []


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
