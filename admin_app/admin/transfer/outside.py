"""A list as a file for somebody outside the school: without those who want to be left out, and noted before it goes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, ClassVar

from flask import abort, request
from flask_admin import expose
from flask_admin.helpers import get_form_data
from sqlalchemy import false

from ...accounts import Action
from ...language import _, write_english
from .. import access
from ..base import AdminModelView
from ..changing.again import is_refused
from ..changing.forms import ScreenForm
from ..listing.arguments import ListArguments
from ..paths import resolve
from .export import FORMATS, MOST_ROWS_AT_ONCE
from .extract import Extract

#: The way out of a list, below `export/`.
WAY = "outside"


@dataclass(frozen=True)
class Outside:
    """What others may be given of a list.

    `columns` are those that may go out at all; `opted_out` is the path to what is true of those who are left out.
    `form` has a field `format` and whatever `note(screen, form, rows, left_out)` writes down, which does not commit.
    `needs` is what the permission table must grant besides exporting.
    """

    columns: Sequence[str]
    opted_out: str
    form: type[ScreenForm]
    note: Callable[[Any, Any, int, int], None]
    needs: tuple[str, Action]


class OutsideScreen(AdminModelView):
    """A screen with `export/outside/`, which asks to whom the list goes and why, and gives it as a file.

    The address is that of the list's other ways out: its search, filters, order and columns count here too.
    """

    outside: ClassVar[Outside]
    endpoints = {"export_outside": "can_export"}

    @expose("/export/outside/", methods=("GET", "POST"))
    def export_outside(self) -> Any:
        """The form, and the file when it is sent. Answers 403 to those who may note nothing, 400 for no columns."""
        if not access.grants(*self.outside.needs):
            abort(403)
        everything = self.extract()
        extract = self.for_others(everything)
        rows = extract.count()
        left_out = everything.count() - rows
        form = self.outside.form(get_form_data())
        sent = request.method == "POST" and not is_refused(form)
        if sent and form.validate() and self._fits(form, rows):
            self.outside.note(self, form, rows, left_out)
            write_english()
            self.note_export(form.format.data, extract, rows, left_out=left_out)
            return self._send_csv(extract) if form.format.data == "csv" else self._send_sheet(extract)
        return self.render(
            "admin/model/outside.html",
            form=form,
            rows=rows,
            left_out=left_out,
            columns=[self.get_column_name(name) for name, _label in extract.columns],
            return_url=self.back(),
        )

    def for_others(self, extract: Extract) -> Extract:
        """The same without the rows and the columns that do not go out. Answers 400 where no column is left."""
        listing, path = extract.rows.listing, resolve(self.model, self.outside.opted_out)
        stays = path.where(path.expression == false(), access.rows)
        kept = [place for place, (name, _label) in enumerate(extract.columns) if name in self.outside.columns]
        if not kept:
            abort(400, _("None of these columns may be given to others. Choose other columns first."))
        return replace(
            extract,
            rows=replace(extract.rows, listing=replace(listing, where=[*listing.where, stays], whole=False, kept={})),
            columns=[extract.columns[place] for place in kept],
            fields=extract.fields and [extract.fields[place] for place in kept],
        )

    def _fits(self, form: Any, rows: int) -> bool:
        """Whether the file can be sent at once. An Excel file goes out only when it is finished."""
        if form.format.data not in FORMATS or (form.format.data == "xlsx" and rows > MOST_ROWS_AT_ONCE):
            form.complain(_("That is too long for an Excel file here. Choose CSV."), "format")
            return False
        return True

    def ways_out(self, arguments: ListArguments) -> list[tuple[str, str]]:
        """Those of every list, and this one, for those who may note to whom it goes."""
        found = super().ways_out(arguments)
        if access.grants(*self.outside.needs):
            found.append((_("To give to others…"), self.way_out(arguments, WAY, {})))
        return found
