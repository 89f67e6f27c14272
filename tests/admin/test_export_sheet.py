"""Excel files: values of their own types, no formulas, and whole or refused."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET
from zoneinfo import ZoneInfo

import pytest
from flask import Flask
from sqlalchemy.orm import Session, scoped_session

from admin_app.admin.transfer import export, sheet
from admin_app.admin.transfer.sheet import LONGEST_TEXT, TooManyRows, write_sheet
from tests.client import Browser

from .conftest import Powers
from .library import Author, Book, Shelf, State

Add = Callable[..., Any]
MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


class Opened:
    """An Excel file as the format has it (ECMA-376): its first sheet's rows, as {column: (type, style, value)}."""

    def __init__(self, content: bytes) -> None:
        self.parts = zipfile.ZipFile(io.BytesIO(content))
        assert self.parts.testzip() is None
        self.sheet = self.part("xl/worksheets/sheet1.xml")
        shared = "xl/sharedStrings.xml"
        strings = self.part(shared) if shared in self.parts.namelist() else ()
        self.strings = ["".join(text.itertext()) for text in strings]
        self.rows = [dict(map(self.read, row)) for row in self.sheet.iter(f"{MAIN}row")]

    def part(self, name: str) -> ET.Element:
        return ET.fromstring(self.parts.read(name))  # noqa: S314  # we wrote it

    def read(self, cell: Any) -> tuple[str, tuple[str, str | None, str]]:
        kind, text = cell.get("t", "n"), "".join(cell.itertext())
        assert cell.find(f"{MAIN}f") is None, "a formula"
        value = self.strings[int(text)] if kind == "s" else text
        return re.sub(r"\d", "", cell.get("r")), (kind, cell.get("s"), value)

    def records(self) -> list[dict[str, Any]]:
        """Label → (whether it is a number, value), of each row below the heading."""
        labels = {column: value for column, (_, _, value) in self.rows[0].items()}
        return [
            {labels[column]: (kind == "n", value) for column, (kind, _, value) in row.items()} for row in self.rows[1:]
        ]


def opened(client: Browser, query: str = "") -> Opened:
    answer = client.get(f"/admin/book/export/xlsx/?{query}")
    assert answer.status_code == 200
    assert answer.mimetype == export.FORMATS["xlsx"]
    assert re.search(r"filename=books-\d{4}-\d\d-\d\d\.xlsx", answer.headers["Content-Disposition"])
    return Opened(answer.data)


def test_numbers_and_days_are_what_they_are_and_texts_are_texts(
    app: Flask, client: Browser, add: Add, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.config, "SCHOOL_TIMEZONE", ZoneInfo("America/Chicago"))
    add(
        Book(
            title="=1+1",
            isbn="0042",
            blurb="https://example.com",
            pages=5,
            barcode=9_781_234_567_897_001,
            price=Decimal("-4.50"),
            printed_on=date(2026, 11, 20),
            bought_at=datetime(2026, 11, 20, 18, 0, tzinfo=UTC),
            state=State.WELL_READ,
            lendable=False,
            shelf=Shelf(name="+Novels"),
            authors=[Author(name="Jane")],
        )
    )
    (row,) = opened(client, "columns=all").records()
    expected = {
        "Title": (False, "=1+1"),
        "Isbn": (False, "0042"),
        "Blurb": (False, "https://example.com"),
        "Shelf": (False, "+Novels"),
        "Authors": (False, "Jane"),
        "Pages": (True, "5"),
        "Barcode": (False, "9781234567897001"),  # Excel would round it
        "Price": (True, "-4.50"),
        "Printed on": (True, "46346"),
        "Bought at": (True, "46346.5"),  # noon in Chicago
        "State": (False, "Well read"),
        "Lendable": (False, "No"),
        "Where": (False, "on +Novels"),
    }
    assert {label: row.get(label) for label in expected} == expected
    assert "Volume" not in row


def test_it_is_made_to_be_worked_with(client: Browser, session: scoped_session[Session], powers: Powers) -> None:
    session.add_all([Author(name=f"A{number}", email=None) for number in range(3)])
    session.commit()
    powers.unreadable.add("author.secret")
    found = Opened(client.get("/admin/author/export/xlsx/").data)
    assert [value for _, _, value in found.rows[0].values()] == ["Name", "Email"]
    assert len(found.rows) == 4
    text = ET.tostring(found.sheet, encoding="unicode")
    assert 'state="frozen"' in text
    assert 'autoFilter ref="A1:B4"' in text.replace("ns0:", "")
    assert "<ns0:cols>" in text or "<cols>" in text
    assert b">3<" in found.parts.read("docProps/custom.xml")
    assert b'"Authors"' in found.parts.read("xl/workbook.xml")


def test_a_long_list_goes_to_a_job_instead(
    client: Browser, session: scoped_session[Session], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(export, "MOST_ROWS_AT_ONCE", 3)
    session.add_all([Book(title=f"B{number}") for number in range(4)])
    session.commit()
    answer = client.get("/admin/book/export/xlsx/?search=B&columns=all&sort=title")
    assert answer.status_code == 302
    assert answer.location == "/admin/book/export/job/?search=B&columns=all&sort=title&format=xlsx"
    page = client.get(answer.location)
    assert re.search(r'value="xlsx" required checked', page.text)
    assert len(opened(client, "flt0_title_contains=B3").records()) == 1


def test_more_rows_than_a_sheet_holds_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheet, "MOST_ROWS", 5)
    batches: Any = iter([[[1, 2, 3]], [[4, 5, 6]]])
    with pytest.raises(TooManyRows, match="Take it as a CSV file"):
        write_sheet(tmp_path / "x.xlsx", "X", ["N"], batches, done=lambda count: None, folder=tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_text_that_no_cell_holds_is_cut_and_says_so(tmp_path: Path) -> None:
    long = "x" * LONGEST_TEXT
    batches: Any = iter([[[long, long + "y", "a\x07b"]]])
    write_sheet(tmp_path / "x.xlsx", "X", ["Text"], batches, done=lambda count: None, folder=tmp_path)
    rows = Opened((tmp_path / "x.xlsx").read_bytes()).rows[1:]
    texts = [row["A"][2] for row in rows]
    assert texts[0] == long
    assert len(texts[1]) == LONGEST_TEXT
    assert texts[1].endswith(sheet.CUT)
