"""Exporting a list: every row of it, as a stream, in the order and with the columns that the user sees."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from itertools import chain
from typing import Any

from flask import Response, abort, request, stream_with_context
from flask_admin import expose
from sqlalchemy import select
from sqlalchemy.orm import Session

from ... import clock
from ...accounts import Action
from .. import loading
from ..listing.arguments import ListArguments
from ..listing.pages import key_statement
from ..listing.screen import ListScreen
from .cells import cell

#: Rows loaded at a time: memory stays bounded, and a row costs no statement of its own.
BATCH = 500
#: Tells spreadsheet programs that the file is UTF-8; without it they garble `Zoë`.
BYTE_ORDER_MARK = "\ufeff"


class Echo:
    """A file that hands back each line written to it."""

    def write(self, line: str) -> str:
        return line


class ExportScreen(ListScreen):
    """`export/csv/`, with the search, filters and sorting of the list."""

    gates = {**ListScreen.gates, "export": ("can_export",)}

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        shown = [self.paths[name] for name in self.exported if name in self.paths]
        formatters = {**self.column_formatters, **(self.column_formatters_export or {})}
        used = [formatters[name] for name in self.exported if name in formatters]
        self.export_needs = loading.needs_of(self.model, [*shown, *self._extra_loads()], used)

    @expose("/export/<export_type>/")
    def export(self, export_type: str) -> Response:
        """The list as a file. An argument that makes no sense is refused: it would widen what is exported."""
        if export_type != "csv":
            abort(404)
        arguments = self.reader().read(request.args)
        if arguments.complaints:
            abort(400, " ".join(arguments.complaints))
        columns = self.visible(self.exported)
        lines = self.lines(arguments, columns)
        heading = next(lines)  # made after the first rows, so that an error until then is an error page
        body = stream_with_context(chain([heading], lines))
        disposition = f"attachment; filename={self.get_export_name()}"
        return Response(body, headers={"Content-Disposition": disposition}, mimetype="text/csv")

    def get_export_name(self, export_type: str = "csv") -> str:
        """`students-2026-11-20.csv`."""
        name = re.sub(r"[^a-z0-9]+", "-", str(self.name).lower()).strip("-")
        return f"{name}-{clock.today().isoformat()}.{export_type}"

    def lines(self, arguments: ListArguments, columns: list[tuple[str, str]]) -> Iterator[str]:
        """The file line by line.

        An error on the way is raised, which breaks the connection: a file that is short must not look whole.
        """
        writer: Any = csv.writer(Echo())
        batches = self.batches(arguments)
        first = next(batches, [])
        yield BYTE_ORDER_MARK + writer.writerow([cell(label) for _, label in columns])
        for record in chain(first, chain.from_iterable(batches)):
            yield writer.writerow([cell(self.get_export_value(record, name)) for name, _ in columns])

    def batches(self, arguments: ListArguments) -> Iterator[list[Any]]:
        """The records, some at a time, in a session of their own: the request's is closed while the file is still sent.

        The keys are read first, so that rows saved meanwhile are neither missed nor doubled.
        """
        with Session(self.db_session.get_bind(self.model), autoflush=False) as session:
            keys = self.keys(session, arguments)
            for start in range(0, len(keys), BATCH):
                yield self.records(session, keys[start : start + BATCH])
                session.close()  # forgets the batch and gives the connection back while the next lines are sent

    def keys(self, session: Session, arguments: ListArguments) -> list[int]:
        dialect = session.get_bind().dialect.name
        statement = key_statement(self.model, self.where(arguments, Action.EXPORT), self.order(arguments), dialect)
        return list(session.scalars(statement))

    def records(self, session: Session, keys: list[int]) -> list[Any]:
        load = loading.options(self.model, self.export_needs)
        found = session.scalars(select(self.model).where(self.model.id.in_(keys)).options(*load))
        by_key = {record.id: record for record in found}
        return [by_key[key] for key in keys if key in by_key]
