"""The pages for many records: what to do and with what values, the preview, and what came of it."""

from __future__ import annotations

from typing import Any

from flask import Response, abort, flash, redirect, request
from flask_admin import expose
from sqlalchemy import inspect
from werkzeug.datastructures import MultiDict

from ... import language
from ...accounts import Action
from ...language import _, translated
from ..changing.deletion import DeletionScreen
from ..drawn import once, readers
from ..listing.arguments import NARROWED_BY_NOTHING, ListArguments
from ..loading import Load, merge, needs_of, needs_of_label
from ..paths import resolve as resolve_path
from ..transfer.export import ExportScreen
from ..undo.offering import offer_undo, undoable_act
from ..verbs import VERB, VerbScreen
from . import chosen as choosing
from .chosen import Chosen
from .deeds import Deed, deeds_of
from .sealing import Plan, seal, unseal
from .trying import Done, Stopped, attempt, perform

#: Not a deed: nothing is changed, so nothing is asked.
EXPORT = "export"


class ManyScreen(VerbScreen, DeletionScreen, ExportScreen):
    """Many records at once: chosen in the list, asked for at `many/`, tried at `…/preview/`, done at `…/confirm/`."""

    gates = {
        **VerbScreen.gates,
        **DeletionScreen.gates,
        **ExportScreen.gates,
        # Each deed has a gate of its own; see `deed`.
        "many_view": ("can_read",),
        "many_preview_view": ("can_read",),
        "many_confirm_view": ("can_read",),
    }

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self.deeds = deeds_of(self)
        relations = inspect(self.model).relationships
        needs = needs_of(self.model, [resolve_path(self.model, name) for name in self.bulk_fields if name in relations])
        merge(needs, needs_of_label(self.model))
        self.many_load = Load(self.model, needs, strict=False)

    def list_context(self, arguments: ListArguments, *rest: Any) -> dict[str, Any]:
        """What the list's page gets, and what this user can do with many of its rows."""
        context = super().list_context(arguments, *rest)
        offered = once(("deeds", self.endpoint, readers()), self.deeds_offered)
        return {**context, "deeds": [] if context["trash"] else offered}

    def deeds_offered(self) -> list[tuple[str, str]]:
        """Name and label of what this user may do with many records. Asks nothing of the database."""
        found = [(deed.name, translated(deed.label, VERB)) for deed in self.deeds.values() if deed.offered(self)]
        return [*found, (EXPORT, _("Export as CSV"))] if self.can_export else found

    def deed(self, name: str) -> Deed:
        """The deed of that name, if the user may; 403 and 404 otherwise."""
        found = self.deeds.get(name) or abort(404)
        return found if found.offered(self) else abort(403)

    def count_of(self, number: int) -> str:
        """`1 student`, `12 students`."""
        return f"{language.number(number)} {(self.singular if number == 1 else str(self.name)).lower()}"

    # Pages

    @expose("/many/", methods=("POST",))
    def many_view(self) -> Any:
        """From the list: what is chosen, and what is to be done with it."""
        chosen, name = choosing.read(request.form), request.form.get("action", "")
        if name == EXPORT:
            return self._export(chosen) if self.can_export else abort(403)
        if not name:
            return self._turn_back(_("Choose what to do with what you selected."))
        deed = self.deed(name)
        keys = choosing.resolve(self, chosen, deed.action, deed.most)
        refusal = self._refuse_number(chosen, deed, keys)
        if refusal:
            return self._turn_back(refusal)
        form = deed.form(None)
        return self._preview(deed, chosen, keys, None) if form is None else self._ask(deed, chosen, keys, form)

    @expose("/many/<deed>/preview/", methods=("POST",))
    def many_preview_view(self, deed: str) -> Any:
        """What would become of each record. It is tried out, and nothing stays of it."""
        doing, chosen = self.deed(deed), choosing.read(request.form)
        keys = choosing.resolve(self, chosen, doing.action, doing.most)
        refusal = self._refuse_number(chosen, doing, keys)
        if refusal:
            return self._turn_back(refusal)
        form = doing.form(request.form)
        if form is not None and not form.validate():
            return self._ask(doing, chosen, keys, form)
        return self._preview(doing, chosen, keys, form)

    @expose("/many/<deed>/confirm/", methods=("POST",))
    def many_confirm_view(self, deed: str) -> Any:
        """Do what was previewed, to the records that are still as they were then."""
        doing = self.deed(deed)
        plan = unseal(request.form.get("plan", ""), table=self.table, deed=deed)
        try:
            done = self._perform(doing, plan)
        except Stopped as stopped:
            return self._tell(doing, plan, stopped=stopped)
        if done.left:
            return self._tell(doing, plan, done=done)
        flash(
            _("%(deed)s: done for %(these)s.", deed=translated(doing.label, VERB), these=self.count_of(done.count)),
            "success",
        )
        offer_undo()
        return redirect(self.back())

    # What they are made of

    def write_one(self, deed: Deed, record: Any) -> None:
        """Write what was done to a record, which must still be one that the user may do it to."""
        session = self.db_session()
        session.flush()
        if deed.action is Action.EDIT:
            self._refuse_out_of_scope(session, record, Action.EDIT)

    def _perform(self, deed: Deed, plan: Plan) -> Done:
        form = deed.form(MultiDict(plan.typed))
        if form is not None and not form.validate():
            raise Stopped(translated(deed.label, VERB), _("What was chosen for it is no longer there."))
        return perform(self, deed, plan.stamps, form, request.form.get("because"))

    def _refuse_number(self, chosen: Chosen, deed: Deed, keys: list[int]) -> str | None:
        """Why so many cannot be done at once, or so few."""
        if not (chosen.everything or chosen.ids):
            return _("Nothing is selected.")
        if not keys:
            return _("None of what you selected is open to you for this: %(deed)s.", deed=translated(deed.label, VERB))
        if len(keys) > deed.most:
            return _(
                "%(deed)s: you selected more than the %(most)s that can be done at once. Nothing was done; "
                "narrow the list by a filter and do it in parts.",
                deed=translated(deed.label, VERB),
                most=language.number(deed.most),
            )
        return None

    def _turn_back(self, why: str) -> Response:
        flash(why, "error")
        return redirect(self.back())  # type: ignore[return-value]  # werkzeug's base class of Response

    def _export(self, chosen: Chosen) -> Response:
        """To the existing export: of the list as its address has it, or of the ids that were ticked."""
        if not (chosen.everything or chosen.ids):
            return self._turn_back(_("Nothing is selected."))
        arguments = choosing.arguments_of(self, chosen)
        if chosen.everything:
            wanted = arguments.url_args(**choosing.WHOLE)
        else:  # whatever they were found by
            wanted = arguments.url_args(**choosing.WHOLE, search="", filters=NARROWED_BY_NOTHING)
            wanted["ids"] = ",".join(map(str, chosen.ids))
        target = self.get_url(".export", export_type="csv", **wanted)
        return redirect(target)  # type: ignore[return-value]  # werkzeug's base class of Response

    def _ask(self, deed: Deed, chosen: Chosen, keys: list[int], form: Any) -> str:
        return self.render(
            "admin/many/form.html",
            deed=deed,
            form=form,
            chosen=chosen,
            concerned=self.count_of(len(keys)),
            return_url=self.back(),
        )

    def _preview(self, deed: Deed, chosen: Chosen, keys: list[int], form: Any) -> str:
        typed = {name: request.form.getlist(name) for name in deed.typed(form)}
        summary = deed.summary(form)  # asked now, since trying forgets what it read
        outcomes = attempt(self, deed, keys, form)
        doable = [outcome for outcome in outcomes if outcome.will_do]
        plan = Plan(self.table, deed.name, typed, {outcome.id: outcome.stamp for outcome in doable})
        return self.render(
            "admin/many/preview.html",
            deed=deed,
            chosen=chosen,
            summary=summary,
            doable=doable,
            refused=[outcome for outcome in outcomes if outcome.refusal],
            staying=[outcome for outcome in outcomes if outcome.stays],
            missing=0 if chosen.everything else len(chosen.ids) - len(keys),
            plan=seal(plan) if doable else None,
            return_url=self.back(),
        )

    def _tell(self, deed: Deed, plan: Plan, **what: Any) -> str:
        """What came of it, where that is more than a message can say: who was left alone, or what stopped it."""
        chosen = choosing.of_plan(plan.stamps)
        return self.render(
            "admin/many/told.html",
            deed=deed,
            chosen=chosen,
            typed=plan.typed,
            act=undoable_act() if "done" in what else None,
            return_url=self.back(),
            **what,
        )
