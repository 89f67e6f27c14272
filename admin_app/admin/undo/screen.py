"""The page that takes an act back: what would become of each record, and doing it."""

from __future__ import annotations

from typing import Any

from flask import abort, flash, redirect, request, url_for
from flask_admin import expose

from ...accounts import Action, safe_target
from ...audit import Change, Net, entries_of, net_of, undone_by
from ...language import _, ngettext
from .. import access
from ..many.trying import Stopped
from ..pages import PageScreen
from ..record_page.history import Names, may_undo, steps
from .offering import offer_undo
from .reversing import attempt, perform
from .standing import Standing, State, standings

#: As many records are taken back at once.
MOST = 1_000


class UndoScreen(PageScreen):
    """`undo/?act=`: shows what taking the act back would do, and does it.

    Open to whoever did it, and to those who may read all of the change log. What each record allows is asked of its
    screen and of the permission table.
    """

    def __init__(self) -> None:
        super().__init__(name="Undo", endpoint="undo")

    def is_visible(self) -> bool:
        """Whether it is in the menu: there is nothing to undo in general."""
        return False

    def is_accessible(self) -> bool:
        return bool(access.user() and access.user().is_authenticated)

    @expose("/", methods=("GET", "POST"))
    def index(self) -> Any:
        """The preview of an `act`; posted for one record that nobody changed since, or from the preview, it is done."""
        act = request.args.get("act", "").replace("\0", "")
        entries = entries_of(act)
        if not entries or not all(may_undo(entry) for entry in entries):
            abort(404)
        nets = net_of(entries)
        if len(nets) > MOST:
            abort(400, _("That was too much to be undone here."))
        found = standings(nets)
        if not all(is_seen(each) for each in found):
            abort(404)
        if request.method == "POST" and "confirmed" in request.form:
            return self._do(act, found, chosen_in(found, set(request.form.getlist("record"))))
        if request.method == "POST" and len(found) == 1 and found[0].state is State.READY:
            return self._do(act, found, found)
        return self._preview(act, found)

    def _do(self, act: str, found: list[Standing], chosen: list[Standing]) -> Any:
        if not chosen:
            flash(_("Nothing was undone: nothing of it is as you saw it any more."), "error")
            return self._preview(act, found)
        gone = [each.net.resource for each in chosen if each.net.action is Change.INSERT]
        try:
            perform(act, chosen, request.form.get("because"))
        except Stopped as stopped:
            why = _("Nothing was undone.") + f" {stopped.title}: {stopped.why}"
            flash(why, "error")
            return self._preview(act, standings(net_of(entries_of(act))))
        count = len(chosen)
        flash(ngettext("Undone, for %(num)s record.", "Undone, for %(num)s records.", count), "success")
        offer_undo()
        return redirect(self._back(gone))

    def _back(self, gone: list[str]) -> str:
        """Where the user came from, unless that is the page of what is no longer there."""
        back = safe_target(request.form.get("url", ""))
        if back and not (gone and "id=" in back):
            return back
        return url_for(f"{gone[0]}.index_view") if gone else url_for("admin.index")

    def _preview(self, act: str, found: list[Standing]) -> str:
        entry = undone_by(act)
        told = {id(each): told_of(each, names) for names in [Names([each.net for each in found])] for each in found}
        keys = {id(each): each.key for each in found}
        refused = attempt([each for each in found if each.state is State.READY])
        rows = []
        for each in found:
            key = keys[id(each)]
            state = State.IMPOSSIBLE if key in refused else each.state
            rows.append({**told[id(each)], "key": key, "state": state.name, "why": refused.get(key, each.why)})
        return self.render(
            "admin/undo/act.html",
            act=act,
            rows=rows,
            doable=sum(row["state"] in ("READY", "CHANGED") for row in rows),
            undone=entry and {"who": entry.user_label, "when": entry.created_at},
            return_url=safe_target(request.values.get("url", "")) or url_for("admin.index"),
        )


def is_seen(each: Standing) -> bool:
    """Whether the record is one that the user still sees, who may be limited to a school since."""
    return each.record is None or access.is_within(each.record, Action.READ)


def chosen_in(found: list[Standing], keys: set[str]) -> list[Standing]:
    """Those that were chosen and can be taken back, and are as they were when they were shown."""
    return [each for each in found if each.state in (State.READY, State.CHANGED) and each.key in keys]


def told_of(each: Standing, names: Names) -> dict[str, Any]:
    """A record of an act in words: what it is called, and what would become of it."""
    net: Net = each.net
    words = {
        Change.INSERT: _("It was added, and would go."),
        Change.DELETE: _("It was deleted, and would be made again."),
        Change.UPDATE: "",
    }[net.action]
    if net.is_trash_move:
        went_in = net.changes["deleted_at"][1] is not None
        words = _("It would come out of the trash.") if went_in else _("It would go back to the trash.")
    return {
        "kind": each.screen.singular if each.screen else net.resource,
        "label": net.record_label,
        "words": words,
        "steps": list(steps(each.screen, net, names)) if net.action is Change.UPDATE and each.screen else [],
    }
