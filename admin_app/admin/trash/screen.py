"""The page of the trash."""

from __future__ import annotations

from typing import Any

from flask import current_app, request, url_for
from flask_admin import expose

from ...search.queries import LONGEST_TEXT
from ...texts import later
from ..listing.arguments import whole_number
from ..pages import PageScreen
from ..viewed import note_ids_seen
from .reading import open_screens, page


class TrashScreen(PageScreen):
    """Every record in the trash that the user may bring back, whatever its kind; each screen brings back its own."""

    def __init__(self) -> None:
        super().__init__(name=later("Trash"), endpoint="trash", category="Administration")

    def is_accessible(self) -> bool:
        return bool(open_screens())

    @expose("/")
    def index(self) -> str:
        """The newest first; `q` is looked for in their texts, `kind` is one kind of them."""
        text = " ".join(request.args.get("q", "").replace("\0", " ").split())[:LONGEST_TEXT]
        kind, number = request.args.get("kind", ""), whole_number(request.args.get("page"))
        found, more = page(text, kind, number)
        for each in found:
            note_ids_seen(each.screen.model, [each.id])
        here: dict[str, Any] = {"q": text or None, "kind": kind or None}
        return self.render(
            "admin/trash/page.html",
            found=found,
            text=text,
            kind=kind,
            kinds=sorted(((name, screen.name) for name, screen in open_screens().items()), key=lambda pair: pair[1]),
            earlier=url_for("trash.index", page=number - 1, **here) if number else None,
            later=url_for("trash.index", page=number + 1, **here) if more else None,
            here=url_for("trash.index", page=number or None, **here),
            days=current_app.config["TRASH_DAYS"],
        )
