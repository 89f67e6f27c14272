"""The filters of a list: which there are, and those that are set."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import request

from .. import access
from ..screen import Screen
from .arguments import FIRST, ListArguments, encoded
from .filters import Filter, filters_for
from .groups import ActiveFilter, Group, Narrowing


class FilteringScreen(Screen):
    """Filters, and the addresses that set them."""

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
        return f"{request.script_root}{self.url}/{query_of(arguments, **changes)}"

    def filter_url(self, arguments: ListArguments, **more: Any) -> str:
        """The form that adds a filter to this list."""
        return f"{request.script_root}{self.url}/filter/{query_of(arguments, more, **FIRST)}"

    def narrowing_context(self, arguments: ListArguments) -> dict[str, Any]:
        """What the template gets of the filters that are set: groups of chips, and the way to turn them round."""
        narrowing = arguments.filters
        return {
            "narrowing": narrowing,
            "chip_groups": [self._chip_group(arguments, group) for group in narrowing.groups()],
            "turned_url": self.list_url(arguments, filters=narrowing.turned(), **FIRST) if narrowing else None,
        }

    def _chip_group(self, arguments: ListArguments, group: Group) -> dict[str, Any]:
        narrowing, first = arguments.filters, group.filters[0]
        alone = len(group.filters) == 1
        chips = [
            chip
            for place in zip(group.positions, group.filters, strict=True)
            for chip in chips_of(*place, alone, narrowing)
        ]
        return {
            "joiner": first.joiner if alone and len(chips) > 1 else narrowing.inner,
            "chips": [(said, self.list_url(arguments, filters=left, **FIRST)) for said, left in chips],
            "said": narrowing.said(group),
            "remove_url": self.list_url(arguments, filters=narrowing.without(*group.positions), **FIRST),
            "add_url": self.filter_url(arguments, choose_filter=first.filter.arg, beside=group.positions[0]),
        }


def chips_of(position: int, active: ActiveFilter, alone: bool, narrowing: Narrowing) -> list[tuple[str, Narrowing]]:
    """What a filter asks for, and what is left without it; each value alone where they go as the group goes."""
    if len(active.texts) > 1 and (alone or active.joiner == narrowing.inner):
        return [
            (active.filter.said([text]), narrowing.without_value(position, number))
            for number, text in enumerate(active.texts)
        ]
    return [(active.said, narrowing.without(position))]


def query_of(arguments: ListArguments, more: Mapping[str, Any] | None = None, **changes: Any) -> str:
    """The question mark and what follows it, in an address for a list."""
    args = encoded(arguments.url_args(**changes) | dict(more or {}))
    return f"?{args}" if args else ""
