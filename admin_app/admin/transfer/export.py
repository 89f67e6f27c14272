"""Exporting a list: every row of it, in the order that the user sees and with the columns that the list shows."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from tempfile import TemporaryFile
from typing import Any

from flask import Response, abort, flash, redirect, request, send_file, stream_with_context
from flask_admin import expose

from ... import clock, jobs
from ...accounts import Action, school_of
from ...audit import Change, note_event
from ...language import _, english, explained, translated, write_english
from ...texts import later
from .. import access, loading
from ..identities import identity
from ..listing.arguments import ListArguments, encoded
from ..listing.pages import FIRST_PAGE
from ..listing.screen import ListScreen
from . import job
from .columns import field
from .extract import Extract
from .reading import Rows
from .sending import sent_apart
from .sheet import MOST_ROWS, TooManyRows

#: Format → the media type of its files.
FORMATS = {"csv": "text/csv", "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}
#: The ways out of a list: label, address below `export/`, and arguments besides the list's.
CHOICES: tuple[tuple[str, str, dict[str, str]], ...] = (
    (later("CSV, these columns"), "csv", {}),
    (later("CSV, all columns"), "csv", {"columns": "all"}),
    (later("Excel, these columns"), "xlsx", {}),
    (later("Excel, all columns"), "xlsx", {"columns": "all"}),
    (later("In the background…"), "job", {}),
)
#: An Excel file is sent only when it is finished, so one of more rows is made by a job.
MOST_ROWS_AT_ONCE = 20_000


class ExportScreen(ListScreen):
    """`export/csv/` and `export/xlsx/`, with the search, filters and sorting of the list; `export/job/` for long ones.

    Arguments besides those of the list: `ids=1,2,3` for these of its rows only; `columns=all` for every column that the
    view exports, and not those of the list only; `trailer=0` for a CSV file without its last line, for programs that
    cannot take it.
    """

    gates = {**ListScreen.gates, "export": ("can_export",), "export_job": ("can_export",)}

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self.export_formatters = {**self.column_formatters, **(self.column_formatters_export or {})}
        #: What a list tells by a mark, a file tells by a column.
        self.marked_by = getattr(self.model, "__mark__", (None,))[0]
        if self.marked_by:
            self.paths |= self._resolve([self.marked_by])

    @expose("/export/<export_type>/")
    def export(self, export_type: str) -> Any:
        """The list as a file. An argument that makes no sense is refused: it would widen what is exported."""
        if export_type not in FORMATS:
            abort(404)
        extract = self.extract()
        write_english()
        if export_type == "csv":
            self.note_export(export_type, extract, extract.count())
            return self._send_csv(extract)
        count = extract.count(MOST_ROWS_AT_ONCE + 1)
        if count > MOST_ROWS_AT_ONCE:
            return redirect(self.get_url(".export_job", **{**request.args.to_dict(flat=False), "format": "xlsx"}))
        self.note_export(export_type, extract, count)
        return self._send_sheet(extract)

    def note_export(self, export_type: str, extract: Extract, rows: int, **more: int) -> None:
        """Write into the change log what is taken out, before it is, and commit. The list's address says which rows."""
        with english():
            label = f"{self.name}, {export_type.upper()}"
        facts = {"query": request.query_string.decode(), "columns": [name for name, _ in extract.columns], "rows": rows}
        note_event(Change.EXPORT, self.table, label, facts=facts | more)
        self.db_session.commit()

    @expose("/export/job/", methods=("GET", "POST"))
    def export_job(self) -> Any:
        """A form that asks for the file as a job, for lists that take minutes; the job's page has the link to it."""
        extract = self.extract()  # refuses what makes no sense before anybody waits for it
        if request.method != "POST":
            return self.render("admin/model/export.html", chosen=request.args.get("format"), return_url=self.back())
        export_type = request.form.get("format", "")
        if export_type not in FORMATS:
            abort(400, _("Choose a format."))
        if export_type == "xlsx" and extract.count(MOST_ROWS + 1) > MOST_ROWS:
            abort(400, explained(TooManyRows()))
        asked = jobs.ask(
            kind=job.KIND,
            requested_by=access.user(),
            subject=f"{self.name}, {export_type.upper()}",
            arguments={
                "resource": self.table,
                "format": export_type,
                "query": request.query_string.decode(),
                "school": school_of(access.user()),
            },
        )
        flash(_("The file is being made. You may leave this page: the job stays in the list of jobs."), "success")
        return redirect(self.get_url(f"{jobs.Job.__tablename__}.details_view", id=asked.id))

    def list_context(self, arguments: ListArguments, *rest: Any) -> dict[str, Any]:
        """What the list's page gets, and the ways out of the list: label and address of each."""
        return {**super().list_context(arguments, *rest), "export_choices": self.ways_out(arguments)}

    def ways_out(self, arguments: ListArguments) -> list[tuple[str, str]]:
        return [(translated(label), self.way_out(arguments, way, more)) for label, way, more in CHOICES]

    def way_out(self, arguments: ListArguments, way: str, more: dict[str, str]) -> str:
        """The address of a way out of the list as it is shown."""
        kept = arguments.url_args(page_size=None, place=FIRST_PAGE, last=False, exact=False)
        return f"{request.script_root}{self.url}/export/{way}/?{encoded(kept | more)}".rstrip("?")

    def extract(self) -> Extract:
        """What the address asks for, as far as the user may export it. Answers 400 where it makes no sense."""
        arguments = self.reader().read(request.args)
        if arguments.complaints:
            abort(400, " ".join(arguments.complaints))
        return self.extract_of(arguments, everything=request.args.get("columns") == "all", ids=asked_ids())

    def extract_of(
        self, arguments: ListArguments, *, everything: bool = False, ids: Sequence[int] | None = None
    ) -> Extract:
        """The rows of a list, or those with these ids, with its columns or with all that the view exports."""
        listing = self.listing(arguments, Action.EXPORT)
        if ids is not None:
            listing = replace(listing, where=[*listing.where, self.model.id.in_(ids)], whole=False, kept={})
        if listing.best_first:  # a file is not read from its top; it comes in the usual order
            listing = replace(listing, order=self.order(replace(arguments, search="")))
        with english():
            columns = self.visible(self.exported if everything else arguments.columns or self.column_list)
            columns += [mark for mark in self.visible(filter(None, [self.marked_by])) if mark not in columns]
        names = [name for name, _ in columns]
        fields = [None if name in self.export_formatters else field(name, self.paths.get(name)) for name in names]
        found = [one for one in fields if one]
        return Extract(
            screen=self,
            engine=self.db_session.get_bind(self.model),  # type: ignore[arg-type]  # the session is bound to an engine
            rows=Rows(listing),
            columns=columns,
            fields=found if len(found) == len(names) else None,
            load=self._export_load(names),
            timezone=clock.school_timezone(),
        )

    def _export_load(self, names: list[str]) -> list[Any]:
        shown = [self.paths[name] for name in names if name in self.paths]
        used = [self.export_formatters[name] for name in names if name in self.export_formatters]
        return loading.options(self.model, loading.needs_of(self.model, [*shown, *self._extra_loads()], used))

    def get_export_name(self, export_type: str = "csv") -> str:
        """`students-2026-11-20.csv`."""
        with english():
            name = re.sub(r"[^a-z0-9]+", "-", str(self.name).lower()).strip("-")
        return f"{name}-{clock.today().isoformat()}.{export_type}"

    def _send_csv(self, extract: Extract) -> Response:
        """A stream. An error on the way breaks the connection: a file that is short must not look whole."""
        pieces = extract.csv(count_rows=request.args.get("trailer") != "0")
        first = next(pieces)  # made before anything is sent, so that an error until then is an error page
        self.db_session.remove()  # else its connection, and the picture that it has, would wait for the download
        body = stream_with_context(sent_apart(first, pieces, jobs.folder()))
        headers = {"Content-Disposition": f"attachment; filename={self.get_export_name()}"}
        return Response(body, headers=headers, mimetype=FORMATS["csv"])

    def _send_sheet(self, extract: Extract) -> Response:
        file = TemporaryFile(dir=jobs.folder())  # noqa: SIM115  # closed by the server when it is sent
        extract.sheet(file, lambda count: None, jobs.folder())
        file.seek(0)
        name = self.get_export_name("xlsx")
        return send_file(file, mimetype=FORMATS["xlsx"], as_attachment=True, download_name=name)


def asked_ids() -> list[int] | None:
    """The ids in the address, if it names some. Answers 400 for what is no id: leaving it out would be another file."""
    texts = request.args.get("ids")
    if texts is None:
        return None
    keys = [identity(text) for text in texts.split(",")]
    found = [key for key in keys if key is not None]
    return found if len(found) == len(keys) else abort(400, _("One of the ids is none."))
