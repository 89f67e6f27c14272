"""Parts of pages that are the same for everybody with the same roles: drawn once, then kept."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Any

from flask import current_app, request
from markupsafe import Markup

from . import access

EXTENSION = "homeroom_drawn"
#: More than all screens times the combinations of roles that a school has; then it begins anew.
MOST = 2000


def drawn_once(view: Any, part: str, draw: Callable[[], Markup], *further: Hashable) -> Markup:
    """What `draw` makes, kept for this part of this view, these roles, and whatever `further` it depends on.

    A developer who edits the template sees the change at once.
    """
    if current_app.debug:
        return draw()
    kept: dict[Any, Markup] = current_app.extensions.setdefault(EXTENSION, {})
    key = (part, view.endpoint, access.roles(), request.script_root, *further)
    if key not in kept:
        if len(kept) >= MOST:
            kept.clear()
        kept[key] = draw()
    return kept[key]
