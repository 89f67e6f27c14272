"""Parts of words on MySQL and MariaDB, whose full-text search knows whole words only.

So every three characters of an entry are a word to it: `gsmi gmit gith`. The letter before them keeps them from being
among the words that it leaves out (“the”, “for”), and a space is written as `_`, which is a letter there.
"""

from __future__ import annotations

from typing import Any

from .declarations import OWN, RELATED
from .tables import GRAMS

LENGTH = 3
#: Which columns the trigrams of each column of GRAMS come from.
SOURCES = dict(zip(GRAMS, (OWN, RELATED), strict=True))


def add_grams(dialect: str, row: dict[str, Any]) -> None:
    """Give an entry its trigrams, where the engine needs them."""
    if dialect not in ("mysql", "mariadb"):
        return
    for name, columns in SOURCES.items():
        row[name] = " ".join(sorted({gram for column in columns for gram in grams(row[column])}))


def grams(text: str) -> list[str]:
    """Every three characters of a text."""
    text = text.replace(" ", "_")
    return [f"g{text[start : start + LENGTH]}" for start in range(len(text) - LENGTH + 1)]


def needed(part: str) -> str:
    """What an entry that has this part must have, in the language of MATCH … AGAINST.

    Trigrams side by side are enough: each further one costs the reading of all that have it.
    """
    every = grams(part)
    return " ".join(f"+{gram}" for gram in dict.fromkeys([*every[::LENGTH], *every[-1:]]))
