"""How it stands with what an act did to one record: can it be taken back, has somebody changed it since, or why not."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from sqlalchemy import LargeBinary, inspect, select

from ...accounts import Action
from ...audit import EMPTIED, HIDDEN, Change, Net, all_relations, as_logged, later, logged_columns
from ...database import db
from ...language import _, translated
from .. import access
from ..record_page.history import relation_behind


class State(Enum):
    READY = "ready"
    CHANGED = "changed since"
    DONE = "as it was"
    IMPOSSIBLE = "impossible"


@dataclass
class Standing:
    """One record of an act. `fields` are those that can be put back; `why` says what is in the way."""

    net: Net
    screen: Any
    state: State
    why: str = ""
    record: Any = None
    fields: dict[str, list[Any]] = field(default_factory=dict)

    @property
    def key(self) -> str:
        """What a form sends for it: which record, and in which state it was seen."""
        version = getattr(self.record, "version", 0)
        return f"{self.net.resource}:{self.net.record_id}:{version}:{self.state.name}"


def standings(nets: list[Net]) -> list[Standing]:
    """How it stands with each record of an act. What a verb did is taken back by verbs, as a whole or not at all."""
    found = [standing(net) for net in nets]
    refusals = [ruled(each.net, each.screen) for each in found]
    first = next(filter(None, reversed(refusals)), "")
    if not first:
        return found
    told = zip(found, refusals, strict=True)
    return [Standing(each.net, each.screen, State.IMPOSSIBLE, refusal or first) for each, refusal in told]


def ruled(net: Net, screen: Any) -> str:
    """What to do instead, where a model has verbs for what was done to it."""
    words = getattr(screen.model, "__reversed_by__", "") if screen else ""
    deletion = net.action is Change.DELETE or net.is_trash_move
    return translated(words) if words and not deletion else ""


def standing(net: Net) -> Standing:
    screen = access.screens().get(net.resource)
    if screen is None:
        return Standing(net, screen, State.IMPOSSIBLE, _("There is no screen for such records any more."))
    if net.verb == EMPTIED:
        return Standing(net, screen, State.IMPOSSIBLE, _("It went when the trash was emptied, for good."))
    if net.action is Change.DELETE:
        return of_deletion(net, screen)
    record = the_same(net, screen)
    if record is None:
        gone = _("It is no longer there.")
        return Standing(net, screen, State.DONE if net.action is Change.INSERT else State.IMPOSSIBLE, gone)
    return of_insert(net, screen, record) if net.action is Change.INSERT else of_update(net, screen, record)


def the_same(net: Net, screen: Any) -> Any:
    """The record that the act was about; None where it was deleted since, whoever has its id now."""
    record = db.session.get(screen.model, net.record_id)
    return None if record is None or later(net, only=Change.DELETE) else record


def of_insert(net: Net, screen: Any, record: Any) -> Standing:
    if getattr(record, "deleted_at", None) is not None:
        return Standing(net, screen, State.DONE, _("It is in the trash already."), record)
    if not reaches(screen, record, Action.DELETE):
        return Standing(net, screen, State.IMPOSSIBLE, _("Your role may not delete it."), record)
    if later(net):
        return Standing(net, screen, State.CHANGED, _("It was changed since."), record)
    return Standing(net, screen, State.READY, "", record)


def of_update(net: Net, screen: Any, record: Any) -> Standing:
    if net.is_trash_move:
        return of_trash_move(net, screen, record)
    if getattr(record, "deleted_at", None) is not None:
        return Standing(net, screen, State.IMPOSSIBLE, _("It is in the trash; bring it back first."), record)
    if not reaches(screen, record, Action.EDIT):
        return Standing(net, screen, State.IMPOSSIBLE, _("Your role may not edit it."), record)
    known = logged_columns(inspect(screen.model)).keys() | set(all_relations(inspect(screen.model)))
    kept = {name: change for name, change in net.changes.items() if name in known and HIDDEN not in change}
    open_ = {name: change for name, change in kept.items() if may_set(screen, name)}
    left = {name: change for name, change in open_.items() if not is_back(record, name, change)}
    if left:
        changed = any(not stands(record, name, change) for name, change in left.items())
        why = _("It was changed since.") if changed else ""
        return Standing(net, screen, State.CHANGED if changed else State.READY, why, record, left)
    if len(open_) == len(net.changes):
        return Standing(net, screen, State.DONE, _("It is as it was."), record)
    why = _("Your role may not set these fields.") if kept else _("The change log does not keep what it held before.")
    return Standing(net, screen, State.IMPOSSIBLE, why, record)


def of_trash_move(net: Net, screen: Any, record: Any) -> Standing:
    went_in = net.changes["deleted_at"][1] is not None
    if not reaches(screen, record, Action.DELETE, trashed=record.deleted_at is not None):
        return Standing(net, screen, State.IMPOSSIBLE, _("Your role may not delete it or bring it back."), record)
    if went_in is (record.deleted_at is None):
        return Standing(net, screen, State.DONE, _("It is as it was."), record)
    return Standing(net, screen, State.READY, "", record, {"deleted_at": net.changes["deleted_at"]})


def of_deletion(net: Net, screen: Any) -> Standing:
    """A row that is gone can be made again from the log, as long as that kept all of it."""
    columns = inspect(screen.model).columns
    secret = [name for name, change in net.changes.items() if HIDDEN in change and not is_key(columns, name)]
    if secret or any(isinstance(column.type, LargeBinary) for column in columns):
        return Standing(net, screen, State.IMPOSSIBLE, _("The change log does not keep what it held."))
    if not (access.may(screen.model, Action.CREATE) and access.may(screen.model, Action.DELETE)):
        return Standing(net, screen, State.IMPOSSIBLE, _("Your role may not make such records."))
    back = later(net, only=Change.INSERT)
    if back and back[0].undoes is not None and back[0].verb == "undo" and the_same_again(net, screen):
        return Standing(net, screen, State.DONE, _("It is back already."))
    return Standing(net, screen, State.READY)


def the_same_again(net: Net, screen: Any) -> bool:
    return db.session.scalar(select(screen.model.id).where(screen.model.id == net.record_id)) is not None


def is_key(columns: Any, name: str) -> bool:
    return name in columns and bool(columns[name].foreign_keys)


def reaches(screen: Any, record: Any, action: Action, *, trashed: bool = False) -> bool:
    """Whether this user may do that to this very record, by the permission table and by the screen."""
    opening = {Action.EDIT: "can_edit", Action.DELETE: "can_delete"}[action]
    return bool(getattr(screen, opening)) and screen.look_up(record.id, action, trashed=trashed) is not None


def may_set(screen: Any, name: str) -> bool:
    """A key is set by whoever may set the relation that it belongs to."""
    relation = relation_behind(screen.model, name)
    return access.may_set(screen.model, name) and (relation is None or access.may_set(screen.model, relation))


def is_back(record: Any, name: str, change: list[Any]) -> bool:
    """Whether nothing of a change is left."""
    before, after = change
    held = as_logged(record, name)
    if isinstance(before, list) and isinstance(after, list) and isinstance(held, list):
        given, taken = set(after) - set(before), set(before) - set(after)
        return not given & set(held) and taken <= set(held)
    return bool(held == before)


def stands(record: Any, name: str, change: list[Any]) -> bool:
    """Whether a field is still as the act left it. Of a relation, what others did to other members is theirs."""
    before, after = change
    held = as_logged(record, name)
    if isinstance(before, list) and isinstance(after, list) and isinstance(held, list):
        return set(after) - set(before) <= set(held) and not (set(before) - set(after)) & set(held)
    return bool(held == after)
