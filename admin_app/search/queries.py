"""What somebody types into the search box, taken apart."""

from __future__ import annotations

import re
from dataclasses import dataclass

from .words import pieces, spellings

#: Words beyond these are ignored.
MOST_WORDS = 8
#: Characters beyond these are ignored.
LONGEST_TEXT = 200
#: Typed with a hyphen, a name may be kept in two fields; one with more parts is no name.
MOST_PARTS = 4
PHONE = re.compile(r"\+?[\d\s().\-/]+")
#: Digits that make a number of more than a few a telephone number.
SHORTEST_PHONE = 7
LONGEST_COUNTRY_CODE = 3

#: Terms that must all be there.
Alternative = tuple[str, ...]
#: One typed word: any of its alternatives will do.
Word = tuple[Alternative, ...]


@dataclass(frozen=True)
class Query:
    """The words to look for; all must match. Without words it matches nothing: there was nothing but punctuation."""

    text: str
    words: tuple[Word, ...]

    def __bool__(self) -> bool:
        return bool(self.words)


def parse(text: str) -> Query:
    """Take apart what was typed. Raises ValueError for text with a NUL, which no engine can hold."""
    if "\0" in text:
        raise ValueError("This text cannot be searched for.")
    text = " ".join(text[:LONGEST_TEXT].split())
    if PHONE.fullmatch(text) and len("".join(pieces(text))) >= SHORTEST_PHONE:
        return Query(text, (phone(text),))
    words = (word(typed) for typed in text.split(" ")[:MOST_WORDS])
    return Query(text, tuple(dict.fromkeys(alternatives for alternatives in words if alternatives)))


def word(typed: str) -> Word:
    """The alternatives of one typed word: all of it in one, with umlauts either way; or each of its parts."""
    found: dict[Alternative, None] = {}
    for spelling in spellings(typed):
        parts = pieces(spelling)
        if parts:
            found[("".join(parts),)] = None
        if 1 < len(parts) <= MOST_PARTS and "@" not in typed:
            found[tuple(dict.fromkeys(parts))] = None
    return tuple(found)


def phone(text: str) -> Word:
    """A telephone number, which may be kept without the country's code, or with it instead of the leading zero."""
    digits = "".join(pieces(text))
    found = [digits]
    if text.startswith(("+", "00")):
        national = digits.removeprefix("00")
        found += [national, *(national[length:] for length in range(1, LONGEST_COUNTRY_CODE + 1))]
    elif digits.startswith("0"):
        found.append(digits.lstrip("0"))
    return tuple((number,) for number in dict.fromkeys(found) if len(number) >= SHORTEST_PHONE)
