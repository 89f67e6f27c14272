"""Who may do what here: the permission table applied to screens, rows and fields. The one place the machinery asks.

The table (`accounts`) names scopes of rows such as "own"; each view says in `scopes` what such a name means as SQL.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import current_app, has_request_context
from flask_login import current_user
from sqlalchemy import ColumnElement, false, or_

from .. import accounts
from ..accounts import Action, RoleName
from .paths import Model, Path, related

#: A user → the condition that picks their rows.
Scope = Callable[[Any], ColumnElement[bool]]
#: Where an application keeps its screens, by resource; see `screens`.
EXTENSION = "homeroom_screens"


def screens() -> dict[str, Any]:
    """The application's model views, by the tables they show. Needs an application context."""
    found: dict[str, Any] = current_app.extensions.setdefault(EXTENSION, {})
    return found


def resource_of(model: Model) -> str:
    """The line of the permission table for a model: its table's name, unless its view says otherwise."""
    screen = screens().get(model.__tablename__) if current_app else None
    return screen.resource if screen else model.__tablename__


def user() -> Any:
    """Who makes this request, signed in or not; None outside a request."""
    if not has_request_context():
        return None
    return current_user._get_current_object()  # noqa: SLF001  # asked a hundred times a page, and the proxy is slow


def roles() -> frozenset[RoleName]:
    """The roles of whoever makes this request; the permission table depends on nothing else."""
    return accounts.roles_of(user())


def may(model: Model, action: Action) -> bool:
    """Whether the user may do this to some rows of the model at least."""
    return grants(resource_of(model), action)


def grants(resource: str, action: Action) -> bool:
    """Whether a line of the permission table lets the user do this."""
    return accounts.may(user(), resource, action)


def may_read(path: Path) -> bool:
    """Whether the user may read every step of a path: each field, and each record it leads through."""
    current = path.model
    for relation in path.relations:
        if not accounts.may_read_field(user(), resource_of(current), relation.key):
            return False
        current = related(relation)
        if not may(current, Action.READ):
            return False
    return path.leaf is None or accounts.may_read_field(user(), resource_of(current), path.leaf)


def may_read_field(model: Model, field: str) -> bool:
    """Whether the user may read a field of the model."""
    return accounts.may_read_field(user(), resource_of(model), field)


def may_write(model: Model, field: str) -> bool:
    """Whether the user may set a field of the model."""
    return accounts.may_write_field(user(), resource_of(model), field)


def may_set(model: Model, field: str) -> bool:
    """Whether the user may change a field of a record that is there: what cannot be read cannot be edited either."""
    return may_write(model, field) and may_read_field(model, field)


def rows(model: Model, action: Action = Action.READ, *, trashed: bool = False) -> list[ColumnElement[bool]]:
    """The conditions that pick the rows on which the user may act; all of them must hold.

    Rows in the trash do not exist, except for `trashed=True`, when only they do. Everything that reads rows asks here:
    lists, counts, single records, related records, lookups and exports.
    Raises LookupError for a scope that no view explains.
    """
    conditions = []
    if hasattr(model, "deleted_at"):
        conditions.append(model.deleted_at.is_not(None) if trashed else model.deleted_at.is_(None))
    names = accounts.scopes(user(), resource_of(model), action)
    if "all" not in names:
        conditions.append(or_(false(), *(explain(model, name)(user()) for name in sorted(names))))
    return conditions


def sees_all(model: Model, action: Action = Action.READ) -> bool:
    """Whether no row of the model is out of the user's scope."""
    return "all" in accounts.scopes(user(), resource_of(model), action)


def explain(model: Model, scope: str) -> Scope:
    """What a scope of the permission table means for a model, as its view declares it."""
    screen = screens().get(model.__tablename__)
    found: Scope | None = screen.scopes.get(scope) if screen else None
    if found is None:
        raise LookupError(f"No view says what the scope {scope!r} of {model.__tablename__!r} means.")
    return found
