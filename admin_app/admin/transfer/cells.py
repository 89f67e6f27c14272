"""What a cell of a spreadsheet may hold."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from markupsafe import Markup

#: A cell that begins like this is a formula to some spreadsheet, and a formula can send the sheet elsewhere.
#: The last four are the wide forms of = + - @, which some programs read as the narrow ones.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "\0", "\uff1d", "\uff0b", "\uff0d", "\uff20")


def cell(value: Any) -> str | int | float | Decimal:
    """A value that no spreadsheet takes for a formula: numbers as they are, text like a formula after an apostrophe."""
    if isinstance(value, int | float | Decimal) and not isinstance(value, bool):
        return value
    text = value.striptags() if isinstance(value, Markup) else str(value)
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text
