"""The details page of a screen that declares tabs. Only the rows of the tab that is asked for are loaded."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask import redirect, request
from flask_admin import expose
from sqlalchemy import Integer, Select, bindparam, select

from ...language import translated
from .. import access
from ..loading import Load, merge, needs_of, needs_of_label
from ..verbs import VerbScreen
from .parts import Page, Part, Tab


class PageScreen(VerbScreen):
    """`page_header` and `page_tabs` make the details page; without tabs it stays the plain one."""

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self.page_loads = {tab.key: self._load_of(tab, with_header=True) for tab in self.page_tabs}
        self.panel_loads = {tab.key: self._load_of(tab, with_header=False) for tab in self.page_tabs}
        # Made when the first of those comes who see the same.
        self.open_to: dict[access.Reader, dict[Tab, list[Part]]] = {}
        self.count_statements: dict[Any, tuple[list[Part], Select[Any]]] = {}

    def _load_of(self, tab: Tab, *, with_header: bool) -> Load:
        """What the record is loaded with to show a tab, alone or below the header."""
        names = [name for part in tab.parts for name in part.facts(self)]
        names += self.page_header.names if with_header else ()
        formatters = {**self.column_formatters, **(self.column_formatters_detail or {})}
        shown = [self.paths[name] for name in names if name in self.paths and name not in formatters]
        used = [formatters[name] for name in names if name in formatters]
        used += self.page_header.functions if with_header else ()
        needs = needs_of_label(self.model)
        merge(needs, needs_of(self.model, shown, used))
        return Load(self.model, needs)

    @expose("/details/")
    def details_view(self) -> Any:
        """The page of one record. `tab` says which tab; a script gets that alone, without the page around it.

        What is in the trash has the first tab only.
        """
        if not self.page_tabs:
            return super().details_view()
        tabs = self.open_tabs()
        first = next(iter(tabs))
        tab = next((tab for tab in tabs if tab.key == request.args.get("tab")), first)
        alone = "HX-Request" in request.headers
        record, in_trash = self.shown_record((self.panel_loads if alone else self.page_loads)[tab.key])
        if in_trash and tab is not first:
            return redirect(self.tab_url(record, first))
        shown = {tab: tabs[tab]} if alone or in_trash else tabs
        counts = self.count_rows([part for parts in shown.values() for part in parts], record)
        context = self.tab_context(tab, tabs[tab], record, counts)
        if alone:
            return self.render("admin/record/panel.html", **context)
        return self.render(
            "admin/record/page.html",
            **context,
            **self.record_context(record, in_trash=in_trash),
            header=self.page_header.content(self, record),
            tabs=[(each, self.tab_url(record, each), total_of(each, counts)) for each in shown],
        )

    def tab_context(self, tab: Tab, parts: Sequence[Part], record: Any, counts: Mapping[Part, int]) -> dict[str, Any]:
        """What a tab shows, and the title that goes with it."""
        page = Page(self, record, self.tab_url(record, tab), counts)
        title = str(record)
        return {
            "title": title,
            "page_title": title if tab is self.page_tabs[0] else f"{title}, {translated(tab.label)}",
            "tab": tab,
            "blocks": [(part.macro, part.content(page)) for part in parts],
        }

    def open_tabs(self) -> dict[Tab, list[Part]]:
        """The tabs that this user has, each with the parts that they get to see. The first one is always there."""
        reader = access.reader()
        if reader not in self.open_to:
            found = {tab: [part for part in tab.parts if part.is_open(self)] for tab in self.page_tabs}
            first = self.page_tabs[0]
            self.open_to[reader] = {tab: parts for tab, parts in found.items() if parts or tab is first}
        return self.open_to[reader]

    def tab_url(self, record: Any, tab: Tab) -> str:
        """The address of a tab. It remembers where the user came from to this record."""
        back = self.back()
        url: str = self.get_url(
            ".details_view",
            id=record.id,
            tab=tab.key if tab is not self.page_tabs[0] else None,
            url=back if back != self.get_url(".index_view") else None,
        )
        return url

    def count_rows(self, parts: Sequence[Part], record: Any) -> dict[Part, int]:
        """How many rows each of these parts has, as far as the user may read them. One statement, or none."""
        counted, statement = self._counting(parts)
        if not counted:
            return {}
        row = self.db_session.execute(statement, {"key": record.id}).one()
        return dict(zip(counted, row, strict=True))

    def _counting(self, parts: Sequence[Part]) -> tuple[list[Part], Select[Any]]:
        """The parts that count rows, and the statement for all of them; kept where it is the same the next time."""
        key = access.reader(), tuple(parts)
        if key in self.count_statements:
            return self.count_statements[key]
        found = {part: part.counted(bindparam("key", type_=Integer)) for part in parts}
        counts = {part: statement.scalar_subquery() for part, statement in found.items() if statement is not None}
        made = list(counts), select(*counts.values())
        if all(part.counts_all for part in parts):
            self.count_statements[key] = made
        return made


def total_of(tab: Tab, counts: Mapping[Part, int]) -> int | None:
    """How many rows a tab has; None for one that counts none."""
    found = [counts[part] for part in tab.parts if part in counts]
    return sum(found) if found else None
