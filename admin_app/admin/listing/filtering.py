"""The filters of a list: which there are, what they offer, and those that are set."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from flask import Response, abort, jsonify, request
from flask_admin import expose

from .. import access
from ..screen import Screen
from .arguments import FIRST, ListArguments
from .filters import Choices, Filter, filters_for


class FilteringScreen(Screen):
    """Filters, and the addresses that set them."""

    gates = {**Screen.gates, "ajax_choices": ("can_read",)}

    def get_filters(self) -> list[Any] | None:
        """Flask-Admin has no filters here; ours are in `list_filters`."""
        self.list_filters = filters_for(self.model, self.column_filters, self.get_column_name, self.choosers())
        return None

    def choosers(self) -> dict[str, tuple[str, bool]]:
        """Relation → the path that its records are called by, and whether there are few of them."""
        return {name: (fields[0], name in self.small_lookups) for name, fields in self.lookups.items()}

    def readable_filters(self) -> dict[str, Filter]:
        """Those that the user may set, by their names in an address."""
        return {known.arg: known for known in self.list_filters if access.may_read(known.path)}

    def list_url(self, arguments: ListArguments, **changes: Any) -> str:
        args = urlencode(arguments.url_args(**changes))
        return f"{request.script_root}{self.url}/{'?' if args else ''}{args}"

    @expose("/ajax/choices/")
    def ajax_choices(self) -> Response:
        """`[[value, label], …]` of the filter `filter`, where they are for the database to tell."""
        known = self.readable_filters().get(request.args.get("filter", ""))
        if known is None or not known.asks:
            abort(404)
        return jsonify(known.options(self.db_session()))

    def filter_context(self, arguments: ListArguments, filters: Mapping[str, Filter]) -> dict[str, Any]:
        """What the template gets; `filters` are those that the user may set."""

        def options(known: Filter) -> Choices | None:
            return known.options(self.db_session())

        return {
            "list_filters": filters,
            "filter_options": options,
            "filter_chips": [self._filter_chip(arguments, position) for position in range(len(arguments.filters))],
        }

    def _filter_chip(self, arguments: ListArguments, position: int) -> dict[str, Any]:
        active = arguments.filters[position]
        others = arguments.filters[:position] + arguments.filters[position + 1 :]
        labels = dict(active.filter.options(None) or ())
        return {
            "title": active.filter.title,
            "value": labels.get(active.text, active.text),
            "remove_url": self.list_url(arguments, filters=others, **FIRST),
        }
