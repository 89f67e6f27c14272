"""Filters of a view's own: what they mean is a condition of the school, and not the comparison of one column."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from enum import StrEnum
from typing import Any, TypeVar

from sqlalchemy import ColumnElement

from ...language import _
from ..paths import Model, Path
from ..wording import member_label
from .filters import YES_NO, Filter
from .values import clean_date, clean_yes_no

Word = TypeVar("Word", bound=StrEnum)
Condition = ColumnElement[bool]


def yes_no_filter(model: Model, name: str, label: str, means: Callable[[], Condition], *, by: str) -> Filter:
    """Whether `means()` holds. Like each of these it is for those who may read the field `by`."""

    def compare(path: Path, wanted: bool) -> Condition:
        return means() if wanted else ~means()

    return Filter(named(model, name, by), label, "is", "is", clean_yes_no, compare, "select", YES_NO)


def day_filter(model: Model, name: str, label: str, means: Callable[[date], Condition], *, by: str) -> Filter:
    """Whether `means` holds of a day."""

    def compare(path: Path, day: date) -> Condition:
        return means(day)

    return Filter(named(model, name, by), label, "is", "on", clean_date, compare, "date")


def word_filter(
    model: Model, name: str, label: str, words: type[Word], means: Callable[[Word], Condition], *, by: str
) -> Filter:
    """Whether `means` holds of one of a few words, or of any that are given."""

    def clean(text: str) -> Word:
        try:
            return words(text)
        except ValueError:
            raise ValueError(_("is none of the choices")) from None

    def compare(path: Path, word: Any) -> Condition:
        return means(word)

    choices = [(word.value, member_label(word)) for word in words]
    return Filter(
        named(model, name, by), label, "is", "is", clean, compare, "select", choices, any_of=True, words=words.__name__
    )


def named(model: Model, name: str, by: str) -> Path:
    """A path that has a name of its own in addresses, and is open to those who may read the field `by`."""
    return Path(name, model, (), by)
