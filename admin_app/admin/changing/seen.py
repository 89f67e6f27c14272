"""What somebody saw of a record, sealed into the page that showed it: a save knows by it who changed what.

Nobody can make up what they saw, or hand in what another user, or another record, was drawn with.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, time
from decimal import Decimal
from enum import Enum
from hashlib import blake2b
from typing import Any, NamedTuple

from flask import current_app
from itsdangerous import BadData, Serializer
from itsdangerous.encoding import base64_decode, base64_encode
from sqlalchemy import inspect
from werkzeug.exceptions import PreconditionRequired

from ...database import Record
from .. import access

#: The hidden field of a page that says what its reader saw.
FIELD = "seen_version"
#: Field → value, as `plain` has it.
Values = dict[str, Any]
#: Of a longer text the beginning is kept, and what tells it from any other.
LONGEST = 200
#: Before such a text. Nobody can type one that begins like it.
CUT = "\0"
#: In place of a value of before that nobody knows.
LOST = CUT
#: What stands for a record that is made only by this form.
NEW = "new"


class Seen(NamedTuple):
    """A record as a page showed it: its version, its values and, of what was to be decided, those before."""

    version: int
    values: Values
    asked: Values


class Seal(Serializer[str]):
    """JSON with a signature. It is not compressed: that would take longer than all else, and pages are."""

    def dump_payload(self, obj: Any) -> bytes:
        return base64_encode(super().dump_payload(obj))

    def load_payload(self, payload: bytes, serializer: Any = None) -> Any:
        return super().load_payload(base64_decode(payload), serializer)


def serializer() -> Seal:
    secret = current_app.secret_key
    assert secret is not None
    return Seal(secret, salt="seen")


def seal(record: tuple[str, int], seen: Seen) -> str:
    """What was seen of a record, given by its table and id, as a text for the page of whoever makes this request."""
    sealed: str | bytes = serializer().dumps([access.user().id, *record, *seen])
    return sealed if isinstance(sealed, str) else sealed.decode()


def unseal(record: tuple[str, int], text: str | None) -> Seen | None:
    """What the text says; None for none, and for one that was not made for this user and record."""
    try:
        user, table, identity, *seen = serializer().loads(text or "")
    except (BadData, ValueError):  # the latter for what is no text that can be signed
        return None
    return Seen(*seen) if (user, table, identity) == (access.user().id, *record) else None


def key_of(record: Any) -> tuple[str, int]:
    """Table and id of a record, which may have been forgotten by its session: asking it could ask the database."""
    return record.__tablename__, inspect(record).identity[0]


def seal_version(record: Any, **shown: Any) -> str:
    """For a page that shows a record without a form of its fields: its version, and whatever else was shown of it."""
    return seal(key_of(record), Seen(record.version, shown, {}))


def seen_version(record: Any, text: str | None) -> Seen:
    """The same, as it comes back. Answers 428 where there is none: who does not say what they saw changes nothing."""
    found = unseal(key_of(record), text)
    if found is None:
        raise PreconditionRequired
    return found


def plain(value: Any) -> Any:
    """A value as JSON keeps it, alike for all that look alike in a form."""
    if value is None or isinstance(value, bool | int):
        return value
    for kind, keep in KEPT:
        if isinstance(value, kind):
            return keep(value)
    return str(value)


def text(value: str) -> str | None:
    """Browsers send other line breaks than are stored, and forms take blanks away."""
    whole = value.replace("\r\n", "\n").strip()
    if len(whole) > LONGEST:
        return f"{CUT}{blake2b(whole.encode(errors='surrogatepass'), digest_size=8).hexdigest()}{whole[:LONGEST]}"
    return whole or None


def beginning(value: str) -> str:
    """What is left to show of a text that was kept."""
    return f"{value[17:]}…" if value.startswith(CUT) else value


def number(value: Decimal) -> str:
    return f"{value.normalize():f}"


def instant(value: datetime) -> str:
    """To the minute, as forms have it."""
    aware = value if value.tzinfo else value.replace(tzinfo=UTC)
    return aware.astimezone(UTC).isoformat(timespec="minutes")


def related(record: Record) -> int | str:
    identity: tuple[int, ...] | None = inspect(record).identity
    return identity[0] if identity else NEW


def several(values: Iterable[Any]) -> list[Any]:
    return sorted(map(plain, values), key=str)


#: The first line that fits decides: an enumeration may be text, and an instant is a day.
KEPT: tuple[tuple[Any, Any], ...] = (
    (Enum, lambda value: value.value),
    (str, text),
    (Record, related),
    (Decimal, number),
    (datetime, instant),
    (date | time, lambda value: value.isoformat()),
    (list | tuple | set, several),
    (dict, lambda value: value),
)
