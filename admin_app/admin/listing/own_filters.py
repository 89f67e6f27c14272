"""Filters of a view's own: what they mean is a condition of the school, and not the comparison of one column."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, TypeVar

from sqlalchemy import ColumnElement

from ...language import _
from ..paths import Guard, Model, Path, related, resolve
from ..wording import member_label
from .filters import YES_NO, Filter, chosen, equality, named_as
from .values import clean_date, clean_text, clean_yes_no

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


@dataclass(frozen=True, eq=False)
class SomePath(Path):
    """A path through those records alone, of its first relation, for which `only()` holds."""

    only: Callable[[], Condition]

    def where(self, condition: Condition, guard: Guard) -> Condition:
        first = related(self.relations[0])
        return super().where(condition, lambda step: (*guard(step), *((self.only(),) if step is first else ())))


def name_filters(model: Model, name: str, label: str, path: str, *, only: Callable[[], Condition]) -> list[Filter]:
    """What records are called that a path leads to, to be chosen from; they are few, and those between may be many."""
    through = resolve(model, path)
    return chosen(SomePath(name, model, through.relations, through.leaf, only), label)


def value_filter(model: Model, name: str, label: str, path: str) -> Filter:
    """Whether a path leads to this value. Whether it leads to none would read all that there is along a long path."""
    return equality(named_as(resolve(model, path), name), label, clean_text)


def named(model: Model, name: str, by: str) -> Path:
    """A path that has a name of its own in addresses, and is open to those who may read the field `by`."""
    return Path(name, model, (), by)
