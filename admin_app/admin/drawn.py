"""Parts of pages that are the same on each: drawn once, then kept."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Any, TypeVar

from flask import Flask, current_app, request, url_for
from markupsafe import Markup

from ..language import spoken
from . import access

EXTENSION = "homeroom_drawn"
#: More than all screens times the combinations of roles that a school has; then it begins anew.
MOST = 2000
Kept = TypeVar("Kept")


#: Of the icons, what names them: `icon('trash')`.
SPRITE = "vendor/tabler-icons/sprite.svg"


def init_drawn(app: Flask) -> None:
    """Let templates ask for what is here, and indent what they say to Jinja without sending that."""
    app.jinja_env.lstrip_blocks = True
    app.jinja_env.globals.update(drawn_once=drawn_once, icon=icon, static_url=static_url)


def drawn_once(view: Any, part: str, draw: Callable[[], Markup], *further: Hashable) -> Markup:
    """What `draw` makes, kept for this part of this view, its readers, and whatever `further` it depends on.

    A developer who edits the template sees the change at once.
    """
    if current_app.debug:
        return draw()
    return once((part, view.endpoint, readers(), request.script_root, *further), draw)


def readers() -> tuple[Hashable, str]:
    """Who gets the same kept part of a page: those who may do and see the same, and read the same language."""
    return access.reader(), spoken().code


def static_url(filename: str) -> str:
    """The address of a static file. A page has a dozen, and making one takes as long as drawing a row."""
    return once(("static", filename, request.script_root), lambda: url_for("static", filename=filename))


def icon(name: str) -> Markup:
    """The icon of the sprite that has this name. It says nothing to those who listen."""

    def draw() -> Markup:
        return Markup('<svg class="icon" aria-hidden="true"><use href="{}#{}"/></svg>').format(static_url(SPRITE), name)

    return once(("icon", name, request.script_root), draw)


def once(key: Hashable, draw: Callable[[], Kept]) -> Kept:
    """What was drawn for this key, or is drawn now."""
    kept: dict[Any, Any] = current_app.extensions.setdefault(EXTENSION, {})
    if key not in kept:
        if len(kept) >= MOST:
            kept.clear()
        kept[key] = draw()
    found: Kept = kept[key]
    return found
