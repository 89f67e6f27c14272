"""A request that is refused as a whole, such as one whose token is too old: its form comes back as it was filled in."""

from __future__ import annotations

from typing import Any

from flask import current_app, g, request
from werkzeug.exceptions import HTTPException

from .. import access
from .forms import ScreenForm

#: The pages with a form that somebody may have typed in for long. Each of them asks `is_refused` before all else.
FORMS = frozenset({"create_view", "edit_view", "verb_view"})


def typed_again(message: str) -> Any:
    """The page with the form that this request has sent, what was typed in it, and the message; else None.

    Its view runs once more, and does nothing but show it. Needs somebody signed in.
    """
    name = (request.endpoint or "").rpartition(".")[2]
    known = access.screens().get(request.blueprint or "") is not None and name in FORMS
    who = access.user()
    if not known or request.method != "POST" or who is None or not who.is_authenticated:
        return None
    g.refused = message
    try:
        return current_app.view_functions[request.endpoint or ""](**(request.view_args or {}))
    except HTTPException:
        return None  # it is not open to them, or gone


def is_refused(form: ScreenForm) -> bool:
    """Whether this request must not do anything; then the form says why, and what else is wrong with it."""
    message: str | None = g.get("refused")
    if message is None:
        return False
    form.validate()
    form.complain(message)
    return True
