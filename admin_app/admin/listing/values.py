"""Values as they are typed into a filter. Each function returns what the database compares with, or raises ValueError.

The message goes on after the name of the filter: "Amount: 12x is not a number".
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

from ... import clock

LONGEST_TEXT = 200
UNSTORABLE = "contains a character that cannot be stored"
#: More than any amount; decimals beyond it are slips.
LARGEST = 10**12
#: A hundred years.
MOST_DAYS = 36_525

#: Between the two ends of a range.
RANGE = ".."

#: A day of the school: the instant it begins, and the instant the next one begins.
Day = tuple[datetime, datetime]


def clean_text(text: str) -> str:
    if "\0" in text:
        raise ValueError(UNSTORABLE)
    if not text.strip():
        raise ValueError("is blank")
    if len(text) > LONGEST_TEXT:
        raise ValueError(f"is longer than {LONGEST_TEXT} characters")
    return text.strip()


def integer_cleaner(bits: int) -> Callable[[str], int]:
    """Reads whole numbers that fit a column of so many bits; PostgreSQL refuses to compare with larger ones."""

    def clean(text: str) -> int:
        try:
            number = int(text)
        except ValueError:
            raise ValueError("is not a whole number") from None
        if not -(2**bits) <= number < 2**bits:
            raise ValueError("is too large")
        return number

    return clean


def clean_decimal(text: str) -> Decimal:
    try:
        number = Decimal(text.strip())
    except InvalidOperation:
        raise ValueError("is not a number") from None
    if not number.is_finite():
        raise ValueError("is not a number")
    if not -LARGEST <= number <= LARGEST:  # comparing does no arithmetic, which a huge exponent would overflow
        raise ValueError("is too large")
    return number


def range_cleaner(clean: Callable[[str], Any]) -> Callable[[str], tuple[Any, Any]]:
    """Reads ranges such as `5..12`; both ends belong to it."""

    def clean_range(text: str) -> tuple[Any, Any]:
        first, dots, last = text.partition(RANGE)
        if not (dots and first.strip() and last.strip()):
            raise ValueError("needs both a beginning and an end")
        ends = clean(first), clean(last)
        if ends[0] > ends[1]:
            raise ValueError("ends before it begins")
        return ends

    return clean_range


def clean_date(text: str) -> date:
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise ValueError("is not a date; write it as 2026-11-20") from None


def clean_day(text: str) -> Day:
    """A day of the school."""
    return day_of_school(clean_date(text))


def day_of_school(day: date) -> Day:
    """The instants at which a day begins and ends. Raises ValueError at the ends of the calendar."""
    try:
        midnights = [datetime.combine(day + timedelta(n), time(), clock.school_timezone()) for n in (0, 1)]
        return midnights[0].astimezone(UTC), midnights[1].astimezone(UTC)
    except OverflowError:
        raise ValueError("is too far away") from None


def clean_days_ago(text: str) -> date:
    """The first of so many days that end today; one day is today alone."""
    days = integer_cleaner(31)(text)
    if not 1 <= days <= MOST_DAYS:
        raise ValueError(f"is not a number of days from 1 to {MOST_DAYS:,}")
    return clock.today() - timedelta(days - 1)


def clean_yes_no(text: str) -> bool:
    if text not in ("0", "1"):
        raise ValueError("is neither yes (1) nor no (0)")
    return text == "1"
