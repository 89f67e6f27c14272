"""What was probably meant by a name that leads nowhere."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from difflib import get_close_matches

from .paths import Model, UnknownName, resolve


def guess(name: str, known: Iterable[str]) -> str:
    """What was probably meant."""
    close = get_close_matches(name, sorted(known), 1)
    return f". Did you mean {close[0]!r}?" if close else ""


def not_on(model: Model, option: str, names: Iterable[str]) -> Iterator[str]:
    """Each of the names that is not on the model, as a mistake of an option."""
    for name in names:
        try:
            resolve(model, name)
        except UnknownName as error:
            yield f"{option}: {error}{guess(error.name, error.known)}"
