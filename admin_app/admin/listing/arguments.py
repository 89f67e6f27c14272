"""What the address of a list asks for, read forgivingly: what makes no sense is left out and complained about."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy import ColumnElement

from ...language import _
from ..identities import identity
from .filters import Filter
from .pages import FIRST_PAGE, Place
from .search import words_of

_FILTER = re.compile(r"flt\d*_(?P<arg>.+)")
#: More filters than anybody sets by hand; each costs a condition.
MOST_FILTERS = 20
#: More columns than anybody sorts by at once.
MOST_SORTS = 3
#: Changes that lead to the first page.
FIRST: dict[str, Any] = {"place": FIRST_PAGE, "last": False, "exact": False}


@dataclass(frozen=True)
class ActiveFilter:
    """A filter with the value somebody gave it: as it was typed, and as the database compares with it."""

    filter: Filter
    text: str
    value: Any


@dataclass(frozen=True)
class ListArguments:
    """Page, sorting, search and filters of a list, in one value that makes addresses.

    `place` is the page; `last` asks for the last one instead, and `exact` for the exact number of rows.
    """

    place: Place = FIRST_PAGE
    last: bool = False
    exact: bool = False
    page_size: int | None = None
    sort: str | None = None
    descending: bool = False
    #: What rows that are alike in `sort` are sorted by: names, and whether they go down.
    then: tuple[tuple[str, bool], ...] = ()
    search: str = ""
    #: Look in the records' own fields only, and not in those of whom they belong to.
    own: bool = False
    filters: tuple[ActiveFilter, ...] = ()
    #: The columns somebody chose; None for those that the view shows.
    columns: tuple[str, ...] | None = None
    trash: bool = False
    complaints: tuple[str, ...] = field(default=(), compare=False)

    def filter_args(self) -> dict[str, str]:
        """The filters as an address has them."""
        return {f"flt{number}_{active.filter.arg}": active.text for number, active in enumerate(self.filters)}

    def url_args(self, **changes: Any) -> dict[str, Any]:
        """The arguments of an address for this list, with some of them changed; what is at its default is left out."""
        changed = replace(self, **changes)
        args = {
            "search": changed.search or None,
            "within": "own" if changed.own else None,
            "sort": changed.sort,
            "desc": 1 if changed.descending else None,
            "then": ",".join(f"{'-' if down else ''}{name}" for name, down in changed.then) or None,
            "page_size": changed.page_size,
            "show": ",".join(changed.columns) if changed.columns else None,
            "trash": 1 if changed.trash else None,
            "page": "last" if changed.last else changed.place.number or None,
            "after": changed.place.after,
            "before": changed.place.before,
            "count": "exact" if changed.exact else None,
        }
        return {name: value for name, value in args.items() if value is not None} | changed.filter_args()


@dataclass(frozen=True)
class Reader:
    """Reads addresses of one list for one user: only what the user may see can be sorted and filtered by."""

    columns: Sequence[str]
    choosable: Sequence[str]
    sortable: Mapping[str, Any]
    filters: Mapping[str, Filter]
    page_sizes: Sequence[int]

    def read(self, args: Any) -> ListArguments:
        """The arguments in a request's `args`."""
        complaints: list[str] = []
        return ListArguments(
            place=Place(whole_number(args.get("page")), identity(args.get("after")), identity(args.get("before"))),
            last=args.get("page") == "last",
            exact=args.get("count") == "exact",
            page_size=self.page_size(args.get("page_size")),
            sort=self.sort(args.get("sort"), complaints),
            descending=args.get("desc") in ("1", "true"),
            then=self.then(args.get("then", ""), complaints) if args.get("sort") else (),
            search=self.search(args.get("search", ""), complaints),
            own=args.get("within") == "own",
            filters=self.active(args, complaints),
            columns=self.chosen(args.get("show", "").split(","), complaints),
            trash=args.get("trash") == "1",
            complaints=tuple(complaints),
        )

    def add_filter(self, arguments: ListArguments, arg: str, text: str) -> ListArguments:
        """The same list narrowed by one more filter, from its first page on."""
        complaints = list(arguments.complaints)
        added = self.filter(arg, text, complaints)
        filters = arguments.filters + ((added,) if added else ())
        return replace(arguments, filters=filters, place=FIRST_PAGE, last=False, complaints=tuple(complaints))

    def page_size(self, text: str | None) -> int | None:
        size = whole_number(text)
        return size if size in self.page_sizes else None

    def chosen(self, names: Sequence[str], complaints: list[str]) -> tuple[str, ...] | None:
        """The columns with these names, in this order; None for those that the list shows anyway."""
        wanted = dict.fromkeys(name for name in names if name)
        found = tuple(name for name in wanted if name in self.choosable)
        if len(found) < len(wanted):
            complaints.append(_("A column that was chosen is not there any more, so the list goes without it."))
        return None if not found or found == tuple(self.columns) else found

    def sort(self, text: str | None, complaints: list[str]) -> str | None:
        """A column's name; its position in the list is understood too."""
        if not text:
            return None
        position = whole_number(text, missing=-1)
        name = self.columns[position] if 0 <= position < len(self.columns) else text
        if name in self.sortable:
            return name
        complaints.append(_("The list cannot be sorted by that, so it is in its usual order."))
        return None

    def then(self, text: str, complaints: list[str]) -> tuple[tuple[str, bool], ...]:
        """Further columns to sort by. `-age,firstname`: the oldest first, and those of one age by their first name."""
        wanted = {word.removeprefix("-"): word.startswith("-") for word in text.split(",")[:MOST_SORTS] if word}
        found = tuple((name, down) for name, down in wanted.items() if name in self.sortable)
        if len(found) < len(wanted):
            complaints.append(_("The list cannot be sorted further by that, so it is not."))
        return found

    def search(self, text: str, complaints: list[str]) -> str:
        try:
            words_of(text)
        except ValueError as error:
            complaints.append(_("The search %(problem)s.", problem=error))
            return ""
        return text.strip()

    def active(self, args: Any, complaints: list[str]) -> tuple[ActiveFilter, ...]:
        found: list[ActiveFilter] = []
        for name, text in list(args.items(multi=True))[: MOST_FILTERS * 3]:
            match = _FILTER.fullmatch(name)
            if match and len(found) < MOST_FILTERS:
                active = self.filter(match["arg"], text, complaints)
                found += [active] if active else []
        return tuple(found)

    def filter(self, arg: str, text: str, complaints: list[str]) -> ActiveFilter | None:
        """One filter with its value; None, and a complaint, where there is no such filter or no such value."""
        known = self.filters.get(arg)
        if known is None:
            complaints.append(_("One of the filters is not known here and was left out."))
            return None
        try:
            return ActiveFilter(known, text, known.clean(text))
        except ValueError as error:
            complaints.append(
                _(
                    "The filter “%(filter)s” was left out: %(value)s %(problem)s.",
                    filter=known.title,
                    value=shortened(text),
                    problem=error,
                )
            )
            return None


def conditions(active: Sequence[ActiveFilter]) -> list[ColumnElement[bool]]:
    """The conditions of the active filters. The values of one filter go together."""
    values: dict[Any, list[Any]] = defaultdict(list)
    for item in active:
        values[item.filter].append(item.value)
    return [known.condition(found) for known, found in values.items()]


def whole_number(text: str | None, missing: int = 0) -> int:
    """A number of at most nine digits in an address; anything else counts as missing."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) <= 9 else missing


def shortened(text: str) -> str:
    """What somebody typed, fit for a message."""
    printable = "".join(character for character in text if character.isprintable())
    return f"“{printable[:40]}{'…' if len(printable) > 40 else ''}”"
