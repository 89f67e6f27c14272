"""Who else has a record open to edit it: kept in the cache, never in the database, and forgotten by itself.

In Redis it is known to every process. Without, each process knows of its own visitors; in service there is one then.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import NamedTuple

from .. import clock
from ..extensions import cache
from ..language import _
from . import access

#: Seconds after which somebody is gone who did not say so: four signs of life.
LASTS = 120

#: Id of a user → their name, and since when and until when they were there, as seconds since 1970.
Visitors = dict[int, tuple[str, float, float]]
#: A record by table and id.
Key = tuple[str, int]


class Met(NamedTuple):
    """Those who are there already, in words, and the moment at which they were asked for: see `leave`."""

    others: list[str]
    moment: float


def arrive(record: Key) -> Met:
    """Say that whoever makes this request has a record open, or still has; and who else does."""
    me, moment = access.user(), clock.now().timestamp()
    there = visitors(record, moment)
    since = there[me.id][1] if me.id in there else moment
    others = [(name, arrived) for user, (name, arrived, _) in there.items() if user != me.id]
    cache.set(name_of(record), there | {me.id: (str(me), since, moment)}, timeout=LASTS)
    return Met(in_words(others), moment)


def leave(record: Key, moment: float) -> None:
    """Forget whoever makes this request, unless they have been there since that moment: on the next page, say."""
    me = access.user()
    there = visitors(record, clock.now().timestamp())
    if me.id in there and there[me.id][2] <= moment:
        del there[me.id]
        cache.set(name_of(record), there, timeout=LASTS)


def visitors(record: Key, moment: float) -> Visitors:
    """Those who gave a sign of life in time."""
    found: Visitors = cache.get(name_of(record)) or {}
    return {user: visit for user, visit in found.items() if visit[2] > moment - LASTS}


def name_of(record: Key) -> str:
    table, identity = record
    return f"open:{table}:{identity}"


def in_words(others: Iterable[tuple[str, float]]) -> list[str]:
    """A sentence on each, as the school's clock has it; who came first comes first."""
    by_arrival = sorted(others, key=lambda other: other[1])
    return [
        _(
            "%(who)s has this open since %(time)s.",
            who=name,
            time=f"{clock.local(datetime.fromtimestamp(at, UTC)):%H:%M}",
        )
        for name, at in by_arrival
    ]
