"""What a list is narrowed by: filters with their values, alone or in groups.

In the address `flt0_status_is=enrolled&flt1a_city_is=Bristol&flt2a_tags_is=Music` the filters with the same letter are
a group. All groups and all single filters must hold, and of a group any filter will do; `match=any` turns it round.
A name that comes twice gives one filter two values, and so do filters for the same value (`is`) side by side.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from string import ascii_lowercase
from typing import Any

from sqlalchemy import ColumnElement, and_, or_

from ...language import translated
from ...texts import later
from .filters import Filter

#: Number, letter of the group, and name of a filter.
NAME = re.compile(r"flt(?P<number>\d*)(?P<group>[a-z]?)_(?P<arg>.+)")
#: What means to be the name of a filter.
PREFIX = "flt"
ANY = "any"
#: How filters go together, in English; whoever draws them says it in the language of whoever reads.
AND, OR = later("and"), later("or")


@dataclass(frozen=True)
class ActiveFilter:
    """A filter with the values somebody gave it: as they were typed, and as the database compares with them."""

    filter: Filter
    texts: tuple[str, ...]
    values: tuple[Any, ...] = field(compare=False)
    group: str = ""

    @property
    def condition(self) -> ColumnElement[bool]:
        return self.filter.condition(self.values)

    @property
    def said(self) -> str:
        return self.filter.said(self.texts)

    @property
    def joiner(self) -> str:
        """How its own values go together."""
        return OR if self.filter.any_of else AND

    def without(self, number: int) -> ActiveFilter | None:
        """The same without one of its values; None where no value is left."""
        texts, values = (kept[:number] + kept[number + 1 :] for kept in (self.texts, self.values))
        return replace(self, texts=texts, values=values) if texts else None


@dataclass(frozen=True)
class Group:
    """Filters that go together, by their positions in the list of all; one alone is a group, too."""

    positions: tuple[int, ...]
    filters: tuple[ActiveFilter, ...]


@dataclass(frozen=True)
class Narrowing:
    """All filters of a list. `any_group` is for a match of any group, in each of which all filters must match."""

    filters: tuple[ActiveFilter, ...] = ()
    any_group: bool = False

    def __bool__(self) -> bool:
        return bool(self.filters)

    @property
    def outer(self) -> str:
        """How the groups go together."""
        return OR if self.any_group else AND

    @property
    def inner(self) -> str:
        """How the filters of one group go together."""
        return AND if self.any_group else OR

    def args(self) -> dict[str, list[str]]:
        """The filters as an address has them."""
        found = {
            f"flt{number}{active.group}_{active.filter.arg}": list(active.texts)
            for number, active in enumerate(self.filters)
        }
        return {"match": [ANY], **found} if self.any_group and found else found

    def groups(self) -> list[Group]:
        """The filters by their letters, in the order of the first of each; without a letter each for itself."""
        members: dict[Any, list[int]] = {}
        for position, active in enumerate(self.filters):
            members.setdefault(active.group or position, []).append(position)
        return [Group(tuple(found), tuple(self.filters[n] for n in found)) for found in members.values()]

    def conditions(self) -> list[ColumnElement[bool]]:
        """The conditions on the model of the list, all of which must hold."""
        together = and_ if self.any_group else or_
        found = [
            together(*(active.condition for active in group.filters))
            if len(group.filters) > 1
            else group.filters[0].condition
            for group in self.groups()
        ]
        return [or_(*found)] if self.any_group and found else found

    def add(self, active: ActiveFilter, beside: int | None = None) -> Narrowing:
        """With one more filter: for itself, or in a group with the one at a position."""
        filters = list(self.filters)
        if beside is not None and beside < len(filters):
            if not filters[beside].group and can_merge(filters[beside], active) and not self.any_group:
                return replace(self, filters=merged(filters, active))
            letter = filters[beside].group or self._free_letter()
            filters[beside] = replace(filters[beside], group=letter)
            active = replace(active, group=letter)
        return replace(self, filters=merged(filters, active))

    def without(self, *positions: int) -> Narrowing:
        return self._with(f for n, f in enumerate(self.filters) if n not in positions)

    def without_value(self, position: int, number: int) -> Narrowing:
        """Without one value of a filter, and without the filter when that was its last."""
        left = self.filters[position].without(number)
        return self._with((*self.filters[:position], *((left,) if left else ()), *self.filters[position + 1 :]))

    def turned(self) -> Narrowing:
        """The same filters with any for all, and all for any."""
        return replace(self, any_group=not self.any_group)

    def in_words(self) -> list[str]:
        """What each group asks for."""
        return [self.said(group) for group in self.groups()]

    def said(self, group: Group) -> str:
        return f" {translated(self.inner)} ".join(active.said for active in group.filters)

    def _with(self, filters: Iterable[ActiveFilter]) -> Narrowing:
        """With these filters; what is left alone of a group is a single filter again, where that says the same."""
        kept: list[ActiveFilter] = []
        left = list(filters)
        for active in left:
            alone = [other for other in left if other.group == active.group] == [active]
            alike = any(not other.group and can_merge(other, active) for other in left)
            kept.append(replace(active, group="") if alone and not alike else active)
        return replace(self, filters=tuple(kept))

    def _free_letter(self) -> str:
        taken = {active.group for active in self.filters}
        return next(letter for letter in ascii_lowercase if letter not in taken)


def can_merge(one: ActiveFilter, other: ActiveFilter) -> bool:
    """Whether one filter with the values of both says the same as both of them."""
    return one.filter is other.filter and one.filter.any_of


def merged(filters: Sequence[ActiveFilter], added: ActiveFilter) -> tuple[ActiveFilter, ...]:
    """With another filter; where the same one is in its group already, that one gets the values."""
    for position, active in enumerate(filters):
        if active.group == added.group and can_merge(active, added):
            new = [n for n, text in enumerate(added.texts) if text not in active.texts]
            both = replace(
                active,
                texts=active.texts + tuple(added.texts[n] for n in new),
                values=active.values + tuple(added.values[n] for n in new),
            )
            return (*filters[:position], both, *filters[position + 1 :])
    return (*filters, added)


def named(args: Any) -> Iterator[tuple[re.Match[str] | None, list[str]]]:
    """The filters in an address: the parts of each name, if it is well-formed, and its texts."""
    for name, texts in args.lists():
        if name.startswith(PREFIX):
            yield NAME.fullmatch(name), texts
