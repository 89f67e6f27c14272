"""The search index: one table over every searchable record, kept with the data, asked by each engine's best means."""

from flask import Flask

from ..searchable import COLUMNS, Searchable
from .declarations import searchable_models
from .entries import index_rows
from .following import init_following
from .many import UnindexedWrite, caller_indexes, init_many
from .matching import Closeness, exactness, is_common, is_entry_of, matches, position, whole_words
from .queries import Query, parse
from .rebuilding import fill
from .spelling import is_misspelt, neighbors_of, suggestions
from .tables import search_entry
from .words import pieces


def init_search(app: Flask) -> None:
    """Keep the index with what every session writes. Doing so twice is the same as once."""
    init_following(app)
    init_many(app)


__all__ = [
    "COLUMNS",
    "Closeness",
    "Query",
    "Searchable",
    "UnindexedWrite",
    "caller_indexes",
    "exactness",
    "fill",
    "index_rows",
    "init_search",
    "is_common",
    "is_entry_of",
    "is_misspelt",
    "matches",
    "neighbors_of",
    "parse",
    "pieces",
    "position",
    "search_entry",
    "searchable_models",
    "suggestions",
    "whole_words",
]
