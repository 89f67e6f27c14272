"""Form fields from columns: the type decides the field, the column what is required, and both what is refused."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    Date,
    DateTime,
    Enum,
    Float,
    Integer,
    Numeric,
    String,
    Text,
    Time,
)
from wtforms import fields
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Length, NumberRange

from ... import clock
from ...language import _, lazy_gettext
from ..column_types import base_type, integer_bits, members
from ..wording import member_text
from .validators import Blankable, Digits, Filled, blank_to_none, email_address, storable, stripped

#: Arguments of a WTForms field.
Arguments = dict[str, Any]

#: Characters of a text without a length of its own. MySQL's TEXT ends at 65,535 bytes, and a character may take four.
LONGEST_TEXT = 16_000


class LocalDateTimeField(fields.DateTimeLocalField):
    """An instant, typed and shown as the school's clock has it, kept in UTC."""

    def process_formdata(self, valuelist: list[str]) -> None:
        before = self.object_data
        super().process_formdata(valuelist)
        if valuelist and before is not None and valuelist[0] == in_local_minutes(before):
            self.data = before  # untouched: the minutes shown must not cut its seconds off
        elif valuelist and self.data is not None:
            self.data = in_utc(self.data)

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return in_local_minutes(self.data) if self.data else ""


def in_utc(wall_clock: datetime) -> datetime:
    """The instant when the school's clock shows this. Raises ValueError at the ends of the calendar."""
    try:
        return wall_clock.replace(tzinfo=clock.school_timezone()).astimezone(UTC)
    except OverflowError:
        raise ValueError(_("This time is too far away.")) from None


def in_local_minutes(instant: datetime) -> str:
    return clock.local(instant).strftime("%Y-%m-%dT%H:%M")


def field_for(column: Column[Any], arguments: Arguments) -> Any:
    """The unbound field for a column. `arguments` are the view's; validators of the view come after the column's own.

    Raises TypeError for a type that nobody can type into a form.
    """
    kind = base_type(column.type)
    for types, make in BY_TYPE:
        if isinstance(kind, types):
            own: Arguments = {"validators": [required(column)], "filters": []}
            field_class = make(column, kind, own)
            own["validators"] += arguments.pop("validators", [])
            own["filters"] += arguments.pop("filters", [])
            return field_class(**{"default": default_of(column), **own, **arguments})
    raise TypeError(f"no form field fits the type {kind!r} of {column.name!r}; declare one in form_overrides")


def required(column: Column[Any]) -> Any:
    """Whether something must be typed. A database default fills in for nothing; a box not ticked is an answer."""
    optional = column.nullable or column.server_default is not None or isinstance(column.type, Boolean)
    return Blankable() if optional else Filled()


def default_of(column: Column[Any]) -> Any:
    """What a new record starts with: the column's default, called if it is a function."""
    default = column.default
    if default is None or default.is_sequence or default.is_clause_element:
        return None
    argument: Any = getattr(default, "arg", None)
    return (lambda: argument(None)) if callable(argument) else argument


#: How names are typed, and that a browser does not fill in those of whoever sits before it: forms are about others.
NOT_OURS = {"autocomplete": "off"}
NAME = {**NOT_OURS, "autocapitalize": "words", "spellcheck": "false"}


def text(column: Column[Any], kind: Any, own: Arguments) -> type[fields.Field]:
    own["filters"] += [stripped, blank_to_none] if column.nullable else [stripped]
    own["validators"].append(storable)
    length = Length(max=kind.length or LONGEST_TEXT, message=lazy_gettext("At most %(max)d characters."))
    if not kind.length:
        length.field_flags = {}  # a browser that is told cuts off, without a word, the end of what is pasted
    own["validators"].append(length)
    if column.name == "email":
        own["validators"].append(email_address)
        own["render_kw"] = NOT_OURS
        return fields.EmailField
    if column.name.endswith("phone"):
        own["render_kw"] = NOT_OURS
        return fields.TelField
    if column.name.rpartition("_")[2] in ("name", "names", "firstname", "lastname"):
        own["render_kw"] = NAME
    return fields.TextAreaField if isinstance(kind, Text) else fields.StringField


def whole_number(column: Column[Any], kind: Any, own: Arguments) -> type[fields.Field]:
    bits = integer_bits(kind)
    own["validators"].append(NumberRange(-(2**bits), 2**bits - 1, "This number is too large."))
    own["render_kw"] = {**NOT_OURS, "inputmode": "numeric"}
    return fields.IntegerField


def decimal_number(column: Column[Any], kind: Any, own: Arguments) -> type[fields.Field]:
    own["validators"].append(Digits(kind.precision, kind.scale))
    own["places"] = kind.scale
    own["render_kw"] = {**NOT_OURS, "inputmode": "decimal"}
    return fields.DecimalField


def float_number(column: Column[Any], kind: Any, own: Arguments) -> type[fields.Field]:
    own["validators"].append(NumberRange(-1e15, 1e15, "This number is too large."))
    own["render_kw"] = {**NOT_OURS, "inputmode": "decimal"}
    return fields.FloatField


def yes_or_no(column: Column[Any], kind: Any, own: Arguments) -> type[fields.Field]:
    return fields.BooleanField


def one_of(column: Column[Any], kind: Any, own: Arguments) -> type[fields.Field]:
    """A select of the members of an enumeration, by their values. Its data are members."""
    by_value = members(kind)

    def coerce(value: Any) -> Any:
        text = str(getattr(value, "value", value))
        if text and text not in by_value:
            raise ValueError(text)
        return by_value.get(text)

    def choices() -> list[SelectChoice]:
        offered = [SelectChoice(value, member_text(member)) for value, member in by_value.items()]
        return [SelectChoice("", ""), *offered] if column.nullable or column.default is None else offered

    own["choices"] = choices
    own |= {"coerce": coerce, "validate_choice": False, "invalid_value_message": "This is none of the choices."}
    return fields.SelectField


def day(column: Column[Any], kind: Any, own: Arguments) -> type[fields.Field]:
    return fields.DateField


def instant(column: Column[Any], kind: Any, own: Arguments) -> type[fields.Field]:
    return LocalDateTimeField


def clock_time(column: Column[Any], kind: Any, own: Arguments) -> type[fields.Field]:
    return fields.TimeField


#: The first line that fits decides.
BY_TYPE: list[tuple[Any, Callable[[Column[Any], Any, Arguments], Any]]] = [
    (Enum, one_of),
    (Boolean, yes_or_no),
    (String, text),
    (Integer, whole_number),
    (Float, float_number),
    (Numeric, decimal_number),
    (DateTime, instant),
    (Date, day),
    (Time, clock_time),
]
