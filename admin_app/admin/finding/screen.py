"""The page of the box. A script asks the same address for a fragment of it, and shows that in a dialog."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from flask import Response, request, url_for
from flask_admin import expose

from ...accounts import Action, wants_fragment
from ...database import db
from ...language import _, ngettext
from ...search.queries import LONGEST_TEXT
from .. import access
from ..listing.search import spellings
from ..pages import PageScreen
from .commands import Command, commands, usual_commands
from .entries import Entry, Group
from .kinds import Kind
from .opened import last_opened, note_opened

#: Records shown of each kind: a dialog is for the best matches, a page for a few more.
IN_DIALOG, ON_PAGE = 5, 10


class FindingScreen(PageScreen):
    """Finds records of the `kinds` that a view declares, as far as the user may read them.

    Every page has the box: the templates draw it, and ask `keys_to_lists` which letters lead where.
    """

    #: In the order in which they are shown.
    kinds: ClassVar[tuple[Kind, ...]] = ()
    #: What can be done besides what every list offers.
    commands_of_its_own: ClassVar[tuple[Command, ...]] = ()
    #: The line of the permission table.
    resource: ClassVar[str] = "search"

    def __init__(self) -> None:
        super().__init__(name="Search", endpoint="search")

    def create_blueprint(self, admin: Any) -> Any:
        admin.app.jinja_env.globals["keys_to_lists"] = self.keys_to_lists
        admin.app.after_request(self.note)
        return super().create_blueprint(admin)

    def is_visible(self) -> bool:
        """Whether it is in the menu: it is in the head of every page."""
        return False

    def is_accessible(self) -> bool:
        return access.grants(self.resource, Action.READ)

    def note(self, answer: Response) -> Response:
        """Remember what is opened."""
        note_opened(answer, {kind.table for kind in self.kinds})
        return answer

    def keys_to_lists(self) -> list[tuple[str, str, str]]:
        """Letter, name and address of each list that has a letter and is open to the user."""
        return [
            (kind.key, kind.screen.name, url_for(f"{kind.table}.index_view"))
            for kind in self.kinds
            if kind.key and kind.screen.can_read
        ]

    # The page

    @expose("/")
    def index(self) -> str:
        """What the text `q` finds; without one, what was opened last and what can be done."""
        text = " ".join(request.args.get("q", "").replace("\0", " ").split())[:LONGEST_TEXT]
        in_dialog = wants_fragment()
        records, spelled = self.find(text, in_dialog=in_dialog) if text else (self.last_opened(), [])
        groups = [*records, *self.commands(text)]
        return self.render(
            "admin/finding/fragment.html" if in_dialog else "admin/finding/page.html",
            text=text,
            groups=groups,
            suggestions=[(other, url_for("search.index", q=other)) for other in spelled],
            said=said(groups, spelled),
        )

    def open_kinds(self) -> list[Kind]:
        return [kind for kind in self.kinds if kind.is_open()]

    def find(self, text: str, *, in_dialog: bool) -> tuple[list[Group], list[str]]:
        """The closest matches of each kind that has some; where none has, what the first that knows may have meant."""
        most = IN_DIALOG if in_dialog else ON_PAGE
        listings = {kind: kind.listing(text) for kind in self.open_kinds()}
        groups = [
            kind.group(db.session(), text, listing, most=most, counted=not in_dialog)
            for kind, listing in listings.items()
        ]
        if any(groups):
            return [group for group in groups if group], []
        meant = (spellings(db.session(), each.found, each.where) for each in listings.values() if each.found)
        return [], next(filter(None, meant), [])

    def last_opened(self) -> list[Group]:
        """What the user opened last and may still read, newest first. Each kind among it is asked once."""
        opened = last_opened()
        found: dict[tuple[str, int], Entry] = {}
        for kind in self.open_kinds():
            keys = [key for table, key in opened if table == kind.table]
            entries = kind.entries(db.session(), keys, named=True) if keys else {}
            found |= {(kind.table, key): entry for key, entry in entries.items()}
        entries_in_order = [found[record] for record in opened if record in found]
        return [Group(_("Opened last"), entries_in_order)] if found else []

    def commands(self, text: str) -> list[Group]:
        own = self.commands_of_its_own
        found = commands(text, own) if text else usual_commands(self.kinds, own)
        return [Group(_("Pages and commands"), found)] if found else []


def said(groups: Sequence[Group], spelled: Sequence[str]) -> str:
    """How much there is, in words."""
    if spelled:
        few = len(spelled)
        return ngettext(
            "Nothing matches, but %(num)s spelling like it", "Nothing matches, but %(num)s spellings like it", few
        )
    if not groups:
        return _("Nothing matches")
    count = sum(len(group.entries) for group in groups)
    if any(group.url for group in groups):
        return ngettext("%(num)s result and more", "%(num)s results and more", count)
    return ngettext("%(num)s result", "%(num)s results", count)
