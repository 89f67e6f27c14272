"""Who may do what here: the permission table applied to screens, rows and fields. The one place the machinery asks.

The table (`accounts`) names scopes of rows such as "own"; each view says in `scopes` what such a name means as SQL.
What is left of all that to somebody who is limited to a school, a table of the application's says: see `limit_by`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple, Protocol

from flask import Flask, current_app, has_request_context
from flask_login import current_user
from sqlalchemy import ColumnElement, false, or_, select

from .. import accounts
from ..accounts import ALL, Action, RoleName
from ..database import db
from .paths import Model, Path, related

#: What changes a record.
CHANGES = frozenset({Action.CREATE, Action.EDIT, Action.DELETE})
#: A user → the condition that picks their rows.
Scope = Callable[[Any], ColumnElement[bool]]
#: Where an application keeps its screens, by resource; see `screens`.
EXTENSION = "homeroom_screens"
#: Where it keeps which rows belong to whom, by model; see `limit_by`.
BELONGING = "homeroom_belonging"


class Belonging(Protocol):
    """Which rows of a model somebody sees who is limited; what must hold besides to change one, and to delete one."""

    @property
    def sees(self) -> Callable[[int], ColumnElement[bool]]: ...

    @property
    def changes(self) -> Callable[[int], ColumnElement[bool]]: ...

    @property
    def deletes(self) -> Callable[[int], ColumnElement[bool]]: ...


class Reader(NamedTuple):
    """All that the permission table makes of somebody: whatever is kept for several users is kept for these."""

    roles: frozenset[RoleName]
    school: int | None


def limit_by(app: Flask, belonging: Mapping[Model, Belonging]) -> None:
    """Let this table say which rows belong to whom."""
    app.extensions[BELONGING] = belonging


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


def reader() -> Reader:
    """Whoever makes this request, as far as the permission table is concerned."""
    who = user()
    return Reader(accounts.roles_of(who), accounts.school_of(who))


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
    if ALL not in names:
        conditions.append(or_(false(), *(explain(model, name)(user()) for name in sorted(names))))
    return [*conditions, *limits(model, action)]


def limits(model: Model, action: Action) -> list[ColumnElement[bool]]:
    """The conditions that pick the rows to which somebody is limited, whatever their roles; none for everybody else."""
    who = user()
    school = accounts.school_of(who)
    names = accounts.limits_of(who, resource_of(model), action)
    if school is None or ALL in names:
        return []
    belonging = current_app.extensions[BELONGING].get(model)
    if belonging is None or not names:
        return [false()]
    found = [belonging.sees(school)]
    if action in CHANGES:
        found.append(belonging.changes(school))
    if action is Action.DELETE:
        found.append(belonging.deletes(school))
    return found


def is_within(record: Any, action: Action) -> bool:
    """Whether a record is among the rows to which the user is limited. Costs a query for them alone."""
    model = type(record)
    conditions = limits(model, action)
    return not conditions or db.session.scalar(select(model.id).where(model.id == record.id, *conditions)) is not None


def sees_all(model: Model, action: Action = Action.READ) -> bool:
    """Whether no row of the model is out of the user's scope."""
    who, resource = user(), resource_of(model)
    return ALL in accounts.scopes(who, resource, action) and ALL in accounts.limits_of(who, resource, action)


def explain(model: Model, scope: str) -> Scope:
    """What a scope of the permission table means for a model, as its view declares it."""
    screen = screens().get(model.__tablename__)
    found: Scope | None = screen.scopes.get(scope) if screen else None
    if found is None:
        raise LookupError(f"No view says what the scope {scope!r} of {model.__tablename__!r} means.")
    return found
