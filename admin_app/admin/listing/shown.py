"""What a list shows to whom: its columns and those to choose from, what it is sorted by, and what it is searched by."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from werkzeug.datastructures import MultiDict

from ...language import spoken
from .. import access, display
from ..column_types import is_amount
from ..paths import Path
from .arguments import FIRST, ListArguments, Reader
from .filtering import FilteringScreen
from .filters import Filter
from .rows import RowReader, is_long, needs_record
from .search import in_index, searched_paths
from .sorting import sortable

#: More sets of columns than people who work at once choose; then they are made anew.
MOST_KEPT = 500


@dataclass(frozen=True)
class Shown:
    """What one set of roles sees of a list: columns with their labels, what can be sorted by, filters by argument.

    `looks` are the classes of those columns that are not set like words.
    """

    columns: list[tuple[str, str]]
    looks: Mapping[str, str]
    choosable: list[tuple[str, str]]
    rows: RowReader
    sortable: Mapping[str, Sequence[Path]]
    filters: Mapping[str, Filter]
    search_placeholder: str | None


class ShownScreen(FilteringScreen):
    """Columns, what they are sorted by, and the search box, each for those who may see it."""

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self.searched = searched_paths(self.model, self.column_searchable_list)
        self.choosable = self._choosable()
        self.shown_to: dict[Any, Shown] = {}  # made when somebody with these roles first comes

    def _choosable(self) -> list[str]:
        """The columns that somebody may choose: those of the list, and those of a record that are quickly read."""
        if any(needs_record(self, name) for name in self.column_list):
            return list(self.column_list)
        short = [name for name in self.details if not needs_record(self, name) and not is_long(self.paths[name])]
        return list(dict.fromkeys((*self.column_list, *short)))

    # What Flask-Admin works out for itself, and worse

    def get_sortable_columns(self) -> dict[Any, Any]:
        shown = [self.paths[name] for name in self.column_list if name in self.paths]
        return sortable(self.model, shown, self.column_sortable_list)

    def init_search(self) -> bool:
        return bool(searched_paths(self.model, self.column_searchable_list))

    def search_placeholder(self) -> str | None:
        if self.search_hint:
            return str(self.search_hint)
        named = [path for path in self.searched if not (in_index(self.model) and path.relations)]
        readable = [path.name for path in named if access.may_read(path)]
        return ", ".join(self.get_column_name(name) for name in readable) if readable else None

    def shown(self, chosen: tuple[str, ...] | None = None) -> Shown:
        """What the current user sees of this list: the columns they chose, or the usual ones."""
        key = access.reader(), spoken().code, chosen
        if key not in self.shown_to:
            if len(self.shown_to) >= MOST_KEPT:
                self.shown_to.clear()
            columns = self.visible(chosen or self.column_list)
            self.shown_to[key] = Shown(
                columns,
                {name: look for name, _ in columns if (look := self.look_of(name))},
                self.visible(self.choosable),
                RowReader(self, [name for name, _ in columns]),
                {name: by for name, by in self._sortable_columns.items() if all(map(access.may_read, by))},
                self.readable_filters(),
                self.search_placeholder(),
            )
        return self.shown_to[key]

    def look_of(self, name: str) -> str | None:
        path = self.paths.get(name)
        if path is None or path.leaf is None:
            return None
        if is_amount(path.type):
            return "number"
        if name in self.column_beside:
            return "beside"
        return "email" if display.is_address(name) else "phone" if name.endswith("phone") else None

    def reader(self) -> Reader:
        """Reads the address for the current user."""
        shown = self.shown()
        names, choosable = ([name for name, _ in columns] for columns in (shown.columns, shown.choosable))
        return Reader(names, choosable, shown.sortable, shown.filters, self.page_sizes())

    def page_sizes(self) -> tuple[int, ...]:
        return self.page_size_options if self.can_set_page_size else ()

    def column_context(self, arguments: ListArguments, shown: Shown) -> dict[str, Any]:
        """What the template gets to choose columns from; `kept_args` is what stays of the address."""
        others = [column for column in shown.choosable if column not in shown.columns]
        return {
            "column_choices": [*((*column, True) for column in shown.columns), *((*other, False) for other in others)],
            "columns_chosen": arguments.columns is not None,
            "kept_args": MultiDict(arguments.url_args(columns=None, then=(), **FIRST)),
            "usual_columns_url": lambda: self.list_url(arguments, columns=None),
        }
