"""Two people at one record: what only one of them changed is kept of both; where both did, one of them chooses.

What somebody saw is the form's, sealed (`seen`); what others did since is the difference to what is stored now.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from flask import request
from sqlalchemy import Date, DateTime, Enum, Numeric, Time, inspect
from wtforms.fields import Field, FileField

from ...database import Record
from ...language import _
from .. import display
from ..column_types import base_type, members
from .authors import UNKNOWN, authors, in_words
from .forms import EditForm, column_of
from .lookups import LookupField
from .seen import LOST, Seen, beginning
from .touched import BOTH, KEEP, MINE, THEIRS, UNSEEN, Conflict, adopt, put_together, typed_value
from .uploads import sent_file


def meet(form: EditForm) -> None:
    """Bring what others changed into a form that was sent; what both changed is in `form.conflicts` then.

    Whoever cannot say what they saw has to choose wherever they have typed something else than is stored.
    """
    seen = form.seen or Seen(0, {}, {})
    asked: dict[str, Any] = {}
    form.conflicts = {}
    for name, field in form.record_fields.items():
        before, theirs = seen.values.get(name, UNSEEN), form.now.values[name]
        choice = choose(form, field, seen.asked)
        again = choice == MINE and name not in form.touched and isinstance(field, FileField)
        if name not in form.touched and not again:
            if theirs != before and name not in form.merged:
                form.merged.append(name)
            if theirs != before or field.process_errors or field.data != field.object_data:
                adopt(field)
        elif again or (typed_value(field) != theirs and (theirs != before or (name in seen.asked and not choice))):
            asked[name] = seen.asked.get(name, LOST if before is UNSEEN else before)
            form.conflicts[name] = conflict_at(form, field, asked[name], choice)
    for name in form.screen.form_files:
        if name in form and is_overtaken(form, form[name], seen):
            asked[name] = seen.asked.get(name, seen.values.get(name, LOST))
            texts = (_("a file") if held else _("nothing") for held in (asked[name], form.now.values[name], True))
            form.conflicts[name] = Conflict(*texts)
    form.seen = Seen(form.now.version, form.now.values, asked)


def is_overtaken(form: EditForm, field: Field, seen: Seen) -> bool:
    """Whether there is a choice between the file that was sent and one that somebody else has put there meanwhile."""
    choice = choose(form, field, seen.asked)
    if choice == THEIRS:
        field.raw_data, field.data = [], None
    is_other = form.now.values[field.name] != seen.values.get(field.name, UNSEEN)
    if choice == MINE:
        return is_other or sent_file(field) is None
    return sent_file(field) is not None and (is_other or field.name in seen.asked)


def choose(form: EditForm, field: Field, asked: dict[str, Any]) -> str | None:
    """Whose value is to stay, of a field where the form asked for that. "Theirs" is not to have touched it."""
    choice = request.form.get(KEEP + field.name) if field.name in asked else None
    if choice == THEIRS:
        form.touched.discard(field.name)
    if choice == BOTH and field.name in form.touched:
        put_together(field, asked[field.name])
    return choice if choice in {THEIRS, MINE, BOTH} else None


def meet_again(form: EditForm, record: Any) -> None:
    """The same for a form that met others already: somebody was faster once more."""
    for name, field in form.record_fields.items():
        field.object_data = getattr(record, name)
        if isinstance(field.data, Record) and is_new(field.data):
            field.data = anew(field.data)
    form.look_at(record)
    meet(form)


def is_new(record: Record) -> bool:
    """Whether no table has it yet."""
    state: Any = inspect(record)
    return state.identity is None


def anew(made: Record) -> Record:
    """A record that a form made, once more: the first one belonged to what was rolled back."""
    columns = inspect(type(made)).columns
    return type(made)(**{name: value for name, value in vars(made).items() if name in columns and name != "id"})


# In words


def conflict_at(form: EditForm, field: Field, before: Any, choice: str | None) -> Conflict:
    """What there is to choose at a field."""
    unread = field.process_errors and field.raw_data
    return Conflict(
        before=None if before == LOST else in_text(form, field, before) or _("nothing"),
        theirs=shown(form, field, field.object_data),
        mine=str(field.raw_data[0]) if unread else shown(form, field, field.data),
        several=isinstance(field, LookupField) and bool(field.widget.multiple),
        chosen=choice,
    )


def shown(form: EditForm, field: Field, value: Any) -> str:
    """A value in words."""
    if isinstance(field, FileField):
        return _("nothing") if value is None else _("a file")
    return str(display.shown(form.screen, value, field.name, display.TEXT)) or _("nothing")


def in_text(form: EditForm, field: Field, value: Any) -> str:
    """A value that was kept as `plain` has it, in words; of records, those that the user may read."""
    if value is None or isinstance(field, FileField):
        return "" if value is None else _("a file")
    if isinstance(field, LookupField):
        keys = value if isinstance(value, list) else [value]
        return ", ".join(map(str, field.lookup.by_id(list(map(str, keys)))))
    if isinstance(value, str):
        kind = base_type(column_of(form.screen.model, field.name).type)
        revive = next((revive for types, revive in REVIVED if isinstance(kind, types)), lambda _, text: beginning(text))
        value = revive(kind, value)
    return str(display.shown(form.screen, value, field.name, display.TEXT))


#: Type of a column → how a value becomes itself again.
REVIVED: tuple[tuple[Any, Any], ...] = (
    (Enum, lambda kind, text: members(kind)[text]),
    (DateTime, lambda kind, text: datetime.fromisoformat(text)),
    (Date, lambda kind, text: date.fromisoformat(text)),
    (Time, lambda kind, text: time.fromisoformat(text)),
    (Numeric, lambda kind, text: Decimal(text)),
)


def told(session: Any, form: EditForm) -> Iterator[str]:
    """What others have changed and is in the form, or in the record, now: a sentence for each of them."""
    found = authors(session, form.screen.model, form.key, form.merged) if form.merged else {}
    for author in dict.fromkeys(found.values()):
        yield in_words(author, [form[name].label.text for name in form.merged if found[name] == author])


def complain_of_conflicts(session: Any, form: EditForm) -> None:
    """Say at each field who has changed it too, and that there is a choice."""
    columns = {name: form.screen.form_files.get(name, name) for name in form.conflicts}
    found = authors(session, form.screen.model, form.key, columns.values()) if columns else {}
    for name, conflict in form.conflicts.items():
        form[name].conflict = conflict
        author = found.get(columns[name], UNKNOWN)
        choice = _("Choose what is to stay.")
        if isinstance(form[name], FileField):
            choice += " " + _("If it is yours, choose the file again.")
        form.complain(in_words(author, []) + " " + choice, name)
