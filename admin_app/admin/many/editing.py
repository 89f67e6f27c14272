"""The form that gives many records the same values: of its fields those count that are ticked."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Boolean
from wtforms.fields import Field, SelectField
from wtforms.fields.choices import SelectChoice

from ...language import _, lazy_gettext
from .. import access
from ..changing.forms import RecordForm, column_of, make_field
from ..changing.lookups import LookupManyField
from ..paths import is_many
from ..screen import Screen

#: Before the name of a relation: whether what is chosen joins those that are there, or leaves them.
ADD, REMOVE = "add_", "remove_"
#: The name of the boxes that say which fields are meant.
CHANGE = "change"


class ManyForm(RecordForm):
    """What is typed for all. A field that is not ticked is neither checked nor written."""

    _fields: dict[str, Field]
    editing = False
    ticked: frozenset[str] = frozenset()

    def process(self, formdata: Any = None, obj: Any = None, **kwargs: Any) -> None:
        super().process(formdata, obj, **kwargs)
        self.ticked = frozenset(formdata.getlist(CHANGE) if formdata else ()) & self._fields.keys()
        for name in self._fields.keys() - self.ticked:
            self[name].process(None)  # whatever was typed there is not meant

    def withheld(self, name: str) -> bool:
        return not access.may_set(self.screen.model, attribute_of(name))

    def validate(self, extra_validators: Any = None) -> bool:
        """Whether something is ticked, and what is ticked holds."""
        fields = self._fields
        self._fields = {name: field for name, field in fields.items() if name in self.ticked}
        try:
            valid = super().validate(extra_validators)
        finally:
            self._fields = fields
        if not self.ticked:
            self.complain(_("Tick what is to change."))
        return valid and bool(self.ticked)

    @property
    def record_fields(self) -> dict[str, Field]:
        """The ticked fields that are attributes of the record as they stand."""
        return {name: self[name] for name in self._fields if name in self.ticked and name == attribute_of(name)}

    @property
    def joining(self) -> Iterator[tuple[str, bool, list[Any]]]:
        """Of each ticked relation its name, whether records join it or leave it, and which."""
        for name in self._fields:
            if name in self.ticked and name != attribute_of(name):
                yield attribute_of(name), name.startswith(ADD), self[name].data

    @property
    def attributes(self) -> list[str]:
        """What the ticked fields are about."""
        return list(dict.fromkeys(attribute_of(name) for name in self._fields if name in self.ticked))


def attribute_of(name: str) -> str:
    """The attribute of the model that a field of the form is about."""
    return name.removeprefix(ADD).removeprefix(REMOVE) if name.startswith((ADD, REMOVE)) else name


def make_many_form(screen: Any) -> type[ManyForm]:
    """The form for the fields that a view declares in `bulk_fields`."""
    fields = {name: field for attribute in screen.bulk_fields for name, field in fields_for(screen, attribute)}
    return type(f"{screen.model.__name__}ManyForm", (ManyForm,), {**fields, "screen": screen, "withheld_from": {}})


def fields_for(screen: Screen, name: str) -> Iterator[tuple[str, Any]]:
    """One field, or of a to-many relation one for joining and one for leaving it."""
    label = screen.get_column_name(name)
    if name in screen.lookups and is_many(getattr(screen.model, name)):
        lookup = screen.lookup_of[name]
        titled = LazyName(screen, name)
        yield f"{ADD}{name}", LookupManyField(lazy_gettext("%(field)s: add", field=titled), lookup=lookup)
        remove = lazy_gettext("%(field)s: remove", field=titled)
        yield f"{REMOVE}{name}", LookupManyField(remove, lookup=lookup.choosing_only())
    elif name not in screen.lookups and isinstance(column_of(screen.model, name).type, Boolean):
        yield name, yes_or_no(screen.form_args.get(name, {}).get("label", label))
    else:
        yield name, make_field(screen, name)


class LazyName:
    """The label of a column, in the language of whoever reads it later."""

    def __init__(self, screen: Screen, name: str) -> None:
        self.screen, self.name = screen, name

    def __str__(self) -> str:
        return self.screen.get_column_name(self.name)


def yes_or_no(label: str) -> SelectField:
    """Two choices: a box to tick beside the box that says whether it counts would be one too many."""

    def choices() -> list[SelectChoice]:
        return [SelectChoice("1", _("Yes")), SelectChoice("0", _("No"))]

    return SelectField(label, choices=choices, coerce=is_yes, invalid_value_message="This is none of the choices.")


def is_yes(value: Any) -> bool:
    if value not in (True, False, "1", "0"):
        raise ValueError(value)
    return value in (True, "1")
