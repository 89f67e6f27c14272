"""Exports: complete, correct, safe to open, and never short without saying so."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from flask import Flask
from sqlalchemy import event
from sqlalchemy.orm import Session, scoped_session

from admin_app.admin.access import screens
from admin_app.admin.listing.arguments import ListArguments
from admin_app.admin.transfer import export
from admin_app.clock import today
from tests.client import Browser

from .conftest import Powers
from .library import Author, Book, Shelf, State

Add = Callable[..., Any]


def exported(client: Browser, query: str = "", resource: str = "book") -> list[dict[str, str]]:
    response = client.get(f"/admin/{resource}/export/csv/{query}")
    assert response.status_code == 200
    return list(csv.DictReader(io.StringIO(response.data.decode("utf-8-sig"), newline="")))


def test_a_row_has_every_value_in_a_form_that_sheets_understand(
    app: Flask, client: Browser, add: Add, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.config, "SCHOOL_TIMEZONE", ZoneInfo("America/Chicago"))
    add(
        Book(
            title='Zoé, "quoted"',
            blurb="two\nlines",
            price=Decimal("1234.50"),
            pages=5,
            printed_on=date(2026, 11, 20),
            bought_at=datetime(2026, 11, 20, 18, 5, tzinfo=UTC),
            state=State.WELL_READ,
            lendable=False,
            shelf=Shelf(name="Novels"),
            authors=[Author(name="Jane"), Author(name="Ann")],
        )
    )
    (row,) = exported(client)
    expected = {
        "Title": 'Zoé, "quoted"',
        "Shelf": "Novels",
        "Pages": "5",
        "Price": "1234.50",
        "Printed on": "2026-11-20",
        "Bought at": "2026-11-20T12:05:00-06:00",
        "State": "Well read",
        "Lendable": "No",
        "Where": "on Novels",
        "Blurb": "two\nlines",
        "Volume": "",
    }
    assert {name: row[name] for name in expected} == expected
    assert set(row["Authors"].split(", ")) == {"Jane", "Ann"}


def test_it_is_a_file_for_spreadsheets_named_after_the_records_and_the_day(client: Browser) -> None:
    response = client.get("/admin/book/export/csv/")
    assert response.data.startswith(b"\xef\xbb\xbf")
    assert response.mimetype == "text/csv"
    assert response.headers["Content-Disposition"] == f"attachment; filename=books-{today()}.csv"


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "＝", "＠"])
def test_text_that_begins_like_a_formula_is_text(client: Browser, add: Add, start: str) -> None:
    title = f"{start}cmd|' /C calc'!A0"
    add(Book(title=title, blurb=f"safe {start}", price=Decimal(-5)))
    (row,) = exported(client)
    assert row["Title"] == f"'{title}"
    assert row["Blurb"] == f"safe {start}"
    assert row["Price"] == "-5.00"


def test_it_has_all_rows_with_their_relations_however_many_batches_it_takes(
    client: Browser, session: scoped_session[Session], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(export, "BATCH", 10)
    session.add_all(
        [Book(title=f"{n:03}", shelf=Shelf(name=str(n)), authors=[Author(name=f"A{n}")]) for n in range(95)]
    )
    session.commit()
    rows = exported(client)
    assert [(row["Title"], row["Shelf"], row["Authors"]) for row in rows] == [
        (f"{n:03}", str(n), f"A{n}") for n in range(95)
    ]
    assert [row["Title"] for row in exported(client, "?sort=title&desc=1&search=09")] == [
        "094",
        "093",
        "092",
        "091",
        "090",
        "009",
    ]
    assert len(exported(client, "?flt0_shelf_is=7")) == 1


def test_it_loads_a_batch_at_a_time(
    app: Flask, powers: Powers, session: scoped_session[Session], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(export, "BATCH", 2)
    powers.scopes = lambda *asked: frozenset({"all"})  # type: ignore[method-assign]  # nobody is signed in here
    session.add_all([Book(title=str(number), shelf=Shelf(name=str(number))) for number in range(6)])
    session.commit()
    loaded: list[Any] = []
    event.listen(Book, "load", lambda target, context: loaded.append(target))
    with app.test_request_context():
        for number, batch in enumerate(screens()["book"].batches(ListArguments()), 1):
            assert [book.shelf.name for book in batch] == [str(2 * number - 2), str(2 * number - 1)]
            assert len(loaded) == 2 * number


def test_an_error_on_the_way_is_not_the_end_of_a_good_file(
    client: Browser, session: scoped_session[Session], monkeypatch: pytest.MonkeyPatch
) -> None:
    session.add_all([Book(title=str(number)) for number in range(6)])
    session.commit()
    view = screens()["book"]
    real = view.get_export_value

    def break_at_four(record: Book, name: str) -> Any:
        if record.title == "4":
            raise ZeroDivisionError
        return real(record, name)

    monkeypatch.setattr(view, "get_export_value", break_at_four)
    with pytest.raises(ZeroDivisionError):
        client.get("/admin/book/export/csv/")


def test_an_error_before_the_first_row_is_an_error_page(client: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*args: Any) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(screens()["book"], "keys", fail)
    with pytest.raises(ZeroDivisionError):
        client.get("/admin/book/export/csv/", buffered=False)
    assert client.get("/admin/shelf/export/csv/", buffered=False).status_code == 200


def test_other_kinds_of_files_there_are_none(client: Browser) -> None:
    assert client.get("/admin/book/export/xlsx/").status_code == 404
