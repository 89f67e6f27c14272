"""A CSV file (RFC 4180), piece by piece: heading, rows, and a last line that says how many rows came before it."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from .cells import begins_harmlessly, cell, cells

#: Tells spreadsheet programs that the file is UTF-8; without it they garble `Zoë`.
BYTE_ORDER_MARK = "\ufeff"
TRAILER = re.compile(r"# (?P<count>\d+) rows?")


class Incomplete(Exception):
    """A file that is not whole; the message says what is missing."""


def rows_of_whole_file(lines: Iterable[str]) -> int:
    """How many records an exported file has: the lines of a text stream opened with `newline=""`.

    Raises Incomplete for a file that ends before its last line, or whose last line counts other rows than there are.
    An export cut off anywhere, by a lost connection or a full disk, is told from a whole one by this alone.
    """
    rows = csv.reader(lines)
    next(rows, None)  # the heading
    count, last = -1, [""]
    for count, last in enumerate(rows):  # noqa: B007  # how far it got is the answer
        pass
    trailer = TRAILER.fullmatch(last[0]) if len(last) == 1 else None
    if trailer is None:
        raise Incomplete("The file has no last line that counts its rows: it is not whole.")
    if int(trailer["count"]) != count:
        raise Incomplete(f"The file has {count} rows and says that it had {trailer['count']}.")
    return count


def trailer(count: int) -> str:
    """`# 600 rows`."""
    return f"# {count} {'row' if count == 1 else 'rows'}\r\n"


def heading(labels: Iterable[str]) -> str:
    return BYTE_ORDER_MARK + written([[cell(label) for label in labels]])


def csv_lines(batches: Iterator[list[Sequence[Any]]], texts: Sequence[int], *, count_rows: bool) -> Iterator[str]:
    """The lines of batches of columns, a batch at a time. `texts` are the columns that may hold what is not safe."""
    count = 0
    for columns in batches:
        count += len(columns[0])
        yield lines_of(columns, texts)
    if count_rows:
        yield trailer(count)


def lines_of(columns: list[Sequence[Any]], texts: Sequence[int]) -> str:
    """The lines of a batch. Most have nothing in them that looks like a formula, and then no cell is touched."""
    if all(begins_harmlessly(columns[position]) for position in texts):
        lines = written(zip(*columns, strict=True))
        if not texts or not breaks_inside(lines, len(columns[0])):
            return lines
    safe = {position: cells(columns[position]) for position in texts}
    return written(zip(*(safe.get(position, column) for position, column in enumerate(columns)), strict=True))


def breaks_inside(lines: str, rows: int) -> bool:
    """Whether any cell has a character at which some program begins another one."""
    return ";" in lines or "\t" in lines or lines.count("\n") != rows or lines.count("\r") != rows


def written(rows: Iterable[Iterable[Any]]) -> str:
    file = io.StringIO(newline="")
    csv.writer(file).writerows(rows)
    return file.getvalue()
