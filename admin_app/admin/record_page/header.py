"""The head of a record's page: who this is, what must be known first, and whom to call."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

from flask import url_for

from .. import access, display


class Mark(NamedTuple):
    """Something to know before anything else. `kind` is "danger" or "warning"; `tab` is where more is said."""

    text: str
    kind: str = "warning"
    tab: str = ""


class Contact(NamedTuple):
    """Somebody to call: who, what they are, and their phones, the first to be tried first."""

    who: Any
    what: str
    phones: Sequence[str]


@dataclass(frozen=True)
class PageHeader:
    """What stands above the tabs; everything in it is for those who may read the fields that it names.

    `also` is what the record is called besides, `badge` its state (`column_badges` says how that is toned), `facts` and
    `lines` are columns of the details page.
    """

    also: str = ""
    #: The column that refers to a picture, the endpoint that shows it for an id, and the verb that changes it.
    photo: str = ""
    photo_endpoint: str = ""
    photo_verb: str = ""
    badge: str = ""
    facts: Sequence[str] = ()
    lines: Sequence[str] = ()
    #: `alerts(record)`, which asks itself what the user may read.
    alerts: Callable[[Any], Iterable[Mark]] | None = None
    #: The relation that leads to whom to call, and `calls(record)`, the first of them first.
    contacts: str = ""
    calls: Callable[[Any], Sequence[Contact]] | None = None

    @cached_property
    def names(self) -> tuple[str, ...]:
        """Every column that the header shows."""
        named = (self.also, self.badge, *self.facts, *self.lines, self.contacts)
        return tuple(name for name in named if name)

    @property
    def functions(self) -> list[Any]:
        """What else looks at the record, and at what belongs to it."""
        return [function for function in (self.alerts, self.calls) if function]

    def content(self, view: Any, record: Any) -> dict[str, Any]:
        """What there is to draw."""
        shown = dict(view.visible(self.names))
        return {
            "initials": initials(str(record)),
            "photo": self.photo_of(view, record),
            "also": view.get_detail_value(None, record, self.also) if self.also in shown else "",
            "badge": view.get_detail_value(None, record, self.badge) if self.badge in shown else "",
            "facts": self.values(view, record, self.facts, shown),
            "lines": self.values(view, record, self.lines, shown),
            "alerts": list(self.alerts(record)) if self.alerts else [],
            "contacts_label": shown.get(self.contacts),
            "contacts": self.calls(record) if self.calls and self.contacts in shown else [],
        }

    def photo_of(self, view: Any, record: Any) -> str | None:
        """The address of the picture, where there is one and the user may see it."""
        if not self.photo or not access.may_read_field(view.model, self.photo):
            return None
        key = getattr(record, self.photo)
        return url_for(self.photo_endpoint, id=record.id, v=key) if key else None

    def values(self, view: Any, record: Any, names: Sequence[str], shown: Mapping[str, str]) -> list[tuple[str, Any]]:
        """Label and value of those of the columns that have one; a phone and an e-mail address as links."""
        values = ((name, view.get_detail_value(None, record, name)) for name in names if name in shown)
        return [(shown[name], display.reachable(name, value)) for name, value in values if value not in ("", None)]


def initials(title: str) -> str:
    """`Sammy Shark` → "SS"; of one word, its first letter."""
    words = [word for word in title.split() if word[0].isalnum()]
    return "".join(word[0] for word in (words[:1] + words[-1:] if len(words) > 1 else words)).upper()
