"""Ids as addresses and forms have them."""

from __future__ import annotations

from typing import Any

#: Ids are plain integers, and PostgreSQL refuses to compare one with a number that is none.
LARGEST = 2**31 - 1


def identity(text: Any) -> int | None:
    """The id that a text stands for; None for anything but a number that the database can hold."""
    digits = str(text)
    if not (digits.isascii() and digits.isdigit() and len(digits) <= len(str(LARGEST))):
        return None
    return int(digits) if int(digits) <= LARGEST else None
