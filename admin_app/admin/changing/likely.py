"""Before a new record is saved: those that it may be a second copy of are shown, and saving it anyway is a decision.

A view declares `likely_same`. The form shows them while it is filled in; without a script the first save comes back.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from flask import request
from sqlalchemy import ColumnElement, and_, or_

from ...accounts import Action
from ...language import ngettext
from .. import access
from ..listing.search import OWN, readable_columns
from ..screen import Screen
from ..wording import member_text
from .forms import RecordForm

#: Names of what the form sends besides its fields: that it only wants to know, which records have been shown, and that
#: it is to be saved in spite of them. The last one has the name of the button that was pressed first.
COMPARE, SHOWN, ANYWAY = "_compare", "_shown", "_anyway"


class Alike(Protocol):
    """A record that may be the same, and why, in words."""

    @property
    def record(self) -> Any: ...
    @property
    def reasons(self) -> Sequence[str]: ...
    @property
    def probable(self) -> bool: ...
    @property
    def hint(self) -> str: ...


#: (what is typed by field, parts of the entries that may be searched, conditions of the rows) → the likeliest first.
Finder = Callable[[Mapping[str, Any], tuple[str, ...], Iterable[ColumnElement[bool]]], Sequence[Alike]]


@dataclass(frozen=True)
class LikelySame:
    """How a view finds what may be the same: `fields` of the form are compared by `find`.

    Beside each record stand the paths in `shown`, of those that the details page has, and the verbs named in `verbs`.
    """

    find: Finder
    fields: Sequence[str]
    shown: Sequence[str] = ()
    verbs: Sequence[str] = ()


class LikelyScreen(Screen):
    """A screen that looks before it creates."""

    def likely(self, form: RecordForm) -> Sequence[Alike]:
        """The records that what is typed may be a copy of, by what the user may read; fields with errors left out."""
        declared: LikelySame | None = self.likely_same
        if declared is None:
            return ()
        typed = {
            name: form[name].data
            for name in declared.fields
            if name in form and not form[name].errors and access.may_read_field(self.model, name)
        }
        if not any(typed.values()):
            return ()
        return declared.find(typed, readable_columns(self.model, OWN), [self._visible_rows()])

    def _visible_rows(self) -> ColumnElement[bool]:
        """The rows that the user may read, and those in the trash for whoever may delete."""
        rows = and_(*access.rows(self.model))
        if not self.can_delete or not hasattr(self.model, "deleted_at"):
            return rows
        return or_(rows, and_(*access.rows(self.model, Action.DELETE, trashed=True)))

    def is_decided(self, found: Iterable[Alike]) -> bool:
        """Whether whoever saves has seen all of these, and wants a new record in spite of them."""
        shown = request.form.get(SHOWN, "").split(",")
        return all(ANYWAY in request.form and str(one.record.id) in shown for one in found)

    def pressed(self, button: str) -> bool:
        """Whether this button of the form was pressed, now or before the question whether it is the same."""
        return button in request.form or request.form.get(ANYWAY) == button

    def likely_heading(self, found: Sequence[Alike]) -> str:
        """`2 students may be the same`."""
        count = len(found)
        what = (self.singular if count == 1 else str(self.name)).lower()
        return ngettext("%(num)s %(what)s may be the same", "%(num)s %(what)s may be the same", count, what=what)

    def likely_context(self, found: Sequence[Alike], form: RecordForm) -> dict[str, Any]:
        """What the template that shows them needs."""
        declared: LikelySame | None = self.likely_same
        if declared is None:
            return {"likely_fields": ()}
        pressed = (name for name in ("_add_another", "_continue_editing") if self.pressed(name))
        return {
            "likely": found,
            "likely_fields": [form[name].name for name in declared.fields if name in form],
            "likely_heading": self.likely_heading(found),
            "likely_facts": self.visible(declared.shown),
            "likely_verbs": declared.verbs,
            "reasons_of": reasons_of,
            "pressed": next(pressed, ""),
            "get_value": self.get_detail_value,
        }


def reasons_of(one: Alike) -> str:
    """Why a record may be the same: `Same name, same phone`."""
    words = ", ".join(member_text(reason).lower() for reason in one.reasons)
    return words[:1].upper() + words[1:]
