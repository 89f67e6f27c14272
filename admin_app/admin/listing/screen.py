"""The list of a screen."""

from __future__ import annotations

import re
from collections.abc import Hashable, Sequence
from dataclasses import replace
from typing import Any

from flask import Response, abort, flash, redirect, request
from flask_admin import expose
from markupsafe import Markup, escape
from sqlalchemy import ColumnElement

from ...accounts import Action
from ...language import _
from .. import access, loading
from ..paths import resolve
from ..viewed import note_ids_seen
from .arguments import FIRST, NARROWED_BY_NOTHING, ListArguments, whole_number
from .counting import CHEAP, CHEAP_FOUND, Total, count_rows
from .pages import Listing, Page, Place, load_page
from .rows import MARK, RowReader, fill
from .search import find, in_index, matching, spellings
from .shown import MOST_KEPT, ShownScreen
from .sorting import Order, default_order

#: A link inside what is to be one itself.
LINK = re.compile(r"</?a\b[^>]*>")


class ListScreen(ShownScreen):
    """Search, sorting and paging, on top of what is shown."""

    gates = {**ShownScreen.gates, "index_view": ("can_read",)}

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        shown = [self.paths[name] for name in self.column_list if name in self.paths]
        formatters = [self.column_formatters[name] for name in self.column_list if name in self.column_formatters]
        self.list_needs = loading.needs_of(self.model, [*shown, *self._extra_loads()], formatters)
        self.order_by_default = default_order(self.model, self.column_default_sort, self._sortable_columns)
        self.listings: dict[Any, Listing] = {}

    def _extra_loads(self) -> list[Any]:
        return [resolve(self.model, name) for name in self.column_loads]

    # The list as one user sees it

    @expose("/")
    def index_view(self) -> Response | str:
        """The list. What makes no sense in its address is told and left out, by way of the address that does.

        Columns that were chosen (`column`) become part of it the same way.
        """
        if not self.shown().columns:
            abort(403)  # this user may read none of what the list shows
        reader = self.reader()
        arguments = reader.read(request.args)
        if "column" in request.args:
            return self._go_to(replace(arguments, columns=reader.chosen(request.args.getlist("column"), [])))
        if request.args.get("go_to"):  # people count pages from 1
            place = Place(max(whole_number(request.args["go_to"]), 1) - 1)
            return self._go_to(replace(arguments, place=place, last=False))
        if arguments.complaints or any("\0" in value for value in request.args.values()):
            return self._go_to(arguments)
        if self.too_long_to_sort(arguments):
            told = _("This list is too long to be sorted by a second column. Narrow it first.")
            return self._go_to(replace(arguments, then=(), complaints=(told,)))
        shown = self.shown(arguments.columns)
        page = self.load(arguments, shown.rows)
        cells = shown.rows.draw(self.db_session(), page.rows)
        return self.render(self.list_template, **self.list_context(arguments, page, cells))

    def where(self, arguments: ListArguments, action: Action = Action.READ) -> list[ColumnElement[bool]]:
        """The conditions that pick the rows of this list, its search left out."""
        trash = arguments.trash and self.can_delete
        scope = access.rows(self.model, Action.DELETE if trash else action, trashed=trash)
        return [*scope, *arguments.filters.conditions()]

    def order(self, arguments: ListArguments) -> Order:
        """What the rows are sorted by; of what the index found, the best match comes first unless asked otherwise."""
        if arguments.sort is None and arguments.search and in_index(self.model):
            return []
        if arguments.sort is None:
            return [(path, down) for path, down in self.order_by_default if access.may_read(path)]
        keys = ((arguments.sort, arguments.descending), *arguments.then)
        return [(path, down) for name, down in keys for path in self._sortable_columns[name]]

    def too_long_to_sort(self, arguments: ListArguments) -> bool:
        """Whether further columns would have more rows sorted than is quickly done: no index knows such an order."""
        if not arguments.then or not getattr(self.model, "__large__", False):
            return False
        total = self.total(arguments, self.listing(arguments), exact=False)
        return not total.exact or total.count > CHEAP

    def listing(self, arguments: ListArguments, action: Action = Action.READ) -> Listing:
        """The rows that the arguments ask for. The list, its count and its export all use these."""
        if not (arguments.search or arguments.filters) and access.sees_all(self.model, action):
            return self.whole(arguments, action)
        where, found = self.where(arguments, action), None
        if arguments.search and in_index(self.model):
            found = find(self.db_session(), self.model, arguments.search, own=arguments.own)
        elif arguments.search:
            where += matching(self.db_session(), self.searched, arguments.search)
        return Listing(self.model, where, self.order(arguments), found)

    def whole(self, arguments: ListArguments, action: Action) -> Listing:
        """The listing that nobody narrowed, which is the same for all who see every row; its statements are kept."""
        key = access.reader(), action, arguments.trash, arguments.sort, arguments.descending, arguments.then
        if key not in self.listings:
            if len(self.listings) >= MOST_KEPT:
                self.listings.clear()
            where, order = self.where(arguments, action), self.order(arguments)
            self.listings[key] = Listing(self.model, where, order, whole=not arguments.trash)
        return self.listings[key]

    def load(self, arguments: ListArguments, reader: RowReader) -> Page:
        """The page of rows that the arguments ask for."""
        listing, place = self.listing(arguments), arguments.place
        size = arguments.page_size or self.page_size
        if arguments.last:
            place = Place(self.total(arguments, listing, exact=True).last_page(size))
        far = place.number * size >= CHEAP and place.after is None  # skipping so many costs as much as counting all
        return load_page(
            self.db_session(),
            listing,
            reader.statement(),
            place,
            size=size,
            count=lambda: self.total(arguments, listing, exact=arguments.exact or far),
        )

    def total(self, arguments: ListArguments, listing: Listing, *, exact: bool) -> Total:
        cheap = CHEAP_FOUND if listing.found else CHEAP
        return count_rows(
            self.db_session(),
            listing.count,
            name=self.total_name(arguments),
            cheap=cheap,
            exact=exact,
            whole=self.model if listing.whole else None,
        )

    def total_name(self, arguments: ListArguments) -> str:
        """Names the rows of a list for the cache: whose they are where that matters, and what they were narrowed by."""
        (roles, school), one = access.reader(), None if access.sees_all(self.model) else access.user().get_id()
        whose = f"{','.join(sorted(map(str, roles)))}:{school}:{one}"
        narrowed = sorted(arguments.filters.args().items())
        return f"total:{self.table}:{whose}:{arguments.trash}:{arguments.own}:{arguments.search}:{narrowed}"

    def _go_to(self, arguments: ListArguments) -> Response:
        for complaint in arguments.complaints:
            flash(complaint, "error")
        return redirect(self.list_url(arguments))  # type: ignore[return-value]  # werkzeug's base class of Response

    # What the template gets

    def list_context(self, arguments: ListArguments, page: Page, cells: dict[str, list[str]]) -> dict[str, Any]:
        """Flask-Admin's variables of a list, and ours: draw_rows, list_filters, narrowing, trash."""
        shown = self.shown(arguments.columns)
        names = [name for name, _ in shown.columns]
        note_ids_seen(self.model, (row[0] for row in page.rows), fields=names)
        size = arguments.page_size or self.page_size
        return {
            "fragment": "HX-Request" in request.headers,
            "data": page.rows,
            "mark": MARK,
            "draw_rows": lambda pattern: fill(
                pattern, row_values(page.rows, names[0], cells) | {"#mark": shown.rows.marks(page.rows)}
            ),
            "total": page.total,
            "page": page.number,
            "more": page.more,
            "num_pages": page.total.last_page(size) + 1 if page.total.exact else None,
            "page_size": size,
            "default_page_size": self.page_size,
            "can_set_page_size": self.can_set_page_size,
            "page_size_url": lambda wanted: self.list_url(arguments, page_size=wanted, **FIRST),
            "pager_url": lambda number: self.list_url(arguments, place=Place(number or 0), last=False),
            "exact_url": lambda: self.list_url(arguments, exact=True),
            **self._neighbors(arguments, page),
            "list_columns": shown.columns,
            "looks": shown.looks,
            "sortable_columns": shown.sortable,
            "sort_column": names.index(arguments.sort) if arguments.sort in names else None,
            "sort_desc": arguments.descending,
            "sort_then": {name: (number, down) for number, (name, down) in enumerate(arguments.then, start=2)},
            "sort_url": self._sort_url(arguments, names),
            "headings_of": self._headings_of(arguments),
            "newest_url": lambda: self.list_url(arguments, sort="id", descending=True, **FIRST),
            "return_url": self.list_url(arguments, place=Place(page.number), last=False, exact=False),
            **self.column_context(arguments, shown),
            **self._search_context(arguments, page),
            **self.narrowing_context(arguments),
            **self._trash_context(arguments),
        }

    def _neighbors(self, arguments: ListArguments, page: Page) -> dict[str, str | None]:
        """The addresses of the pages before and after this one, reached from the rows at its edges."""
        before = after = last = None
        if page.number and page.rows:
            place = Place(page.number - 1, before=page.rows[0][0] if page.number > 1 else None)
            before = self.list_url(arguments, place=place, last=False)
        if page.more:
            after = self.list_url(arguments, place=Place(page.number + 1, after=page.rows[-1][0]), last=False)
            last = self.list_url(arguments, place=Place(), last=True)
        return {"before_url": before, "after_url": after, "last_url": last}

    def _sort_url(self, arguments: ListArguments, columns: Sequence[str]) -> Any:
        def sort_url(column: int | str, invert: bool = False, desc: Any = None) -> str:
            """The same list sorted by a column, given by its name or its position."""
            name = columns[column] if isinstance(column, int) else column
            down = bool(desc) or (invert and not arguments.descending)
            return self.list_url(arguments, sort=name, descending=down, then=(), **FIRST)

        return sort_url

    def _headings_of(self, arguments: ListArguments) -> Hashable:
        """What the headings of a list that nobody narrowed depend on; None for any other list."""
        if arguments.search or arguments.filters:
            return None
        return replace(arguments, **FIRST)

    def _search_context(self, arguments: ListArguments, page: Page) -> dict[str, Any]:
        kept = arguments.url_args(search="", filters=NARROWED_BY_NOTHING, **FIRST)
        return {
            "search_supported": self._search_supported,
            "search": arguments.search,
            "searched_own": arguments.own,
            "search_placeholder": self.shown().search_placeholder,
            "suggestions": self._suggestions(arguments) if arguments.search and not page.rows else [],
            "own_url": self._own_url(arguments) if page.rows or arguments.own else None,
            "without_filters": self._without_filters(arguments) if arguments.filters and not page.rows else None,
            "clear_search_url": lambda: self.list_url(arguments, search="", filters=NARROWED_BY_NOTHING, **FIRST),
            "extra_args": {name: value for name, value in kept.items() if name not in ("sort", "desc", "page_size")},
        }

    def _suggestions(self, arguments: ListArguments) -> list[tuple[str, str]]:
        """Other spellings that do find something, with their addresses."""
        listing = self.listing(arguments)
        texts = spellings(self.db_session(), listing.found, listing.where) if listing.found else []
        return [(text, self.list_url(arguments, search=text, **FIRST)) for text in texts]

    def _without_filters(self, arguments: ListArguments) -> tuple[Total, str] | None:
        """How many rows there would be without the filters, leavers among them, and where they are; None for none."""
        wider = replace(arguments, filters=NARROWED_BY_NOTHING, **FIRST)
        total = self.total(wider, self.listing(wider), exact=False)
        return (total, self.list_url(wider)) if total.count else None

    def _own_url(self, arguments: ListArguments) -> str | None:
        """The search limited to the records' own fields, or no longer so; None where they are found by nothing else."""
        if not arguments.search or not any(path.relations for path in self.searched) or not in_index(self.model):
            return None
        return self.list_url(arguments, own=not arguments.own, **FIRST)

    def _trash_context(self, arguments: ListArguments) -> dict[str, Any]:
        may = self.can_delete and hasattr(self.model, "deleted_at")
        return {
            "trash": arguments.trash and may,
            "trash_url": self.list_url(ListArguments(), trash=True) if may else None,
        }


def row_values(rows: Sequence[Any], first: str, cells: dict[str, list[str]]) -> dict[str, list[Any]]:
    """What a row's pattern names: its cells, `#id`, `#title` in plain text, `#link`, the first cell fit for a link.

    No column is called like these: a course has a title too.
    """
    ids = [row[0] for row in rows]
    heads = [cell or f"#{key}" for key, cell in zip(ids, cells[first], strict=True)]
    titles = [escape(Markup(head).striptags()) if "<" in head else head for head in heads]  # noqa: S704  # drawn by us
    links = [LINK.sub("", head) if "<a" in head else head for head in heads]
    return {**cells, "#id": ids, "#title": titles, "#link": links}
