"""The language that somebody has chosen to read in."""

from __future__ import annotations

from flask_login import current_user
from sqlalchemy.exc import SQLAlchemyError


def own_language() -> str | None:
    """What the user of this request has chosen; None for a stranger, and where the database cannot tell who it is."""
    try:
        chosen: str | None = getattr(current_user, "language", None)
    except SQLAlchemyError:  # the page that says so has a language too
        return None
    return chosen
