"""Which records are meant: those that were ticked in a list, or all that its search and filters match."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import parse_qsl

from flask import abort
from sqlalchemy import Select, select
from werkzeug.datastructures import MultiDict

from ...accounts import Action
from ...language import _
from ..identities import identity
from ..listing.arguments import ListArguments
from ..listing.pages import FIRST_PAGE

#: Changes to the arguments of a list that lead from one page of it to all of its rows.
WHOLE: dict[str, Any] = {"page_size": None, "place": FIRST_PAGE, "last": False, "exact": False}
#: No page of a list has more rows to tick. Each id is a parameter of a statement, of which databases take so many.
MOST_TICKED = 1_000


@dataclass(frozen=True)
class Chosen:
    """The ids that were ticked or, with `everything`, the address of the list all of whose rows are meant."""

    ids: tuple[int, ...]
    query: str
    everything: bool

    @property
    def fields(self) -> dict[str, str]:
        """The same as fields of a form, for `read`."""
        if self.everything:
            return {"everything": "1", "query": self.query}
        return {"rowid": ",".join(map(str, self.ids)), "query": self.query}


def read(form: MultiDict[str, str]) -> Chosen:
    """What a form chose; of ids, what is none is left out. Answers 400 for more of them than can be ticked."""
    texts = [text for value in form.getlist("rowid") for text in value.split(",")]
    keys = {key for key in map(identity, texts) if key is not None}
    if len(keys) > MOST_TICKED:
        abort(400, _("That is more than a page of the list has. Select fewer, or all that the list matches."))
    return Chosen(tuple(sorted(keys)), form.get("query", "").replace("\0", ""), form.get("everything") == "1")


def of_plan(keys: Mapping[int, str]) -> Chosen:
    """The records of a plan, to look at once more."""
    return Chosen(tuple(sorted(keys)), "", everything=False)


def arguments_of(screen: Any, chosen: Chosen) -> ListArguments:
    """What the list showed. Answers 400 for what makes no sense: leaving it out would widen what is meant."""
    found: ListArguments = screen.reader().read(MultiDict(parse_qsl(chosen.query)))
    if found.complaints:
        abort(400, " ".join(found.complaints))
    return replace(found, trash=False)


def keys_of(screen: Any, chosen: Chosen, action: Action) -> Select[Any]:
    """A statement for the ids of what is meant, as far as the user may do this to it."""
    if chosen.everything:
        keys: Select[Any] = screen.listing(arguments_of(screen, chosen), action).keys()
        return keys
    scoped: Select[Any] = screen.scoped(action).where(screen.model.id.in_(chosen.ids))
    return scoped.with_only_columns(screen.model.id.label("id"))


def resolve(screen: Any, chosen: Chosen, action: Action, most: int) -> list[int]:
    """The ids of what is meant, in one order for everybody; of more than `most`, one more than that."""
    if not (chosen.everything or chosen.ids):
        return []
    keys = keys_of(screen, chosen, action).limit(most + 1).subquery("chosen")
    return sorted(screen.db_session.scalars(select(keys.c.id)))
