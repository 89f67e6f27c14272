"""The offer to undo what was just done, beside the message that it is done."""

from __future__ import annotations

from flask import flash

from ...audit import last_act
from .. import access

#: The category of such a message; its text is the id of the act.
UNDO = "undo"


def undoable_act() -> str | None:
    """What this request committed last; None for nothing, and for what it takes a verb of the school to reverse."""
    act, tables = last_act() or (None, frozenset())
    screens = access.screens()
    ruled = any(hasattr(screens[table].model, "__reversed_by__") for table in tables if table in screens)
    return act if tables and not ruled else None


def offer_undo() -> None:
    """Offer on the next page to take back what this request committed last."""
    act = undoable_act()
    if act:
        flash(act, UNDO)
