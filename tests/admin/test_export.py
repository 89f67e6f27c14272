"""Exports: complete, correct, never short without saying so, and holding nothing up."""

from __future__ import annotations

import csv
import gc
import io
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from flask import Flask
from sqlalchemy import event, func, select, text
from sqlalchemy.orm import Session, scoped_session
from werkzeug.test import TestResponse

from admin_app.admin.access import screens
from admin_app.admin.listing.arguments import ListArguments
from admin_app.admin.transfer import reading, sending
from admin_app.admin.transfer.csv_file import Incomplete, rows_of_whole_file
from admin_app.admin.transfer.extract import Extract
from admin_app.clock import today
from admin_app.database import db
from tests.client import Browser

from .conftest import Powers
from .library import Author, Book, Chapter, Shelf, State

Add = Callable[..., Any]


def exported(client: Browser, query: str = "", resource: str = "book") -> list[dict[str, str]]:
    """The rows of a file that says itself that it is whole."""
    response = client.get(f"/admin/{resource}/export/csv/?{query}")
    assert response.status_code == 200
    lines = response.data.decode("utf-8-sig").splitlines(keepends=True)
    count = rows_of_whole_file(lines)
    rows = list(csv.DictReader(lines))[:-1]
    assert len(rows) == count
    return rows


@pytest.fixture
def chapters(session: scoped_session[Session]) -> None:
    """More than a batch, of a list that plain tuples are enough for."""
    book = Book(title="Emma")
    session.add_all([Chapter(book=book, number=number, title=f"Chapter {number}") for number in range(1200)])
    session.commit()


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
    (row,) = exported(client, "columns=all")
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


#: Columns of a book that SQL alone can tell.
TOLD_BY_SQL = (
    "id",
    "title",
    "shelf",
    "shelf.name",
    "blurb",
    "pages",
    "volume",
    "barcode",
    "price",
    "weight",
    "printed_on",
    "bought_at",
    "lendable",
    "state",
    "thickness",
    "created_at",
)


def test_plain_tuples_give_the_same_file_as_records(
    app: Flask, client: Browser, session: scoped_session[Session], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The quick way and the slow way, on values of every type and on blanks, with real settings of the time zone."""
    monkeypatch.setitem(app.config, "SCHOOL_TIMEZONE", ZoneInfo("Australia/Lord_Howe"))
    shelf = Shelf(name="=Novels")
    full = {"volume": -3, "barcode": 2**40, "weight": Decimal("-0.125"), "price": Decimal(-5), "pages": 7}
    days = {"printed_on": date(1999, 2, 28), "bought_at": datetime(2026, 4, 4, 15, 0, 0, 123, tzinfo=UTC)}
    session.add_all(
        [
            Book(title="A;=B", blurb="one\n=two", shelf=shelf, state=State.WELL_READ, **full, **days),
            Book(title="-5", lendable=False),
        ]
    )
    session.commit()
    screen = screens()["book"]
    monkeypatch.setattr(screen, "column_list", TOLD_BY_SQL)
    monkeypatch.setattr(screen, "paths", screen.paths | screen._resolve(TOLD_BY_SQL))
    monkeypatch.setattr(screen, "shown_to", {})
    quick, extract_of, fields = exported(client), screen.extract_of, []

    def by_records(*args: Any, **kwargs: Any) -> Extract:
        found = extract_of(*args, **kwargs)
        fields.extend(found.fields)
        return Extract(**{**vars(found), "fields": None})

    monkeypatch.setattr(screen, "extract_of", by_records)
    assert quick == exported(client)
    assert len(fields) == len(TOLD_BY_SQL)
    assert quick[1]["Bought at"] == "2026-04-05T01:30:00+10:30"
    assert [row["Title"] for row in quick] == ["'-5", "A;'=B"]
    assert [row["Weight"] for row in quick] == ["", "-0.125"]


def test_the_columns_are_those_of_the_list_unless_all_are_wanted(client: Browser, powers: Powers, add: Add) -> None:
    add(Author(name="Jane", email="jane@example.com", secret="rose"))
    powers.unreadable.add("author.secret")
    assert list(exported(client, resource="author")[0]) == ["Name", "Email"]
    assert set(exported(client, "columns=all", resource="author")[0]) == {"Name", "Email", "Created at", "Updated at"}


def test_it_is_a_file_for_spreadsheets_named_after_the_records_and_the_day(client: Browser) -> None:
    response = client.get("/admin/book/export/csv/")
    assert response.data.startswith(b"\xef\xbb\xbf")
    assert response.data.endswith(b"# 0 rows\r\n")
    assert response.mimetype == "text/csv"
    assert response.headers["Content-Disposition"] == f"attachment; filename=books-{today()}.csv"


def test_it_has_all_rows_with_their_relations_however_many_batches_it_takes(
    client: Browser, session: scoped_session[Session], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "BATCH", 10)
    session.add_all(
        [Book(title=f"{n:03}", shelf=Shelf(name=str(n)), authors=[Author(name=f"A{n}")]) for n in range(95)]
    )
    session.commit()
    rows = exported(client)
    assert [(row["Title"], row["Shelf"], row["Authors"]) for row in rows] == [
        (f"{n:03}", str(n), f"A{n}") for n in range(95)
    ]
    found = [row["Title"] for row in exported(client, "sort=title&desc=1&search=09")]
    assert found == ["094", "093", "092", "091", "090", "009"]
    assert len(exported(client, "flt0_shelf_is=7")) == 1


def test_every_label_is_there_also_when_there_are_more_than_are_kept(
    client: Browser, session: scoped_session[Session], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("admin_app.admin.transfer.columns.MOST_REMEMBERED", 20)
    monkeypatch.setattr(reading, "BATCH", 10)
    books = [Book(title=f"B{number}") for number in range(60)]
    session.add_all([Chapter(book=books[number % 60], number=number, title="x") for number in range(100)])
    session.commit()
    screen = screens()["chapter"]
    monkeypatch.setattr(screen, "column_list", ("number", "book", "created_at"))
    monkeypatch.setattr(screen, "paths", screen.paths | screen._resolve(("number", "book", "created_at")))
    monkeypatch.setattr(screen, "shown_to", {})
    rows = exported(client, resource="chapter")
    assert [(row["Number"], row["Book"]) for row in rows] == [(str(n), f"B{n % 60}") for n in reversed(range(100))]


# --- whether it is whole ----------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("chapters")
def test_a_file_cut_off_anywhere_does_not_pass_for_whole(client: Browser) -> None:
    whole = client.get("/admin/chapter/export/csv/").data
    assert rows_of_whole_file(io.StringIO(whole.decode("utf-8-sig"), newline="")) == 1200
    for length in (0, 3, 100, len(whole) // 2, len(whole) - 30, len(whole) - 10, len(whole) - 8, len(whole) - 5):
        with pytest.raises(Incomplete):
            rows_of_whole_file(io.StringIO(whole[:length].decode("utf-8-sig", "ignore"), newline=""))
    lines = whole.decode("utf-8-sig").splitlines(keepends=True)
    with pytest.raises(Incomplete, match="1199 rows and says that it had 1200"):
        rows_of_whole_file(lines[:100] + lines[101:])
    assert client.get("/admin/chapter/export/csv/?trailer=0").data == whole[: whole.rindex(b"#")]


def test_an_error_on_the_way_is_not_the_end_of_a_good_file(
    client: Browser, session: scoped_session[Session], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "BATCH", 2)
    session.add_all([Book(title=str(number)) for number in range(6)])
    session.commit()
    monkeypatch.setattr(Book, "where", property(lambda book: 1 / (int(book.title) - 4)))
    response = client.get("/admin/book/export/csv/", buffered=False)
    assert response.status_code == 200
    with pytest.raises(ZeroDivisionError):
        _ = response.data


def test_an_error_before_the_first_row_is_an_error_page(
    client: Browser, add: Add, monkeypatch: pytest.MonkeyPatch
) -> None:
    add(Book(title="Emma"))
    monkeypatch.setattr(Book, "where", property(lambda book: 1 / 0))
    with pytest.raises(ZeroDivisionError):
        client.get("/admin/book/export/csv/", buffered=False)


def test_other_kinds_of_files_there_are_none(client: Browser) -> None:
    assert client.get("/admin/book/export/pdf/").status_code == 404


# --- what it holds, and for how long ----------------------------------------------------------------------------------


@pytest.fixture
def started(
    app: Flask, client: Browser, chapters: None, monkeypatch: pytest.MonkeyPatch
) -> Iterator[tuple[TestResponse, list[str]]]:
    """A download that has had its first piece, and what happened to connections meanwhile."""
    happened: list[str] = []
    monkeypatch.setattr(reading, "BATCH", 10)
    for what in ("checkout", "checkin", "invalidate"):
        event.listen(db.engine, what, lambda *_, what=what: happened.append(what))
    response = client.get("/admin/chapter/export/csv/", buffered=False)
    assert next(response.iter_encoded()).count(b"\r\n") == 11
    yield response, happened
    response.close()


def open_connections(happened: list[str]) -> int:
    return happened.count("checkout") - happened.count("checkin")


def test_a_download_that_is_broken_off_gives_everything_back_at_once(
    started: tuple[TestResponse, list[str]], session: scoped_session[Session]
) -> None:
    response, happened = started
    session.remove()
    assert open_connections(happened) == (2 if db.engine.dialect.name == "mysql" else 1)
    response.close()  # as a server does when nobody is there any more
    gc.collect()  # a cursor that nobody closed would be read to its end here
    assert open_connections(happened) == 0
    assert session.scalar(select(func.count(Chapter.id))) == 1200


def test_a_slow_download_holds_nothing_once_it_is_made(started: tuple[TestResponse, list[str]]) -> None:
    """The second piece is sent when the whole file is made, however long it then takes to send it."""
    response, happened = started
    db.session.remove()
    pieces = response.iter_encoded()
    second = next(pieces)
    assert open_connections(happened) == 0
    assert (second + b"".join(pieces)).endswith(b"# 1200 rows\r\n")


def test_it_keeps_no_writer_waiting_and_shows_one_state_of_the_database(
    app: Flask, client: Browser, chapters: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "BATCH", 10)
    response = client.get("/admin/chapter/export/csv/?sort=number", buffered=False)
    pieces = response.iter_encoded()
    first = next(pieces)
    with db.engine.begin() as connection:
        connection.execute(text("UPDATE chapter SET title = 'changed', number = number + 5000"))
    lines = (first + b"".join(pieces)).decode("utf-8-sig").splitlines()
    response.close()
    assert len(lines) == 1202
    assert not [line for line in lines if "changed" in line]


def test_while_it_is_made_a_little_goes_out_so_that_nobody_hangs_up(
    client: Browser, chapters: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = client.get("/admin/chapter/export/csv/").data
    monkeypatch.setattr(reading, "BATCH", 100)
    monkeypatch.setattr(sending, "DRIP_SECONDS", 0.0)
    response = client.get("/admin/chapter/export/csv/", buffered=False)
    pieces = list(response.iter_encoded())
    response.close()
    assert b"".join(pieces) == whole
    assert [len(piece) for piece in pieces[1:11]] == [sending.DRIP] * 10


def test_it_makes_a_batch_of_records_at_a_time(
    app: Flask, powers: Powers, session: scoped_session[Session], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "BATCH", 2)
    powers.scopes = lambda *asked: frozenset({"all"})  # type: ignore[method-assign]  # nobody is signed in here
    session.add_all([Book(title=str(number), shelf=Shelf(name=str(number))) for number in range(6)])
    session.commit()
    loaded: list[Any] = []
    event.listen(Book, "load", lambda target, context: loaded.append(target))
    with app.test_request_context():
        extract = screens()["book"].extract_of(ListArguments())
        for number, batch in enumerate(extract.rows.records(db.engine, extract.load), 1):
            assert [book.shelf.name for book in batch] == [str(2 * number - 2), str(2 * number - 1)]
            assert len(loaded) == 2 * number


@pytest.mark.usefixtures("chapters")
def test_plain_tuples_make_no_record(client: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    loaded: list[Any] = []
    event.listen(Chapter, "load", lambda target, context: loaded.append(target))
    assert len(exported(client, resource="chapter")) == 1200
    assert loaded == []
