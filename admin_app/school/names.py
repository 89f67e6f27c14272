"""Whether two names may be one person's: in any order, misspelt, without accents, preferred or former."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import Any

from ..search import is_misspelt, pieces

#: Words of a name, folded and coded as the search has them.
Words = tuple[str, ...]


class NameMatch(StrEnum):
    """How far two names agree, as the office would say it."""

    SAME = "same name"
    PREFERRED = "same preferred name"
    FORMER = "same former name"
    SIMILAR = "similar name"
    LAST = "same last name"
    FIRST = "same first name"


@dataclass(frozen=True)
class Name:
    """What somebody is called. Whole names are sorted words, so that their order makes no difference."""

    given: Words
    last: Words
    own: frozenset[Words]
    preferred: frozenset[Words]
    former: frozenset[Words]

    @cached_property
    def every(self) -> frozenset[Words]:
        return self.own | self.preferred | self.former


def name_of(get: Callable[[str], Any]) -> Name:
    """The name among the attributes of a person; `get` gives the value of an attribute, or None."""
    first, middle, last = (get(field) for field in ("firstname", "middle_name", "lastname"))
    preferred, former = get("preferred_name"), (get("former_names") or "").split(";")
    own = (first, last), (first, middle, last), (glued(first), glued(last)), (get("other_script_name"),)
    return Name(
        given=words(first, preferred),
        last=words(last),
        own=whole_names(own),
        preferred=whole_names([(preferred, last)] if preferred else []),
        former=whole_names((each,) for each in former),
    )


def words(*texts: str | None) -> Words:
    """The words of some texts, each once."""
    return tuple(dict.fromkeys(word for text in texts if text for word in pieces(text)))


def glued(text: str | None) -> str:
    """`Anna Maria` as one word, as others write it."""
    return "".join(words(text))


def whole_names(names: Iterable[tuple[str | None, ...]]) -> frozenset[Words]:
    """Names of two words at least: one alone is nobody's."""
    found = (tuple(sorted(words(*parts))) for parts in names)
    return frozenset(name for name in found if len(name) > 1)


def compare(one: Name, other: Name) -> NameMatch | None:
    """How far two names agree; None where they do not."""
    if one.own & other.own:
        return NameMatch.SAME
    if (one.own | one.preferred) & (other.own | other.preferred):
        return NameMatch.PREFERRED
    if one.every & other.every:
        return NameMatch.FORMER
    if any(is_similar(mine, theirs) for mine in one.every for theirs in other.every):
        return NameMatch.SIMILAR
    if set(one.last) & set(other.last):
        return NameMatch.LAST
    return NameMatch.FIRST if set(one.given) & set(other.given) else None


def is_similar(mine: Words, theirs: Words) -> bool:
    """Whether each word of the shorter name, two at least, is in the longer one, perhaps misspelt."""
    short, rest = sorted((list(mine), list(theirs)), key=len)
    for word in short:
        match = word if word in rest else next((each for each in rest if is_misspelt(word, each)), None)
        if match is None:
            return False
        rest.remove(match)
    return True
