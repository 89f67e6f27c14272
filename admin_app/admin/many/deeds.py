"""What can be done with many records: give them the same values, call a verb for each, delete them."""

from __future__ import annotations

from typing import Any

from werkzeug.datastructures import MultiDict

from ...accounts import Action
from ...errors import DomainError
from ...language import _, number, translated
from ...texts import later
from .. import access, display
from ..changing.dependents import dependents
from ..changing.forms import ScreenForm
from ..screen import Screen
from ..verbs import VERB, Verb
from .editing import CHANGE, ManyForm, make_many_form


class Deed:
    """One thing that can be done with many records. `do` is called for one after the other and does not commit."""

    name: str
    label: str
    #: What the user does to the records: it decides which of them are theirs to do it to.
    action: Action
    #: As many are tried and done within seconds. More would keep everybody else waiting.
    most = 1_000

    def offered(self, screen: Any) -> bool:
        """Whether the user of this request may do it at all."""
        raise NotImplementedError

    def form(self, typed: MultiDict[str, str] | None) -> ScreenForm | None:
        """The form that asks for what it takes; None where it takes nothing."""
        return None

    def typed(self, form: Any) -> list[str]:
        """The names under which forms send what was typed for it."""
        return [] if form is None else [field.name for field in form]

    def summary(self, form: Any) -> list[tuple[str, str]]:
        """Label and text of what was typed for it."""
        return [] if form is None else [(field.label.text, text) for field in form if (text := words_of(field))]

    def shown(self, screen: Any, record: Any, form: Any) -> dict[str, str]:
        """Label → text of what the preview compares, before and after."""
        return {}

    def do(self, screen: Any, record: Any, form: Any) -> str:
        """Do it to one record, and return what is true of it then. Raises DomainError where a rule says no."""
        raise NotImplementedError

    def stamp(self, record: Any, form: Any) -> str:
        """What is another when the record was changed."""
        return str(record.version)


class Edit(Deed):
    """The same values for all."""

    name, label, action = "edit", later("Edit fields"), Action.EDIT

    def __init__(self, screen: Any) -> None:
        self.form_class = make_many_form(screen)

    def offered(self, screen: Any) -> bool:
        return screen.can_edit and any(access.may_set(screen.model, name) for name in screen.bulk_fields)

    def form(self, typed: MultiDict[str, str] | None) -> ManyForm:
        return self.form_class(typed)

    def typed(self, form: ManyForm) -> list[str]:
        return [CHANGE, *form.ticked]

    def summary(self, form: ManyForm) -> list[tuple[str, str]]:
        return [(field.label.text, words_of(field) or _("nothing")) for field in form if field.name in form.ticked]

    def shown(self, screen: Any, record: Any, form: ManyForm) -> dict[str, str]:
        return {screen.get_column_name(name): in_text(screen, record, name) for name in form.attributes}

    def do(self, screen: Any, record: Any, form: ManyForm) -> str:
        with screen.db_session.no_autoflush:  # what is asked on the way must not write a record half filled in
            screen.update_record(form, record)
            for name, joins, others in form.joining:
                held = getattr(record, name)
                for other in others:
                    if joins and other not in held:
                        held.append(other)
                    elif not joins and other in held:
                        held.remove(other)
        return ""

    def stamp(self, record: Any, form: ManyForm) -> str:
        """The version, and what to-many relations hold, which it says nothing of."""
        held = (sorted(other.id for other in getattr(record, name)) for name, _, _ in form.joining)
        return " ".join([str(record.version), *map(str, held)])


class DoVerb(Deed):
    """A verb of the domain, for each of them."""

    most = 500

    def __init__(self, screen: Screen, verb: Verb) -> None:
        self.verb, self.name, self.label = verb, verb.name, verb.label
        resource, action = verb.needs
        # A verb that takes a power over these very records is for those that the power is over.
        self.action = action if resource == screen.resource else Action.READ

    def offered(self, screen: Any) -> bool:
        return access.grants(*self.verb.needs)

    def form(self, typed: MultiDict[str, str] | None) -> ScreenForm:
        return self.verb.form(typed)

    def do(self, screen: Any, record: Any, form: Any) -> str:
        applies = self.verb.applies(record)
        told = self.verb.run(record, form)  # it knows best what is against it
        if not applies:
            raise DomainError(
                "“{deed}” makes no sense for {record} now.", deed=translated(self.label, VERB), record=record
            )
        return told


class Delete(Deed):
    """Into the trash where others refer to a record, else away."""

    name, label, action = "delete", later("Delete"), Action.DELETE
    most = 200  # all that hangs on each is counted, and forgotten by the search

    def offered(self, screen: Any) -> bool:
        return bool(screen.can_delete)

    def do(self, screen: Any, record: Any, form: None) -> str:
        session = screen.db_session()
        held = dependents(session, record)
        along = [] if held else dependents(session, record, owned=True)
        trashed = screen.delete_record(record)
        listed = ", ".join(f"{label}: {number(count)}" for label, count in held or along)
        if trashed and not listed:
            return _("In the trash, from where it can be brought back.")
        if trashed:
            return _(
                "In the trash, from where it can be brought back. What refers to it stays: %(listed)s.", listed=listed
            )
        return _("Gone for good, and with it: %(listed)s.", listed=listed) if listed else _("Gone for good.")


def words_of(field: Any) -> str:
    """What was typed into a field or chosen in it, as plain text."""
    if hasattr(field, "iter_choices"):
        return ", ".join(str(choice.label) for choice in field.iter_choices() if choice.selected and choice.value)
    return str(display.shown(None, field.data, field.name, display.TEXT))


def in_text(screen: Any, record: Any, name: str) -> str:
    """A value of a record as plain text."""
    return str(display.shown(screen, getattr(record, name), name, display.TEXT))


def deeds_of(screen: Any) -> dict[str, Deed]:
    """What a screen offers for many records, by name. Whether the user may is asked later."""
    verbs = [DoVerb(screen, verb) for verb in screen.bulk_verbs]
    edit: list[Deed] = [Edit(screen)] if screen.bulk_fields else []
    return {deed.name: deed for deed in (*edit, *verbs, Delete())}
