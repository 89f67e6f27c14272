"""The search index: one table over every searchable record, kept with the data, asked by each engine's best means."""

from ..searchable import COLUMNS, Searchable
from .declarations import searchable_models
from .entries import index_rows, index_values
from .following import init_search
from .matching import Closeness, exactness, is_entry_of, matches
from .queries import Query, parse
from .rebuilding import fill
from .spelling import suggestions
from .tables import search_entry

__all__ = [
    "COLUMNS",
    "Closeness",
    "Query",
    "Searchable",
    "exactness",
    "fill",
    "index_rows",
    "index_values",
    "init_search",
    "is_entry_of",
    "matches",
    "parse",
    "search_entry",
    "searchable_models",
    "suggestions",
]
