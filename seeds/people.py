"""What people of the demo school have in common: e-mail addresses, telephones and streets."""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from random import Random
from typing import NamedTuple

from .places import STREETS, TOWN_WEIGHTS, TOWNS, Town

#: Letters that are no Latin letter with an accent.
PLAIN = str.maketrans(
    {"đ": "d", "ð": "d", "ø": "o", "ł": "l", "ı": "i", "ß": "ss", "æ": "ae", "œ": "oe", "þ": "th", "ŋ": "ng"}
)
LONGEST_WORD = 24


@lru_cache(maxsize=4096)
def plain_word(name: str) -> str:
    """A name as it can stand in an e-mail address: `Þórunn` is `thorunn`; empty for a script without Latin letters."""
    letters = unicodedata.normalize("NFKD", name.lower().translate(PLAIN))
    return "".join(letter for letter in letters if letter.isascii() and letter.isalnum())[:LONGEST_WORD]


def email(firstname: str, lastname: str, number: int, host: str) -> str:
    """An address that nobody else has, since the number is in it. The hosts are reserved for examples (RFC 2606)."""
    words = [word for word in (plain_word(firstname), plain_word(lastname)) if word]
    return f"{'.'.join([*words, str(number)])}@{host}"


def phone(rng: Random, area_code: str) -> str:
    """A number in the exchange that films use."""
    return f"({area_code}) 555-{rng.randrange(10_000):04d}"


class Address(NamedTuple):
    street: str
    town: Town


def address(rng: Random) -> Address:
    """A house somewhere in the towns around the school."""
    town = rng.choices(TOWNS, TOWN_WEIGHTS)[0]
    apartment = f", Apt. {rng.randrange(1, 40)}" if rng.random() < 0.25 else ""
    return Address(f"{rng.randrange(1, 2400)} {rng.choice(STREETS)}{apartment}", town)
