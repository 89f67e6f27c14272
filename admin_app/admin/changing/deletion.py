"""Deleting: asked first, by POST only, and into the trash wherever other records refer to this one."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from flask import Response, abort, flash, redirect, request
from flask_admin import expose
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm.exc import StaleDataError

from ...accounts import Action
from ...audit import because, is_kept_nowhere_else, put_in_trash, take_out
from ...errors import DomainError
from ...language import _, explained
from .. import access
from ..screen import Screen
from ..undo.offering import offer_undo
from .authors import changed_since
from .dependents import dependents
from .seen import FIELD, seal_version, seen_version


class DeletionScreen(Screen):
    """Delete with a page that asks, the trash, and the way back."""

    gates = {
        **Screen.gates,
        "delete_confirm_view": ("can_delete",),
        "delete_view": ("can_delete",),
        "restore_view": ("can_delete",),
        "action_view": ("can_read",),
    }

    @property
    def has_trash(self) -> bool:
        return hasattr(self.model, "deleted_at")

    def delete_record(self, record: Any) -> bool:
        """Delete the record, or put it into the trash where others refer to it or nothing else keeps what it holds.

        Returns whether it went into the trash. A view overrides this to call a verb. Does not commit. Errors of the
        domain may be raised.
        """
        session = self.db_session()
        if self.has_trash and any(self._what_keeps(record)):
            put_in_trash(record)
            return True
        session.delete(record)
        return False

    def restore_record(self, record: Any) -> None:
        """Take the record out of the trash, with what went along. Does not commit."""
        take_out(record)

    @expose("/delete/confirm/")
    def delete_confirm_view(self) -> str:
        """Asks, and says what hangs on the record, where it goes and why, and what to do instead."""
        record = self.find(request.args.get("id"), Action.DELETE)
        return self._ask_to_delete(record)

    def _ask_to_delete(self, record: Any) -> str:
        session = self.db_session()
        held, unique = self._what_keeps(record)
        to_trash = self.has_trash and bool(held or unique)
        offered = [verb for verb in self.verbs if verb.name in self.instead_of_delete and verb.applies(record)]
        return self.render(
            self.delete_template,
            seen=seal_version(record, to_trash=to_trash),
            model=record,
            title=str(record),
            dependents=held,
            goes_along=dependents(session, record, owned=True),
            goes_to_trash=to_trash,
            kept_nowhere_else=unique,
            instead=[verb for verb in offered if access.grants(*verb.needs)] if held else [],
            return_url=self.back(),
        )

    def _what_keeps(self, record: Any) -> tuple[Any, bool]:
        """Those who refer to the record and, where nobody does, whether it alone holds something."""
        session = self.db_session()
        held = dependents(session, record)
        return held, self.has_trash and not held and is_kept_nowhere_else(session, record)

    @expose("/delete/", methods=("POST",))
    def delete_view(self) -> Any:
        """Delete the record whose `id` is posted, as it was when it was asked about; else ask again."""
        record = self.find(request.form.get("id"), Action.DELETE)
        refusal = self._refuse_unseen(record)
        if refusal:
            flash(refusal + " " + _("Nothing was deleted. Look at it, and decide again."), "error")
            return self._ask_to_delete(record)
        self._do("delete", lambda: self._delete_one(record))
        return redirect(self.back())

    def _refuse_unseen(self, record: Any) -> str | None:
        """Why the record, or what would become of it, is not what its user saw."""
        session, seen = self.db_session(), seen_version(record, request.form.get(FIELD))
        if seen.version != record.version:
            return changed_since(session, self, record, seen.version)
        to_trash = self.has_trash and any(self._what_keeps(record))
        if seen.values != {"to_trash": to_trash}:
            return _("What refers to this record has changed meanwhile.")
        return None

    @expose("/restore/", methods=("POST",))
    def restore_view(self) -> Response:
        """Take the record whose `id` is posted out of the trash."""
        record = self.find(request.form.get("id"), Action.DELETE, trashed=True) if self.has_trash else abort(404)
        self._do("restore", lambda: self._restore_one(record))
        return redirect(self.back())  # type: ignore[return-value]  # werkzeug's base class of Response

    def _restore_one(self, record: Any) -> str:
        told = _("%(one)s “%(title)s” is back.", one=self.singular, title=record)
        self.restore_record(record)
        return told

    def _do(self, verb: str, change: Callable[[], str]) -> None:
        """Make a change, whole or not at all, and tell what it says of itself, or why it was not made."""
        try:
            with because(request.form.get("because"), verb=verb):
                told = change()
            self.db_session.commit()
        except DomainError as error:
            self.db_session.rollback()
            flash(explained(error), "error")
        except (IntegrityError, StaleDataError):
            self.db_session.rollback()
            why = _("Somebody changed this record, or something that refers to it, meanwhile.")
            flash(why + " " + _("Nothing was done; try again."), "error")
        else:
            flash(told, "success")
            offer_undo()

    def _delete_one(self, record: Any) -> str:
        """Delete a record, and what to tell of it."""
        what = {"one": self.singular, "title": str(record)}
        if self.delete_record(record):
            return _("%(one)s “%(title)s” is in the trash now.", **what)
        return _("%(one)s “%(title)s” was deleted.", **what)

    # Several at once

    def selected(self, ids: Iterable[str], doing: Action) -> list[Any]:
        """Those of the records with these ids on which the user may act, for the actions of a view."""
        one_order = sorted(set(ids))  # so that no two people wait for each other
        found = (self.look_up(identity, doing) for identity in one_order)
        return [record for record in found if record is not None]

    @expose("/action/", methods=("POST",))
    def action_view(self) -> Any:
        """Run an action of the view on the chosen records."""
        name = request.form.get("action", "")
        if name not in self._actions_data:
            abort(404)
        if not self.is_action_allowed(name):
            abort(403)
        answer = self._actions_data[name][0](request.form.getlist("rowid"))
        return answer if answer is not None else redirect(self.back())

    def is_action_allowed(self, name: str) -> bool:
        """Flask-Admin would delete by ids alone; here several are deleted as they were seen: see `many`."""
        return name != "delete" and name not in self.action_disallowed_list
