"""What a cell of a CSV file may hold: no spreadsheet must take a text for a formula.

A formula can send the sheet elsewhere (CWE-1236). The rules are those of https://owasp.org/www-community/attacks/CSV_Injection
and go further: blanks and invisible characters before the sign do not hide it, and neither does a line break or a
semicolon inside the text, at which a program that expects semicolons begins another cell.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from operator import itemgetter
from typing import Any

from markupsafe import Markup

#: What begins a formula, and the wide forms that some programs read as the narrow ones.
SIGNS = "=+\\-@\uff1d\uff0b\uff0d\uff20"
#: Characters that nobody sees: zero-width ones, marks of direction, the byte order mark, NUL.
INVISIBLE = "\0\u00ad\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff"
FORMULA = re.compile(f"(^|[;\t\r\n])([\\s{INVISIBLE}]*)(?=[{SIGNS}])")
#: A program that drops these would see what comes after them first.
DROPPED_STARTS = ("\t", "\r", "\n", "\0")

first_character = itemgetter(0)


def cell(value: Any) -> str | int | float | Decimal:
    """A value that no spreadsheet takes for a formula: numbers as they are, an apostrophe before a sign in a text."""
    if isinstance(value, int | float | Decimal) and not isinstance(value, bool):
        return value
    text = FORMULA.sub(r"\1\2'", value.striptags() if isinstance(value, Markup) else str(value))
    return f"'{text}" if text.startswith(DROPPED_STARTS) else text


def begins_harmlessly(column: Sequence[str | None]) -> bool:
    """Whether every text of a column begins with a letter or digit; asked of columns, which is faster."""
    return "".join({"a", *map(first_character, filter(None, column))}).isalnum()


def cells(column: Sequence[str | None]) -> list[Any]:
    """The texts of a column, each safe; what is missing stays so."""
    return [cell(text) if text else text for text in column]
