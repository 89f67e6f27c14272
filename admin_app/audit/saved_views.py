"""Saved views: lists as people keep them, for themselves or for all, and the one that a list opens with."""

from __future__ import annotations

from sqlalchemy import ColumnElement, Select, and_, or_, select
from sqlalchemy.orm import joinedload

from ..accounts import User
from ..database import db
from .models import SavedView


def views_for(user: User, resource: str) -> Select[SavedView]:
    """The views of a list that somebody may use, their own and those shared with all, in order of name.

    Who is limited to a school shares with that school, and with those who see all.
    """
    shared = SavedView.shared if user.school_id is None else and_(SavedView.shared, not_of_others(user.school_id))
    open_to = or_(SavedView.user_id == user.id, shared)
    return (
        select(SavedView)
        .options(joinedload(SavedView.user))
        .where(SavedView.resource == resource, open_to, SavedView.deleted_at.is_(None))
        .order_by(SavedView.name, SavedView.id)
    )


def not_of_others(school_id: int) -> ColumnElement[bool]:
    """Whether the owner of a view is not limited to another school."""
    same = or_(User.school_id.is_(None), User.school_id == school_id)
    return SavedView.user_id.in_(select(User.id).where(same))


def keep_view(*, user: User, resource: str, name: str, query_string: str, shared: bool) -> SavedView:
    """Keep a list under a name, in place of the view that the same person had under it. Does not commit."""
    own = select(SavedView).where(SavedView.user_id == user.id, SavedView.resource == resource, SavedView.name == name)
    view = db.session.scalars(own).one_or_none()
    if view is None:
        view = SavedView(user_id=user.id, resource=resource, name=name)
        db.session.add(view)
    view.query_string, view.shared, view.deleted_at = query_string, shared, None
    db.session.flush()
    return view


def open_with(*, user: User, resource: str, view: SavedView | None) -> None:
    """Let a list open with a view, or as it comes. Does not commit."""
    kept = {name: number for name, number in (user.usual_views or {}).items() if name != resource}
    user.usual_views = kept if view is None else kept | {resource: view.id}


def usual_view(user: User, resource: str) -> SavedView | None:
    """The view that somebody's list opens with. Asks nothing where they chose none."""
    number = (user.usual_views or {}).get(resource)
    if number is None:
        return None
    return db.session.scalars(views_for(user, resource).where(SavedView.id == number)).one_or_none()
