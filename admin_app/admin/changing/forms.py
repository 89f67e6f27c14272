"""Forms of a screen: the fields of its sections, made from the model once; a user gets those they may write."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, ClassVar

from flask_admin.form import BaseForm, recreate_field
from markupsafe import Markup
from sqlalchemy import Column, inspect
from wtforms.fields import Field, FileField, HiddenField

from ...language import _, translated
from .. import access
from ..paths import Model, is_many, resolve
from .controls import control
from .fields import Arguments, field_for
from .lookups import LookupField, LookupManyField
from .moulds import PLACE, Gap
from .seen import FIELD, Seen, key_of, plain, seal, unseal
from .touched import UNSEEN, Conflict, is_touched
from .uploads import sent_file
from .validators import Blankable, Filled


class ScreenForm(BaseForm):
    """The base of every form of a screen: it can be complained in after its own validation.

    `context` tells its labels apart from other meanings of the same English words.
    """

    context: ClassVar[str] = ""

    #: The fields whose files are not to be chosen again, since something is wrong with them.
    refused_files: Sequence[Field] = ()

    class Meta:
        """What WTForms lets a form decide for all of its fields."""

        #: Where the places of the controls are noted, while a mould is made of the form.
        gaps: list[Gap] | None = None

        def bind_field(self, form: Any, unbound_field: Any, options: dict[str, Any]) -> Field:
            """A field with its label and help in the language of whoever reads; views declare them in English."""
            field: Field = super().bind_field(form, unbound_field, options)  # type: ignore[misc]  # WTForms mixes its own in
            context = form.screen.table if isinstance(form, RecordForm) else form.context
            field.label.text = translated(str(field.label.text), context)
            field.description = translated(str(field.description), context)
            return field

        def render_field(self, field: Field, render_kw: dict[str, Any]) -> Markup:
            if self.gaps is None:
                return control(field, render_kw)
            self.gaps.append(Gap.of(field, render_kw))
            return Markup(PLACE)  # noqa: S704  # ours

    def validate(self, extra_validators: Any = None) -> bool:
        """Whether every field holds. What no page may show again is taken out of what was typed.

        Messages that a view declares with its validators are English until here.
        """
        valid: bool = super().validate(extra_validators)
        self.refused_files = [field for field in self if isinstance(field, FileField) and field.errors]
        for field in self:
            field.raw_data = [without_nul(value) for value in field.raw_data or ()]
            field.data = without_nul(field.data)
            field.errors = [translated(error) if type(error) is str else error for error in field.errors]
        return valid

    def ask_again_for_files(self) -> None:
        """Say at each field whose file was lost that it was: no page that is shown again can hold one."""
        for field in self:
            sent = sent_file(field) if isinstance(field, FileField) and field not in self.refused_files else None
            if sent is not None:
                self.complain(_("Choose the file again: %(file)s", file=sent.filename), field.name)

    def complain(self, message: str | Markup, field: str | None = None) -> None:
        """Show a message at a field, or at the top where the form has no such field."""
        if field in self._fields:
            self[field].errors = [*self[field].errors, message]
        else:
            self.form_errors.append(message)


def without_nul(value: Any) -> Any:
    """The same object where there is none: a member of a StrEnum must not become the text it stands for."""
    return value.replace("\0", "") if isinstance(value, str) and "\0" in value else value


class RecordForm(ScreenForm):
    """A form for one record. Fields that the user may not write are not in it, whatever is posted."""

    screen: ClassVar[Any]
    editing: ClassVar[bool]
    #: Who → the fields that they may not have, once asked: the permission table does not change.
    withheld_from: ClassVar[dict[access.Reader, list[str]]]

    def process(self, formdata: Any = None, obj: Any = None, **kwargs: Any) -> None:
        reader = access.reader()
        if reader not in self.withheld_from:
            self.withheld_from[reader] = [name for name in self._fields if self.withheld(name)]
        for name in self.withheld_from[reader]:
            del self[name]
        super().process(formdata, obj, **kwargs)

    def withheld(self, name: str) -> bool:
        """Whether the user may not have this field. A field that cannot be read cannot be edited either."""
        model = self.screen.model
        if name == FIELD:
            return False
        shows_record = self.editing and name not in self.screen.form_extra_fields
        return not access.may_write(model, name) or (shows_record and not access.may_read_field(model, name))

    @property
    def record_fields(self) -> dict[str, Field]:
        """The fields that are attributes of the record, by name."""
        ours = {FIELD, *self.screen.form_extra_fields}
        return {name: field for name, field in self._fields.items() if name not in ours}

    @property
    def values(self) -> dict[str, Any]:
        """What the user filled in, by attribute, for a verb to be called with."""
        return {name: field.data for name, field in self.record_fields.items()}


class EditForm(RecordForm):
    """Carries what its user saw of the record, so that a save knows their changes from those of others."""

    editing = True
    seen_version = HiddenField()

    #: The record by table and id, what its fields hold now, and what this form says they held when it was drawn.
    key: tuple[str, int]
    now: Seen
    seen: Seen | None
    #: The fields that its user has changed.
    touched: set[str]
    #: The fields that others have changed meanwhile; and of those that both did, what to choose between.
    merged: list[str]
    conflicts: dict[str, Conflict]

    def process(self, formdata: Any = None, obj: Any = None, **kwargs: Any) -> None:
        super().process(formdata, obj, **kwargs)
        self.merged, self.conflicts, self.touched = [], {}, set()
        self.look_at(obj)
        self.seen = self.now
        if formdata is not None:
            self.seen = unseal(self.key, self[FIELD].data)
            held = self.seen.values if self.seen else {}
            fields = self.record_fields.items()
            self.touched = {name for name, field in fields if is_touched(field, held.get(name, UNSEEN))}

    def look_at(self, record: Any) -> None:
        """Note what the fields of the record hold now."""
        self.key = key_of(record)
        values = {name: plain(field.object_data) for name, field in self.record_fields.items()}
        values |= {name: getattr(record, column) for name, column in self.screen.form_files.items()}
        self.now = Seen(record.version, values, {})

    def show_seen(self) -> None:
        """Say on the page that is drawn next what it shows of the record."""
        if self.seen is not None:
            self[FIELD].data = seal(self.key, self.seen)


class CreateForm(RecordForm):
    editing = False


def make_form(base: type[RecordForm], screen: Any, names: Iterable[str] | None = None) -> type[RecordForm]:
    """The form class of a screen, with all fields of its form or with these.

    Raises TypeError, naming the field, for one that no form field fits.
    """
    fields = {name: make_field(screen, name) for name in (screen.form_columns if names is None else names)}
    return type(f"{screen.model.__name__}{base.__name__}", (base,), {**fields, "screen": screen, "withheld_from": {}})


def make_field(screen: Any, name: str) -> Any:
    """The unbound field for one attribute of the model, or one that only the form has."""
    if name in screen.form_extra_fields:
        return recreate_field(screen.form_extra_fields[name])
    description = screen.column_descriptions.get(name, "")
    arguments = {"label": screen.get_column_name(name), "description": description, **screen.form_args.get(name, {})}
    if name in screen.form_overrides:
        return screen.form_overrides[name](**arguments)
    mapper = inspect(screen.model)
    if name in mapper.relationships:
        return make_lookup_field(screen, name, arguments)
    return field_for(column_of(screen.model, name), arguments)


def column_of(model: Model, name: str) -> Column[Any]:
    """The column behind an attribute, or one like a hybrid that can be set. Raises TypeError where there is none."""
    mapper = inspect(model)
    column = mapper.columns.get(name)
    if isinstance(column, Column):
        return column
    if getattr(mapper.all_orm_descriptors.get(name), "fset", None) is None:
        raise TypeError(f"{name!r} cannot be set; declare its field in form_overrides")
    return Column(name, resolve(model, name).type, nullable=True)


def make_lookup_field(screen: Any, name: str, arguments: Arguments) -> Any:
    """The field for a relation, chosen through the screen's lookup of that name."""
    relation = getattr(screen.model, name)
    presence = Blankable() if is_many(relation) or may_be_empty(screen.model, name) else Filled()
    arguments["validators"] = [presence, *arguments.get("validators", [])]
    kind = LookupManyField if is_many(relation) else LookupField
    return kind(lookup=screen.lookup_of[name], **arguments)


def may_be_empty(model: Model, name: str) -> bool:
    """Whether the foreign key of a relation is nullable."""
    return all(column.nullable for column in inspect(model).relationships[name].local_columns)
