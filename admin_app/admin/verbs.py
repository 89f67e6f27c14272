"""What can be done with a record besides editing it: a verb of the domain, with a small form of its own."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Response, abort, flash, redirect, request
from flask_admin import expose
from flask_admin.helpers import get_form_data
from sqlalchemy.exc import DataError, IntegrityError
from sqlalchemy.orm.exc import StaleDataError

from ..accounts import Action, ask_password_again, need_fresh_password
from ..audit import because
from ..database import db
from ..errors import DomainError
from ..language import _, explained
from . import access
from .changing.again import is_refused
from .changing.authors import changed_since
from .changing.forms import ScreenForm
from .changing.lookups import Lookup, LookupField
from .changing.screen import RecordScreen
from .changing.seen import FIELD, seal_version, seen_version
from .paths import Model
from .undo.offering import offer_undo

#: The context of what is said of verbs: to charge somebody is another word than a charge.
VERB = "Verb"


class VerbForm(ScreenForm):
    """The base of a verb's form."""

    context = VERB

    @classmethod
    def values_of(cls, record: Any) -> dict[str, Any]:
        """Field → what the record has there already, where a verb changes that; a verb's form overrides it."""
        return {}

    def prepare(self, record: Any) -> None:
        """Fill in what depends on the record, such as choices. Called before validation; a verb's form overrides it."""


@dataclass(frozen=True)
class Verb:
    """A button on the details page, the form behind it, and the function it calls.

    `run(record, form)` calls the verb and returns what to tell when it is done; it does not commit. `needs` is what the
    permission table must grant: a resource and an action. `applies(record)` says whether the verb makes sense now.
    A `rare` one is in a menu, where the page has one; `tab` is the tab of the page that shows what was done.
    """

    name: str
    label: str
    form: type[VerbForm]
    run: Callable[[Any, Any], str]
    needs: tuple[str, Action]
    applies: Callable[[Any], bool] = lambda record: True
    rare: bool = False
    tab: str = ""
    #: Whether the password has to have been typed a few minutes ago, and whether nothing brings back what is done.
    fresh: bool = False
    final: bool = False
    #: What is answered in the place of the record's page once it is done: a file, say.
    gives: Callable[[Any], Response] | None = None


def lookup_field(
    label: str, endpoint: str, name: str, model: Model, fields: Sequence[str], *, small: bool = False, **kwargs: Any
) -> Any:
    """A field that chooses a record of `model`, asked through the lookup `name` of the screen at `endpoint`."""
    lookup = Lookup(endpoint, name, model, fields, small=small, db=db)
    return LookupField(label, lookup=lookup, **kwargs)


class VerbScreen(RecordScreen):
    """A screen whose records have verbs, declared in `verbs`."""

    gates = {**RecordScreen.gates, "verb_view": ("can_view_details",)}

    def verbs_for(self, record: Any) -> list[Verb]:
        """The verbs that this user may use on this record now."""
        if not access.is_within(record, Action.EDIT):
            return []
        return [verb for verb in self.verbs if access.grants(*verb.needs) and verb.applies(record)]

    @expose("/verb/<verb>/", methods=("GET", "POST"))
    def verb_view(self, verb: str) -> Any:
        """The form of a verb, and what happens when it is sent."""
        doing = next((one for one in self.verbs if one.name == verb), None) or abort(404)
        if not access.grants(*doing.needs):
            abort(403)
        if doing.fresh:
            ask_password_again()
        record = self.find(request.args.get("id"), Action.READ)
        if not access.is_within(record, Action.EDIT):
            abort(404)
        form = doing.form(get_form_data(), data=doing.form.values_of(record))
        form.prepare(record)
        sent = request.method == "POST" and not is_refused(form)
        if sent and form.validate() and self._is_seen(record, form) and self._run_verb(doing, record, form):
            if doing.gives:
                return doing.gives(record)
            return redirect(self.get_url(".details_view", id=record.id, tab=doing.tab or None, url=self.back()))
        form.ask_again_for_files()
        return self.render(
            "admin/model/verb.html",
            verb=doing,
            model=record,
            form=form,
            seen=seal_version(record),
            return_url=self.back(),
        )

    def _is_seen(self, record: Any, form: VerbForm) -> bool:
        """Whether the record is as it was when the form was drawn; if not, the form says who changed what."""
        seen = seen_version(record, request.form.get(FIELD))
        if seen.version == record.version:
            return True
        form.complain(
            changed_since(self.db_session(), self, record, seen.version)
            + " "
            + _("Nothing was done. Look at it, then press the button again.")
        )
        return False

    def _run_verb(self, verb: Verb, record: Any, form: VerbForm) -> bool:
        """Call the verb and commit. Returns whether it was done; if not, the refusal is in the form."""
        identity = record.id
        try:
            if verb.fresh:
                need_fresh_password()
            with because(request.form.get("because"), verb=verb.name):
                told = verb.run(record, form)
            self.db_session.commit()
        except DomainError as error:
            self.db_session.rollback()
            form.complain(explained(error), error.field)
        except (IntegrityError, DataError, StaleDataError):
            self.db_session.rollback()
            form.complain(
                _("The database refused these values. Nothing was saved; somebody else may have been faster.")
            )
        else:
            if not verb.gives:  # whoever gets a file stays on the page
                flash(told, "success")
                if not verb.final:
                    offer_undo()
            return True
        self.find(identity, Action.READ)
        return False
