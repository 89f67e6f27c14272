"""How values look: on a page (`PAGE`), in a cell there (`CELL`) and in a file (`FILE`), by their type.

None of this asks the database.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime, time
from decimal import Decimal
from enum import Enum
from typing import Any

from flask import g, url_for
from markupsafe import Markup, escape

from .. import clock, language
from ..database import Record
from ..language import _
from . import access
from .wording import member_label, member_text

#: (view, value, name of the column) → what to show. The first type that fits decides: datetime before date.
Formatters = Mapping[type[Any], Callable[[Any, Any, str], Any]]


def phone(value: str | None) -> str | Markup:
    """A number as a link that dials it; what stands after a letter, an extension, is dialed by hand."""
    text = value or ""
    number = re.sub(r"[^\d+*#]", "", re.split(r"[^\W\d_]", text, maxsplit=1)[0])
    return Markup('<a href="tel:{}">{}</a>').format(number, text) if len(number) > 2 else text


def reachable(name: str, value: Any) -> Any:
    """A phone or an e-mail address, told by the name of its column, as a link; any other value as it is."""
    if name.endswith("phone"):
        return phone(value)
    if is_address(name) and value:
        return Markup('<a href="mailto:{}">{}</a>').format(value, breaking(escape(value)))
    return value


def is_address(name: str) -> bool:
    """Whether a column holds e-mail addresses."""
    return name.endswith("email")


def breaking(text: str) -> Markup:
    """An e-mail address, escaped already, that is broken before its @ where it has to be broken at all."""
    return Markup(str(text).replace("@", "<wbr>@"))  # noqa: S704  # escaped by whoever asks


def plain(view: Any, value: str, name: str) -> str:
    return breaking(escape(value)) if is_address(name) else value


def blank(view: Any, value: None, name: str) -> str:
    return ""


def yes_or_no(view: Any, value: bool, name: str) -> str:
    return _("Yes") if value else _("No")


def choice(view: Any, value: Enum, name: str) -> str:
    """A word; as a badge where the view says how it is toned."""
    label = member_text(value)
    tone = view.column_badges.get(name, {}).get(value.value) if view else None
    return Markup("<span class=state-{}>{}</span>").format(tone, label) if tone else label


def instant(view: Any, value: datetime, name: str) -> Markup:
    """As the school's clock shows it."""
    moment = clock.local(value)
    return Markup('<time datetime="{}">{}, {:%H:%M}</time>').format(
        moment.isoformat(timespec="seconds"), language.day(moment), moment
    )


def day(view: Any, value: date, name: str) -> Markup:
    return Markup('<time datetime="{}">{}</time>').format(value.isoformat(), language.day(value))


def clock_time(view: Any, value: time, name: str) -> str:
    return f"{value:%H:%M}"


def number(view: Any, value: Decimal, name: str) -> str:
    """Money as such; of other numbers two digits after the point, or all where there are more."""
    if view is not None and name in view.money:
        return language.money(value)
    return language.number(value, max(2, -int(value.as_tuple().exponent)))


def several(view: Any, values: list[Any], name: str) -> Markup:
    return Markup(", ").join(shown(view, value, name, PAGE) for value in values if value is not None)


def pairs(view: Any, values: dict[str, Any], name: str) -> str:
    return "; ".join(f"{key}: {value}" for key, value in values.items())


def link(view: Any, record: Record, name: str) -> Markup:
    """A related record, linked to its page for those who may read it. What is in the trash has no page."""
    base = details_base(type(record)) if record.deleted_at is None else None
    label = escape(record)
    linked = Markup(f'<a href="{base}{record.id}">{label}</a>') if base else label  # noqa: S704  # an address of ours
    return linked + badge(mark_of(record))


def mark_column(model: type[Any]) -> str | None:
    """The column by which records of a model are marked wherever their name stands, for those who may read it.

    A model says so in `__mark__`: a column that is true or false, and the words for true.
    """
    column, _words = getattr(model, "__mark__", (None, None))
    return column if column and access.may_read_field(model, column) else None


def mark_words(model: type[Any]) -> str:
    """What a mark of this model says."""
    return language.translated(model.__mark__[1])


def mark_of(record: Record) -> str:
    """What has to be known wherever a record is named; nothing for most."""
    column = mark_column(type(record))
    return mark_words(type(record)) if column and getattr(record, column) else ""


def named(record: Record) -> str:
    """A name and its mark in plain text, for a file."""
    words = mark_of(record)
    return f"{record} ({words})" if words else str(record)


def badge(words: str) -> Markup:
    """A mark after a name; nothing for no words."""
    return Markup(' <span class="state-warn known">{}</span>').format(words) if words else Markup()


def details_base(model: type[Any]) -> str | None:
    """The address of the model's details pages up to the id; None for those who may not open them.

    Made once a request for each model, since making an address costs more than showing a cell.
    """
    known: dict[str, str | None] = g.setdefault("details_bases", {})
    table = model.__tablename__
    if table not in known:
        screen = access.screens().get(table)
        opens = screen is not None and screen.can_view_details
        known[table] = escape(url_for(f"{table}.details_view", id="")) if opens else None
    return known[table]


def shown(view: Any, value: Any, name: str, formatters: Formatters) -> Any:
    """A value as its type is shown; as it is where no formatter fits."""
    for kind, formatter in formatters.items():
        if isinstance(value, kind):
            return formatter(view, value, name)
    return value


PAGE: Formatters = {
    type(None): blank,
    bool: yes_or_no,
    Enum: choice,
    datetime: instant,
    date: day,
    time: clock_time,
    Decimal: number,
    list: several,
    dict: pairs,
    Record: link,
}

#: In a cell of a table.
CELL: Formatters = {**PAGE, str: plain}

#: Plain text for whoever reads.
TEXT: Formatters = {
    **PAGE,
    Enum: lambda view, value, name: member_text(value),
    datetime: lambda view, value, name: language.moment(value),
    date: lambda view, value, name: language.day(value),
    list: lambda view, values, name: ", ".join(
        str(shown(view, item, name, TEXT)) for item in values if item is not None
    ),
    Record: lambda view, record, name: str(record),
}

#: Plain text and numbers that a spreadsheet can reckon with. A file is read by programs too, so it is in one language.
FILE: Formatters = {
    type(None): blank,
    bool: lambda view, value, name: "Yes" if value else "No",
    Enum: lambda view, value, name: member_label(value),
    datetime: lambda view, value, name: clock.local(value).isoformat(timespec="seconds"),
    date: lambda view, value, name: value.isoformat(),
    time: lambda view, value, name: value.isoformat(timespec="minutes"),
    list: lambda view, values, name: ", ".join(
        str(shown(view, item, name, FILE)) for item in values if item is not None
    ),
    dict: pairs,
    Record: lambda view, record, name: named(record),
}
