"""Searching: every word must be found, each in any of the searched columns."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Enum, String, cast, false, or_

from .. import access
from ..paths import Path
from .values import LONGEST_TEXT, UNSTORABLE

#: Words beyond these are ignored: each costs a condition for each column.
MOST_WORDS = 8


def words_of(text: str) -> list[str]:
    """The words that are looked for. Raises ValueError for text that no column can hold."""
    if "\0" in text:
        raise ValueError(UNSTORABLE)
    return text[:LONGEST_TEXT].split()[:MOST_WORDS]


def matching(paths: Sequence[Path], text: str) -> list[ColumnElement[bool]]:
    """The conditions of a search, one for each word. Raises ValueError as `words_of`."""
    readable = [path for path in paths if access.may_read(path)]
    return [
        or_(false(), *(path.where(contains(path, word), access.rows) for path in readable)) for word in words_of(text)
    ]


def contains(path: Path, word: str) -> ColumnElement[bool]:
    """Whether the end of the path has the word in it, in any case. `%` and `_` stand for themselves."""
    expression: Any = path.expression
    if not isinstance(path.type, String) or isinstance(path.type, Enum):
        expression = cast(expression, String)
    found: ColumnElement[bool] = expression.icontains(word, autoescape=True)
    return found
