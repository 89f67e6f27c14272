"""What the address of a list asks for, read forgivingly: what makes no sense is left out and complained about."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any
from urllib.parse import urlencode

from ...language import _, number
from ..identities import identity
from .filters import Filter
from .groups import ANY, ActiveFilter, Narrowing, merged, named
from .pages import FIRST_PAGE, Place
from .search import words_of

#: More values than anybody filters by at once; each costs a condition.
MOST_VALUES = 30
#: More columns than anybody sorts by at once.
MOST_SORTS = 3
#: What `match` in an address says of itself.
ALL = "all"
NARROWED_BY_NOTHING = Narrowing()
#: Changes that lead to the first page.
FIRST: dict[str, Any] = {"place": FIRST_PAGE, "last": False, "exact": False}


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
    filters: Narrowing = NARROWED_BY_NOTHING
    #: The columns somebody chose; None for those that the view shows.
    columns: tuple[str, ...] | None = None
    trash: bool = False
    complaints: tuple[str, ...] = field(default=(), compare=False)

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
        return {name: value for name, value in args.items() if value is not None} | changed.filters.args()


def encoded(args: Mapping[str, Any]) -> str:
    """Arguments as they follow the question mark of an address; a list is an argument for each of its values."""
    return "&".join(
        encoded_pair(name, each)
        for name, value in args.items()
        for each in (value if isinstance(value, list | tuple) else (value,))
    )


@lru_cache(maxsize=4096)
def encoded_pair(name: str, value: str | int) -> str:
    """A page of a list names the same few pairs in twenty addresses."""
    return urlencode([(name, value)])


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
            filters=self.narrowing(args, complaints),
            columns=self.chosen(args.get("show", "").split(","), complaints),
            trash=args.get("trash") == "1",
            complaints=tuple(complaints),
        )

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

    def narrowing(self, args: Any, complaints: list[str]) -> Narrowing:
        """The filters. What cannot be one is told: a list that shows more than was asked for must say so."""
        found: list[ActiveFilter] = []
        for match, texts in named(args):
            known = self.filters.get(match["arg"]) if match else None
            if match is None or known is None:
                complaints.append(_("One of the filters is not known here and was left out."))
                continue
            room = MOST_VALUES - sum(len(active.texts) for active in found)
            active = self.filter(known, texts[:room], complaints)
            if active:
                found = list(merged(found, replace(active, group=match["group"])))
            if len(texts) > room:
                complaints.append(
                    _(
                        "A list is filtered by %(most)s values at once; those after them were left out.",
                        most=number(MOST_VALUES),
                    )
                )
                break
        if args.get("match") not in (None, "", ALL, ANY):
            complaints.append(
                _("The list matches all of its filters or any of them, and was asked for neither, so it matches all.")
            )
        return Narrowing(tuple(found), any_group=args.get("match") == ANY)

    def filter(self, known: Filter, texts: Sequence[str], complaints: list[str]) -> ActiveFilter | None:
        """A filter with those values that make sense, and a complaint for each other one; None where none does."""
        kept: dict[str, Any] = {}
        for text in texts:
            try:
                kept[text] = known.clean(text)
            except ValueError as error:
                complaints.append(
                    _(
                        "The filter “%(filter)s” was left out: %(value)s %(problem)s.",
                        filter=known.title,
                        value=shortened(text),
                        problem=error,
                    )
                )
        return ActiveFilter(known, tuple(kept), tuple(kept.values())) if kept else None


def whole_number(text: str | None, missing: int = 0) -> int:
    """A number of at most nine digits in an address; anything else counts as missing."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) <= 9 else missing


def shortened(text: str) -> str:
    """What somebody typed, fit for a message."""
    printable = "".join(character for character in text if character.isprintable())
    return f"“{printable[:40]}{'…' if len(printable) > 40 else ''}”"
