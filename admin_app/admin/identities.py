"""Ids as addresses and forms have them."""

from __future__ import annotations

from typing import Any

#: The largest that every engine can compare with.
LARGEST = 2**63 - 1


def identity(text: Any) -> int | None:
    """The id that a text stands for; None for anything but a number that the database can hold."""
    digits = str(text)
    if not (digits.isascii() and digits.isdigit() and len(digits) <= len(str(LARGEST))):
        return None
    return int(digits) if int(digits) <= LARGEST else None
