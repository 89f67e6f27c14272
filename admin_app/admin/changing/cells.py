"""Editing where one reads: a cell of a list becomes a form of one field, and the cell again when it is saved."""

from __future__ import annotations

from typing import Any

from flask import Response, abort, jsonify, render_template, request
from flask_admin import expose

from ...accounts import Action, safe_target
from ...language import _
from .. import access
from ..drawn import once
from ..listing.arguments import ListArguments
from ..listing.rows import RowReader
from ..listing.screen import ListScreen
from ..undo.offering import undoable_act
from .forms import EditForm, make_form
from .screen import RecordScreen


class CellScreen(RecordScreen, ListScreen):
    """Cells of the columns that a view declares in `column_editable`."""

    gates = {**RecordScreen.gates, **ListScreen.gates, "ajax_cell": ("can_edit",)}

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self.cell_forms = {name: make_form(EditForm, self, (name,)) for name in self.column_editable}

    def editable_cells(self) -> list[str]:
        """The columns whose cells this user may edit."""
        if not (self.column_editable and self.can_edit):
            return []
        return [name for name in self.column_editable if access.may_set(self.model, name)]

    def list_context(self, arguments: ListArguments, *rest: Any) -> dict[str, Any]:
        """What the list's page gets, and which of its cells can be edited: label of the column → field."""
        context = super().list_context(arguments, *rest)
        names = [] if context["trash"] else once(("cells", self.endpoint, access.reader()), self.editable_cells)
        shown = {label: name for name, label in context["list_columns"][1:] if name in names}
        return {**context, "editable_cells": shown}

    @expose("/ajax/cell/", methods=("GET", "POST"))
    def ajax_cell(self) -> Response:
        """The form of the field `name` of the record `id`; posted, it answers with the cell, or with itself again."""
        name = request.args.get("name", "")
        if name not in self.editable_cells():
            abort(404)
        record = self.find(request.args.get("id"), Action.EDIT)
        key, title = record.id, str(record)
        form = self.cell_forms[name](request.form if request.method == "POST" else None, obj=record)
        if request.method == "POST" and self.update_model(form, record):
            told = _("%(field)s of %(title)s was saved.", field=self.get_column_name(name), title=title)
            act = undoable_act()  # before anything else is committed
            return jsonify(cell=self._drawn(name, key), told=told, undo=offered(act, told) if act else "")
        form.show_seen()
        page = render_template(
            "admin/many/cell.html",
            form=form,
            field=form[name],
            title=title,
            address=request.script_root + request.full_path,
        )
        return jsonify(form=page)

    def _drawn(self, name: str, key: int) -> str:
        """The cell as the list draws it."""
        reader, session = RowReader(self, [name]), self.db_session()
        rows = session.execute(reader.statement().where(self.model.id == key)).all()
        return "".join(reader.draw(session, rows)[name])


def offered(act: str, told: str) -> str:
    """What tells that a cell was saved and offers to undo it, for the list below which it is shown."""
    return render_template("admin/undo/told.html", act=act, told=told, back=safe_target(request.referrer or ""))
