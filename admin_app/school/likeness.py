"""Who is likely to be here already: found by indexes, judged by a few rules that can be said in words.

Offices enter again whoever comes back. So before a new person is saved, those who may be the same are looked for: by
e-mail address, phone, birth date and name, former and misspelt names included.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Select, or_, select

from .. import search
from ..database import db
from ..search import Query
from ..texts import later
from .names import Name, NameMatch, compare, name_of

#: Shown at most, and looked at from each index at most.
MOST, MOST_LOOKED_AT = 5, 20
#: Looked at of those born on one day, about as many as two million students have.
MOST_BORN_TOGETHER = 500
#: Words of a first and of a last name that are looked up.
MOST_WORDS = 4
#: Fewer digits are no phone number.
SHORTEST_PHONE, LONGEST_COUNTRY_CODE = 7, 3
PHONES = ("phone", "work_phone")
#: A typed word: any of its alternatives will do.
Word = tuple[tuple[str, ...], ...]


class Reason(StrEnum):
    """Why two people may be one, or not, besides their names, as the office would say it."""

    SAME_BIRTH_DATE = "same birth date"
    SIMILAR_BIRTH_DATE = "birth date differs in one place"
    OTHER_BIRTH_DATE = "other birth date"
    SAME_EMAIL = "same e-mail address"
    SAME_PHONE = "same phone"


POINTS: dict[NameMatch | Reason, int] = {
    NameMatch.SAME: 7,
    NameMatch.PREFERRED: 7,
    NameMatch.FORMER: 7,
    NameMatch.SIMILAR: 5,
    NameMatch.LAST: 2,
    NameMatch.FIRST: 2,
    Reason.SAME_BIRTH_DATE: 3,
    Reason.SIMILAR_BIRTH_DATE: 1,
    Reason.OTHER_BIRTH_DATE: -6,
    Reason.SAME_EMAIL: 6,
    Reason.SAME_PHONE: 2,
}
#: A similar name alone says something where few have one.
RARE = 1
#: From so many points on somebody is worth a look, and from so many on it is probably them, if the names agree.
WORTH_A_LOOK, PROBABLE = 6, 8
NAMES_AGREE = frozenset({NameMatch.SAME, NameMatch.PREFERRED, NameMatch.FORMER, NameMatch.SIMILAR})


@dataclass(frozen=True)
class Likeness:
    """A record that may be the person who is being entered."""

    record: Any
    reasons: tuple[NameMatch | Reason, ...]
    score: int

    @property
    def probable(self) -> bool:
        """Whether it is more likely the same person than another one."""
        return self.score >= PROBABLE and not NAMES_AGREE.isdisjoint(self.reasons)

    @property
    def hint(self) -> str:
        """Who else it may be, where that is as likely."""
        if self.probable:
            return ""
        if {NameMatch.LAST, Reason.SAME_BIRTH_DATE} <= set(self.reasons):
            return later("Perhaps a twin.")
        if NAMES_AGREE.isdisjoint(self.reasons):
            return later("Perhaps of the same family.")
        return later("Perhaps a namesake.")


@dataclass(frozen=True)
class Traits:
    """What is compared of a person: as far as it is typed, or as a record has it."""

    name: Name
    born: date | None
    email: str | None
    phones: tuple[str, ...]


@dataclass(frozen=True)
class Roster:
    """Where to look: among the records of a model that meet the conditions, in the given parts of their entries."""

    model: Any
    columns: tuple[str, ...]
    where: tuple[ColumnElement[bool], ...]

    def having(self, condition: ColumnElement[bool]) -> list[int]:
        """The ids of those that meet a condition which an index answers."""
        statement = select(self.model.id).where(condition, *self.where)
        return list(db.session.scalars(statement.limit(MOST_LOOKED_AT)))

    def found(self, matches: Select[Any], *further: ColumnElement[bool]) -> list[int]:
        """The ids of those among the matches of a search."""
        key = matches.selected_columns.record_id
        statement = matches.join(self.model, self.model.id == key).with_only_columns(self.model.id)
        in_order = statement.where(*self.where, *further).order_by(search.position(self.dialect))
        return list(db.session.scalars(in_order.limit(MOST_LOOKED_AT)))

    def records(self, ids: set[int]) -> Sequence[Any]:
        """The records with these ids, wholly read."""
        statement = select(self.model).where(self.model.id.in_(sorted(ids)), *self.where)
        return db.session.scalars(statement).all() if ids else []

    @property
    def dialect(self) -> str:
        return str(db.session.get_bind(self.model).dialect.name)


def likely_same(
    model: Any, typed: Mapping[str, Any], columns: tuple[str, ...], where: Iterable[ColumnElement[bool]]
) -> list[Likeness]:
    """Who among the records that meet the conditions may be the person that is typed, the likeliest first.

    `model` is of people who are in the search index. `typed` has values by attribute, and the records are compared by
    these attributes only. `columns` are the parts of their entries (`search.COLUMNS`) that may be searched.
    """
    new, roster = traits(typed.get), Roster(model, columns, tuple(where))
    with db.session.no_autoflush:
        by_name = named(roster, new, misspelt=False)
        similar = named(roster, new, misspelt=True) if len(by_name) < MOST else []
        others = (*with_email(roster, new), *with_phone(roster, new), *born_together(roster, new))
        records = roster.records({*by_name, *similar, *others})
    rare = set(similar) if len(similar) <= MOST else set()
    judged = (judge(new, record, typed.keys(), rare=record.id in rare) for record in records)
    worthy = (each for each in judged if each.score >= WORTH_A_LOOK)
    return sorted(worthy, key=lambda each: (-each.score, each.record.id))[:MOST]


def traits(get: Callable[[str], Any]) -> Traits:
    """The traits among the attributes of a person; `get` gives the value of an attribute, or None."""
    email: str | None = get("email")
    numbers = (digits(get(field)) for field in PHONES)
    return Traits(
        name=name_of(get),
        born=get("date_of_birth"),
        email=email.strip().lower() if email else None,
        phones=tuple(number for number in numbers if len(number) >= SHORTEST_PHONE),
    )


def digits(phone: str | None) -> str:
    """The digits of a number without the zeros before it, which stand for what is dialed first."""
    return "".join(character for character in phone or "" if character.isdecimal()).lstrip("0")


# --- finding ----------------------------------------------------------------------------------------------------------


def with_email(roster: Roster, new: Traits) -> list[int]:
    return roster.having(roster.model.email == new.email) if new.email else []


def with_phone(roster: Roster, new: Traits) -> list[int]:
    """By digits, with or without the code of the country before them."""
    if not new.phones or "details" not in roster.columns:
        return []
    words = tuple((number[-max(SHORTEST_PHONE, len(number) - LONGEST_COUNTRY_CODE) :],) for number in new.phones)
    return roster.found(search.matches(roster.dialect, roster.model, Query("", (words,)), ("details",)))


def born_together(roster: Roster, new: Traits) -> list[int]:
    """Those born on the same day whose names have something in common. An index knows both."""
    if new.born is None:
        return []
    model = roster.model
    statement = select(model.id, model.firstname, model.lastname).where(model.date_of_birth == new.born, *roster.where)
    rows = db.session.execute(statement.limit(MOST_BORN_TOGETHER)).mappings()
    return [row["id"] for row in rows if compare(new.name, name_of(row.get))][:MOST_LOOKED_AT]


def named(roster: Roster, new: Traits, *, misspelt: bool) -> list[int]:
    """Those whose names have a word of the first name and one of the last; or, misspelt, words like them.

    Where both birth dates are known, they are the same or nearly so.
    """
    given = new.name.given[:MOST_WORDS]
    former = sorted({word for name in new.name.former for word in name}.difference(given))
    last = (*new.name.last, *former)[:MOST_WORDS]
    columns = [column for column in ("names", "details") if column in roster.columns]
    if not (given and new.name.last and columns):
        return []
    near = search.neighbors_of(db.session(), [*given, *last]) if misspelt else {}
    first = any_of(given, near)
    query = Query("", (first, any_of(last, near, without=first)))
    born = getattr(roster.model, "date_of_birth", None)
    by_date = [] if born is None or new.born is None else [or_(born.is_(None), born.in_(near_dates(new.born)))]
    return roster.found(search.whole_words(roster.dialect, roster.model, query, columns), *by_date)


def any_of(words: Sequence[str], near: Mapping[str, Sequence[str]], *, without: Word = ()) -> Word:
    """Any of the words, or of those like them, except what is sought already."""
    like = dict.fromkeys(each for word in words for each in near.get(word, ()) if (each,) not in without)
    return tuple((each,) for each in dict.fromkeys([*words, *like]))


# --- judging ----------------------------------------------------------------------------------------------------------


def judge(new: Traits, record: Any, fields: Container[str], *, rare: bool) -> Likeness:
    """What a record has in common with what is typed, by these of its fields, and how much that says."""
    old = traits(lambda field: getattr(record, field, None) if field in fields else None)
    reasons: list[NameMatch | Reason | None] = [compare(new.name, old.name), compare_dates(new.born, old.born)]
    reasons.append(Reason.SAME_EMAIL if new.email and new.email == old.email else None)
    reasons.append(Reason.SAME_PHONE if share_a_phone(new, old) else None)
    found = tuple(reason for reason in reasons if reason is not None)
    extra = RARE if rare and NameMatch.SIMILAR in found else 0
    return Likeness(record, found, sum(POINTS[reason] for reason in found) + extra)


def share_a_phone(new: Traits, old: Traits) -> bool:
    return any(mine.endswith(its) or its.endswith(mine) for mine in new.phones for its in old.phones)


def compare_dates(one: date | None, other: date | None) -> Reason | None:
    if one is None or other is None:
        return None
    if one == other:
        return Reason.SAME_BIRTH_DATE
    return Reason.SIMILAR_BIRTH_DATE if other in near_dates(one) else Reason.OTHER_BIRTH_DATE


def near_dates(day: date) -> list[date]:
    """A date, and what it becomes when its day, month or year is mistyped, or day and month change places."""
    parts = [(day.year, day.month, each) for each in range(1, 32)]
    parts += [(day.year, each, day.day) for each in range(1, 13)]
    parts += [(day.year + each, day.month, day.day) for each in range(-10, 11)]
    found = set()
    for year, month, number in [*parts, (day.year, day.day, day.month)]:
        with suppress(ValueError):  # there is no such date
            found.add(date(year, month, number))
    return sorted(found)
