"""Searching a list: by the index where its model is in it, else by related records that are, and by its own columns.

All words must be found. Only what the user may read is searched: whoever may not see a phone number cannot ask for it
digit by digit either.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Enum, Select, String, and_, cast, false, or_, select
from sqlalchemy.orm import Session

from ... import search
from ...language import _
from ...search import COLUMNS, Closeness, Query
from .. import access
from ..paths import Model, Path, resolve
from .values import LONGEST_TEXT

#: Words beyond these are ignored: each costs a condition for each column.
MOST_WORDS = 8
#: The parts of an entry that hold the record's own fields.
OWN = COLUMNS[:2]


@dataclass(frozen=True)
class Found:
    """The records of a model that match a query, in the parts of their entries that the user may search."""

    dialect: str
    model: Model
    query: Query
    columns: tuple[str, ...]
    #: Whether so many match that MariaDB and MySQL had better read the entries in order.
    common: bool = False

    def keys(self, closeness: Closeness | None = None) -> Select[Any]:
        """The ids of the records, labelled `id`; of those only that match so closely. Joined, so that rows stream."""
        matches = search.matches(self.dialect, self.model, self.query, self.columns, closeness, common=self.common)
        key = matches.selected_columns.record_id
        return matches.join(self.model, self.model.id == key).with_only_columns(self.model.id.label("id"))

    @property
    def position(self) -> ColumnElement[Any]:
        """What `keys` come in the order of without being sorted."""
        return search.position(self.dialect) if self.query and self.columns else self.model.id


def in_index(model: Model) -> bool:
    return hasattr(model, "__searchable__")


def searched_paths(model: Model, declared: Iterable[str]) -> list[Path]:
    """What a list is searched by: what the model says for the index, else what its view declares."""
    if in_index(model):
        declared = (name for column in COLUMNS for name in model.__searchable__.fields(column))
    return [resolve(model, name) for name in declared]


def find(session: Session, model: Model, text: str, *, own: bool = False) -> Found:
    """What a text finds of a model that is in the index; with `own`, in its own fields only. Raises ValueError."""
    dialect = session.get_bind(model).dialect.name
    query, columns = search.parse(text), readable_columns(model, OWN if own else COLUMNS)
    return Found(dialect, model, query, columns, search.is_common(session, model, query, columns))


def readable_columns(model: Model, columns: Iterable[str]) -> tuple[str, ...]:
    """Those of an entry's parts of which the user may read every field."""
    fields = {column: model.__searchable__.fields(column) for column in columns}
    return tuple(
        column for column, names in fields.items() if names and all(access.may_read(resolve(model, n)) for n in names)
    )


def best_first(
    session: Session, found: Found, where: Sequence[ColumnElement[bool]], *, offset: int, limit: int
) -> list[int]:
    """Ids of what was found, the closest matches first, equally close ones in the order of their ids.

    One query for each closeness, and no further one once there are enough.
    """
    ids: list[int] = []
    for closeness in Closeness:
        keys = found.keys(closeness).where(*where).order_by(found.position)
        ids += session.scalars(keys.limit(offset + limit - len(ids)))
        if len(ids) == offset + limit:
            break
    return ids[offset:]


def spellings(session: Session, found: Found, where: Sequence[ColumnElement[bool]]) -> list[str]:
    """What else might have been meant where nothing was found: texts that do find some of these rows."""
    return search.suggestions(session, found.model, found.query, found.columns, and_(*where))


def words_of(text: str) -> list[str]:
    """The words that are looked for. Raises ValueError for text that no column can hold."""
    if "\0" in text:
        raise ValueError(_("contains a character that cannot be stored"))
    return text[:LONGEST_TEXT].split()[:MOST_WORDS]


def matching(session: Session, paths: Sequence[Path], text: str) -> list[ColumnElement[bool]]:
    """The conditions of a search through these paths, one for each word. Raises ValueError as `words_of`."""
    readable = [path for path in paths if access.may_read(path)]
    return [or_(false(), *(has_word(session, path, word) for path in readable)) for word in words_of(text)]


def has_word(session: Session, path: Path, word: str) -> ColumnElement[bool]:
    """Whether the end of the path has a word in it; a related record is asked for in the index."""
    if path.leaf is not None:
        return path.where(contains(path, word), access.rows)
    found = find(session, path.target, word)
    matches = search.matches(found.dialect, found.model, found.query, found.columns)
    return path.where(path.target.id.in_(select(matches.subquery("matches").c.record_id)), access.rows)


def contains(path: Path, word: str) -> ColumnElement[bool]:
    """Whether the end of the path has the word in it, in any case. `%` and `_` stand for themselves."""
    expression: Any = path.expression
    if not isinstance(path.type, String) or isinstance(path.type, Enum):
        expression = cast(expression, String)
    found: ColumnElement[bool] = expression.icontains(word, autoescape=True)
    return found
