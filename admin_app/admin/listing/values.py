"""Values as they are typed into a filter. Each function returns what the database compares with, or raises ValueError.

The message goes on after the name of the filter: "Amount: 12x is not a number".
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

from ... import clock
from ...language import _, number

LONGEST_TEXT = 200
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
        raise ValueError(_("contains a character that cannot be stored"))
    if not text.strip():
        raise ValueError(_("is blank"))
    if len(text) > LONGEST_TEXT:
        raise ValueError(_("is longer than %(most)s characters", most=LONGEST_TEXT))
    return text.strip()


def integer_cleaner(bits: int) -> Callable[[str], int]:
    """Reads whole numbers that fit a column of so many bits; PostgreSQL refuses to compare with larger ones."""

    def clean(text: str) -> int:
        try:
            found = int(text)
        except ValueError:
            raise ValueError(_("is not a whole number")) from None
        if not -(2**bits) <= found < 2**bits:
            raise ValueError(_("is too large"))
        return found

    return clean


def clean_decimal(text: str) -> Decimal:
    try:
        found = Decimal(text.strip())
    except InvalidOperation:
        raise ValueError(_("is not a number")) from None
    if not found.is_finite():
        raise ValueError(_("is not a number"))
    if not -LARGEST <= found <= LARGEST:  # comparing does no arithmetic, which a huge exponent would overflow
        raise ValueError(_("is too large"))
    return found


def range_cleaner(clean: Callable[[str], Any]) -> Callable[[str], tuple[Any, Any]]:
    """Reads ranges such as `5..12`; both ends belong to it."""

    def clean_range(text: str) -> tuple[Any, Any]:
        first, dots, last = text.partition(RANGE)
        if not (dots and first.strip() and last.strip()):
            raise ValueError(_("needs both a beginning and an end"))
        ends = clean(first), clean(last)
        if ends[0] > ends[1]:
            raise ValueError(_("ends before it begins"))
        return ends

    return clean_range


def clean_date(text: str) -> date:
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise ValueError(_("is not a date; write it as 2026-11-20")) from None


def clean_day(text: str) -> Day:
    """A day of the school."""
    return day_of_school(clean_date(text))


def day_of_school(day: date) -> Day:
    """The instants at which a day begins and ends. Raises ValueError at the ends of the calendar."""
    try:
        midnights = [datetime.combine(day + timedelta(n), time(), clock.school_timezone()) for n in (0, 1)]
        return midnights[0].astimezone(UTC), midnights[1].astimezone(UTC)
    except OverflowError:
        raise ValueError(_("is too far away")) from None


def clean_days_ago(text: str) -> date:
    """The first of so many days that end today; one day is today alone."""
    days = integer_cleaner(31)(text)
    if not 1 <= days <= MOST_DAYS:
        raise ValueError(_("is not a number of days from 1 to %(most)s", most=number(MOST_DAYS)))
    return clock.today() - timedelta(days - 1)


def clean_yes_no(text: str) -> bool:
    if text not in ("0", "1"):
        raise ValueError(_("is neither yes (1) nor no (0)"))
    return text == "1"
