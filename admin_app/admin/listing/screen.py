"""The list of a screen."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil
from typing import Any

from flask import Response, abort, flash, redirect, request
from flask_admin import expose
from sqlalchemy import ColumnElement

from ...accounts import Action
from .. import access, loading
from ..paths import resolve
from ..screen import Screen
from .arguments import ListArguments, Reader
from .filters import Filter, filters_for
from .pages import Page, conditions, load_page
from .search import matching
from .sorting import Order, default_order, sortable


class ListScreen(Screen):
    """Search, filters, sorting and paging."""

    gates = {**Screen.gates, "index_view": ("can_read",)}

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        shown = [self.paths[name] for name in self.column_list if name in self.paths]
        formatters = [self.column_formatters[name] for name in self.column_list if name in self.column_formatters]
        self.list_needs = loading.needs_of(self.model, [*shown, *self._extra_loads()], formatters)
        self.searched = [resolve(self.model, name) for name in self.column_searchable_list]
        self.order_by_default = default_order(self.model, self.column_default_sort, self._sortable_columns)

    def _extra_loads(self) -> list[Any]:
        return [resolve(self.model, name) for name in self.column_loads]

    # What Flask-Admin works out for itself, and worse

    def get_sortable_columns(self) -> dict[Any, Any]:
        shown = [self.paths[name] for name in self.column_list if name in self.paths]
        return sortable(self.model, shown, self.column_sortable_list)

    def init_search(self) -> bool:
        return bool(self.column_searchable_list)

    def get_filters(self) -> list[Any] | None:
        """Flask-Admin has no filters here; ours are in `list_filters`."""
        self.list_filters = filters_for(self.model, self.column_filters, self.get_column_name, self.choosers())
        return None

    def choosers(self) -> dict[str, tuple[str, bool]]:
        """Relation → the path that its records are called by, and whether there are few of them."""
        return {name: (fields[0], name in self.small_lookups) for name, fields in self.lookups.items()}

    def search_placeholder(self) -> str | None:
        if self.search_hint:
            return self.search_hint
        readable = [path.name for path in self.searched if access.may_read(path)]
        return ", ".join(self.get_column_name(name) for name in readable) if readable else None

    # The list as one user sees it

    @expose("/")
    def index_view(self) -> Response | str:
        """The list. What makes no sense in its address is told and left out, by way of the address that does.

        A filter to be added (`add_filter`, `filter_value`) becomes part of the address the same way.
        """
        reader = self.reader()
        if not reader.columns:
            abort(403)  # this user may read none of what the list shows
        arguments = reader.read(request.args)
        if request.args.get("add_filter") and request.args.get("filter_value"):
            arguments = reader.add_filter(arguments, request.args["add_filter"], request.args["filter_value"])
            return self._go_to(arguments)
        if arguments.complaints or any("\0" in value for value in request.args.values()):
            return self._go_to(arguments)
        page = self.load(arguments)
        return self.render(self.list_template, **self.list_context(arguments, page, reader))

    def reader(self) -> Reader:
        """Reads the address for the current user."""
        columns = [name for name, _ in self.visible(self.column_list)]
        by = {name: paths for name, paths in self._sortable_columns.items() if all(map(access.may_read, paths))}
        return Reader(columns, by, {known.arg: known for known in self.readable_filters()}, self.page_sizes())

    def page_sizes(self) -> tuple[int, ...]:
        return self.page_size_options if self.can_set_page_size else ()

    def readable_filters(self) -> list[Filter]:
        return [known for known in self.list_filters if access.may_read(known.path)]

    def where(self, arguments: ListArguments, action: Action = Action.READ) -> list[ColumnElement[bool]]:
        """The conditions that pick the rows of this list. The list, its count and its export all use these."""
        trash = arguments.trash and self.can_delete
        scope = access.rows(self.model, Action.DELETE if trash else action, trashed=trash)
        return [*scope, *self.search_conditions(arguments.search), *conditions(arguments.filters)]

    def search_conditions(self, text: str) -> list[ColumnElement[bool]]:
        """The conditions of a search; a view with a better index overrides this."""
        return matching(self.searched, text) if text and self.searched else []

    def order(self, arguments: ListArguments) -> Order:
        if arguments.sort is None:
            return [(path, down) for path, down in self.order_by_default if access.may_read(path)]
        return [(path, arguments.descending) for path in self._sortable_columns[arguments.sort]]

    def load(self, arguments: ListArguments) -> Page:
        """The page of records that the arguments ask for."""
        return load_page(
            self.db_session(),
            self.model,
            self.where(arguments),
            self.order(arguments),
            number=arguments.page,
            size=arguments.page_size or self.page_size,
            load=loading.options(self.model, self.list_needs),
        )

    def list_url(self, arguments: ListArguments, **changes: Any) -> str:
        return self.get_url(".index_view", **arguments.url_args(**changes))

    def _go_to(self, arguments: ListArguments) -> Response:
        for complaint in arguments.complaints:
            flash(complaint, "error")
        return redirect(self.list_url(arguments))  # type: ignore[return-value]  # werkzeug's base class of Response

    # What the template gets

    def list_context(self, arguments: ListArguments, page: Page, reader: Reader) -> dict[str, Any]:
        """Flask-Admin's variables of a list, and ours: filter_fields, filter_chips, export_url, trash."""
        columns = self.visible(self.column_list)
        size = arguments.page_size or self.page_size
        return {
            "data": page.records,
            "count": page.count,
            "page": page.number,
            "num_pages": ceil(page.count / size),
            "page_size": size,
            "default_page_size": self.page_size,
            "can_set_page_size": self.can_set_page_size,
            "page_size_url": lambda wanted: self.list_url(arguments, page_size=wanted, page=0),
            "pager_url": lambda number: self.list_url(arguments, page=number or 0),
            "list_columns": columns,
            "sortable_columns": reader.sortable,
            "sort_column": reader.columns.index(arguments.sort) if arguments.sort in reader.columns else None,
            "sort_desc": arguments.descending,
            "sort_url": self._sort_url(arguments, reader.columns),
            "get_value": self.get_list_value,
            "get_pk_value": self.get_pk_value,
            "list_row_actions": self.get_list_row_actions(),
            "actions": [],
            "return_url": self.list_url(arguments, page=page.number),
            **self._search_context(arguments),
            **self._filter_context(arguments, reader),
            **self._trash_context(arguments),
        }

    def _sort_url(self, arguments: ListArguments, columns: Sequence[str]) -> Any:
        def sort_url(column: int | str, invert: bool = False, desc: Any = None) -> str:
            """The same list sorted by a column, given by its name or its position."""
            name = columns[column] if isinstance(column, int) else column
            down = bool(desc) or (invert and not arguments.descending)
            return self.list_url(arguments, sort=name, descending=down, page=0)

        return sort_url

    def _search_context(self, arguments: ListArguments) -> dict[str, Any]:
        kept = arguments.url_args(search="", page=0, filters=())
        return {
            "search_supported": self._search_supported,
            "search": arguments.search,
            "search_placeholder": self.search_placeholder(),
            "clear_search_url": self.list_url(arguments, search="", filters=(), page=0),
            "extra_args": {name: value for name, value in kept.items() if name not in ("sort", "desc", "page_size")},
        }

    def _filter_context(self, arguments: ListArguments, reader: Reader) -> dict[str, Any]:
        known = list(reader.filters.values())
        return {
            "filters": known,
            "active_filters": arguments.filters,
            "filter_args": arguments.filter_args(),
            "filter_fields": [self._filter_field(item) for item in known],
            "filter_chips": [self._filter_chip(arguments, position) for position in range(len(arguments.filters))],
            "export_url": self.get_url(".export", export_type="csv", **arguments.url_args(page=0, page_size=None)),
        }

    def _filter_field(self, known: Filter) -> dict[str, Any]:
        return {
            "arg": known.arg,
            "label": known.label,
            "operation": known.operation,
            "options": known.options(self.db_session()),
            "input_type": known.input_type,
        }

    def _filter_chip(self, arguments: ListArguments, position: int) -> dict[str, Any]:
        active = arguments.filters[position]
        others = arguments.filters[:position] + arguments.filters[position + 1 :]
        labels = dict(active.filter.choices) if isinstance(active.filter.choices, list) else {}
        return {
            "label": active.filter.label,
            "operation": active.filter.operation,
            "value": labels.get(active.text, active.text),
            "remove_url": self.list_url(arguments, filters=others, page=0),
        }

    def _trash_context(self, arguments: ListArguments) -> dict[str, Any]:
        may = self.can_delete and hasattr(self.model, "deleted_at")
        return {
            "trash": arguments.trash and may,
            "trash_url": self.list_url(ListArguments(), trash=True) if may else None,
        }
