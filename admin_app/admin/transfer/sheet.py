"""An Excel file: numbers and days are numbers and days there, and a text is a text whatever it begins with."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime, tzinfo
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO, Any

from markupsafe import Markup
from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from ...errors import DomainError
from ...texts import later

#: What a sheet holds besides its heading: https://support.microsoft.com/office/1672b34d-7043-467e-8e27-269d656771c3
MOST_ROWS = 1_048_575
LONGEST_TEXT = 32_767
CUT = "… (cut: a cell of a sheet holds no more)"
#: Excel keeps 15 digits of a number.
LARGEST_NUMBER = 10**15
#: Widths of columns, in characters.
NARROWEST, WIDEST = 8, 60

OPTIONS = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
#: How Excel shows a value of a type.
FORMATS = {
    "heading": {"bold": True},
    "day": {"num_format": "yyyy-mm-dd"},
    "instant": {"num_format": "yyyy-mm-dd hh:mm"},
}


class TooManyRows(DomainError):
    """More rows than a sheet can have."""

    def __init__(self) -> None:
        super().__init__(
            later("An Excel sheet holds {rows} rows, and this list has more. Take it as a CSV file."),
            rows=f"{MOST_ROWS:,}",
        )


def native(value: Any, timezone: tzinfo) -> int | float | Decimal | date | None:
    """A value as a sheet has it, where it has its type, instants as the school's wall clock; None for all others."""
    if isinstance(value, datetime):
        return value.astimezone(timezone).replace(tzinfo=None)
    if isinstance(value, date):
        return value
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        return None
    return value if -LARGEST_NUMBER < value < LARGEST_NUMBER else None


def write_sheet(
    file: Path | IO[bytes],
    title: str,
    labels: Sequence[str],
    batches: Iterator[list[Sequence[Any]]],
    *,
    done: Callable[[int], None],
    folder: Path,
) -> int:
    """Write batches of columns into a file, with bounded memory; `done` hears how many rows are written.

    Returns the number of rows, which the properties of the file have too. What is half-made lies in `folder`. Raises
    TooManyRows.
    """
    with TemporaryDirectory(dir=folder) as rows:
        book = Workbook(file, {**OPTIONS, "tmpdir": rows})
        sheet = book.add_worksheet(title)
        try:
            count = write_rows(book, sheet, labels, batches, done)
            book.set_custom_property("Rows", count)
            book.close()
        finally:
            sheet.row_data_fh.close()  # which closing the book does, unless an error came before
    return count


def write_rows(
    book: Workbook,
    sheet: Worksheet,
    labels: Sequence[str],
    batches: Iterator[list[Sequence[Any]]],
    done: Callable[[int], None],
) -> int:
    styles = {name: book.add_format(look) for name, look in FORMATS.items()}
    for position, label in enumerate(labels):
        sheet.write_string(0, position, label, styles["heading"])
    count = 0
    for columns in batches:
        if not count:
            set_widths(sheet, labels, columns)
        if count + len(columns[0]) > MOST_ROWS:
            raise TooManyRows
        for row in zip(*columns, strict=True):
            count += 1
            write_row(sheet, count, row, styles)
        done(count)
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, count, len(labels) - 1)
    return count


def write_row(sheet: Worksheet, number: int, row: Iterable[Any], styles: dict[str, Any]) -> None:
    for position, value in enumerate(row):
        if isinstance(value, str):
            if value:
                sheet.write_string(number, position, fitting(value))
        elif isinstance(value, datetime):
            sheet.write_datetime(number, position, value, styles["instant"])
        elif isinstance(value, date):
            sheet.write_datetime(number, position, value, styles["day"])
        elif value is not None:
            sheet.write_number(number, position, value)


def fitting(text: str) -> str:
    """A text that a cell takes, without the markup of a formatter; where it is cut, it says so."""
    plain = text.striptags() if isinstance(text, Markup) else text
    return plain if len(plain) <= LONGEST_TEXT else plain[: LONGEST_TEXT - len(CUT)] + CUT


def set_widths(sheet: Worksheet, labels: Sequence[str], columns: Sequence[Sequence[Any]]) -> None:
    """Wide enough for the heading with its filter and for the first rows."""
    for position, (label, column) in enumerate(zip(labels, columns, strict=True)):
        longest = max([len(label) + 3, *(len(str(value)) for value in column if value is not None)])
        sheet.set_column(position, position, min(max(longest + 1, NARROWEST), WIDEST))
