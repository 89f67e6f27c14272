"""One page of a list: its keys are found from an index alone, and only its own rows are read.

A page is reached from the one beside it, by the id of the row at its edge, which stays right while rows come and go; or
by its number, which skips keys only, and from whichever end of the list is nearer.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Integer, Select, bindparam, func, literal_column, select
from sqlalchemy.orm import Session

from ..paths import Model
from .counting import Total
from .search import Found, best_first
from .sorting import Order, Term, beyond, join_order, order_by

#: How many rows a page statement shows, and how many it skips.
SHOWN, SKIPPED = bindparam("shown", type_=Integer), bindparam("skipped", type_=Integer)
Count = Callable[[], Total]


@dataclass(frozen=True)
class Place:
    """Which page is wanted: its number (the first is 0), and the row it follows or precedes where that is known."""

    number: int = 0
    after: int | None = None
    before: int | None = None


FIRST_PAGE = Place()


@dataclass(frozen=True)
class Page:
    """The rows of a page, its number, how many rows the list has, and whether another page follows."""

    rows: Sequence[Any]
    number: int
    total: Total
    more: bool


@dataclass(frozen=True)
class Listing:
    """What a list shows: the rows of `model` that meet the conditions, in an order; if it was searched, those `found`.

    Without an order, what was found comes with the best match first.
    """

    model: Model
    where: Sequence[ColumnElement[bool]]
    order: Order
    found: Found | None = None
    #: Whether these are all rows that are not in the trash.
    whole: bool = False
    #: Statements made for this listing, where it is the same for the next request too.
    kept: dict[Hashable, Select[Any]] = field(default_factory=dict, compare=False)

    @property
    def best_first(self) -> bool:
        return self.found is not None and not self.order

    def keys(self) -> Select[Any]:
        """The ids of all rows, labelled `id`, in no order."""
        start = self.found.keys() if self.found else select(self.model.id.label("id"))
        return start.where(*self.where)

    def count(self, most: int | None) -> Select[Any]:
        """How many rows there are, counting no further than `most`."""
        if most not in self.kept:
            one: Select[Any] = select(literal_column("1").label("one")).select_from(self.model).where(*self.where)
            rows = self.keys() if self.found else one  # SQLite counts these a third faster
            self.kept[most] = select(func.count()).select_from(rows.limit(most).subquery("counted"))
        return self.kept[most]

    def statement(self, rows: Select[Any], part: Part, dialect: str) -> Select[Any]:
        """`page_statement`, made once for all parts that differ in how many rows they skip and show."""
        if part.edge is not None:
            return page_statement(rows, self, part, dialect)
        key = rows, dialect, part.backwards
        if key not in self.kept:
            self.kept[key] = page_statement(rows, self, part, dialect)
        return self.kept[key]


class Part(NamedTuple):
    """Which keys of a listing: those past an edge, if any, some of them skipped; `backwards` reads from the end."""

    edge: Sequence[Any] | None
    offset: int
    limit: int
    backwards: bool


def load_page(
    session: Session, listing: Listing, statement: Select[Any], place: Place, *, size: int, count: Count
) -> Page:
    """The page at a place, or the last one where there are not so many.

    `statement` selects what is wanted of the model's rows, and `count` tells how many there are; a list that fits on
    its first page needs no counting. One query and those of `count`, and one more where the place is beside a row.
    """
    if listing.best_first:
        return load_best(session, listing, statement, place.number, size, count())
    if not place.number:
        rows = read(session, listing, statement, Part(None, 0, size + 1, backwards=False))
        total = count() if len(rows) > size else Total(len(rows))
        return Page(rows[:size], 0, total, more=len(rows) > size)
    total = count()
    number = min(place.number, total.last_page(size)) if total.exact else place.number
    part = beside(session, listing, place, size) or numbered(number, size, total)
    rows = read(session, listing, statement, part)
    if part.backwards:
        return Page(rows, number, total, more=part.edge is not None or part.offset > 0)
    return Page(rows[:size], number, total, more=len(rows) > size)


def load_best(session: Session, listing: Listing, statement: Select[Any], number: int, size: int, total: Total) -> Page:
    """A page of what a search found. The keys come first, since the index has them in the order that is wanted."""
    assert listing.found
    number = min(number, total.last_page(size)) if total.exact else number
    wanted = best_first(session, listing.found, listing.where, offset=number * size, limit=size + 1)
    rows = session.execute(statement.where(listing.model.id.in_(wanted[:size]))).all() if wanted else ()
    place = {key: position for position, key in enumerate(wanted)}
    return Page(sorted(rows, key=lambda row: place[row[0]]), number, total, more=len(wanted) > size)


def read(session: Session, listing: Listing, statement: Select[Any], part: Part) -> Sequence[Any]:
    """The rows of a part, in the order of the list."""
    made = listing.statement(statement, part, session.get_bind(listing.model).dialect.name)
    rows = session.execute(made, {"shown": part.limit, "skipped": part.offset}).all()
    return rows[::-1] if part.backwards else rows


def numbered(number: int, size: int, total: Total) -> Part:
    """A page by its number. Forwards it is one row more, which tells whether another page follows."""
    start = number * size
    if total.exact and start > total.count // 2:
        end = min(start + size, total.count)
        return Part(None, total.count - end, end - start, backwards=True)
    return Part(None, start, size + 1, backwards=False)


def beside(session: Session, listing: Listing, place: Place, size: int) -> Part | None:
    """The page beside a row; None for the first page, and where that row is no longer there."""
    edge = place.after if place.after is not None else place.before
    if edge is None or not place.number:
        return None
    joined = join_order(select(listing.model.id), listing.model, listing.order)
    columns = (term.column for term in joined.terms)
    values = session.execute(joined.statement.with_only_columns(*columns).where(listing.model.id == edge)).one_or_none()
    if values is None:
        return None
    backwards = place.after is None
    return Part(tuple(values), 0, size if backwards else size + 1, backwards)


def page_statement(statement: Select[Any], listing: Listing, part: Part, dialect: str) -> Select[Any]:
    """The rows of a part: a sub-select finds the keys from an index, and only those rows are read in full.

    The sub-select carries what it sorted by, so that the rows come out in the same order without joining again.
    """
    joined = join_order(listing.keys(), listing.model, listing.order)
    *sorts, key = joined.terms
    if listing.found and not sorts:
        joined.terms[-1] = key._replace(column=listing.found.position)
    keys = joined.statement.add_columns(*(term.column.label(f"sort_{n}") for n, term in enumerate(sorts)))
    keys = keys.order_by(*order_by(joined.terms, dialect, backwards=part.backwards))
    if part.edge is not None:
        keys = keys.where(beyond(joined.terms, part.edge, dialect, backwards=part.backwards))
    page = keys.limit(SHOWN).offset(SKIPPED).subquery("page")
    again = [Term(page.c[f"sort_{n}"], term.descending, term.nullable) for n, term in enumerate(sorts)]
    again.append(key._replace(column=page.c.id))
    return statement.join(page, listing.model.id == page.c.id).order_by(
        *order_by(again, dialect, backwards=part.backwards)
    )


def key_statement(model: Model, where: Sequence[ColumnElement[bool]], order: Order, dialect: str) -> Select[Any]:
    """The ids of all rows in order."""
    joined = join_order(select(model.id), model, order)
    return joined.statement.where(*where).order_by(*order_by(joined.terms, dialect))
