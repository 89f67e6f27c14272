"""What the box can do besides finding records: open a screen, begin a new record, and what every page has."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from flask import current_app, url_for

from ...language import _, translated
from ...search.words import pieces
from ...texts import later
from .. import access
from .entries import Entry
from .kinds import Kind


@dataclass(frozen=True)
class Command:
    """Something to do, found by any words of its title, in English or as it is shown, and by those of `also`.

    `args` are those of the address, made anew each time; of a list that nobody may read there is no command.
    """

    title: str
    icon: str
    endpoint: str = ""
    does: str = ""
    also: str = ""
    about: str = ""
    args: Callable[[], Mapping[str, Any]] = dict

    @property
    def is_open(self) -> bool:
        """Whether it leads to a page that the user may read."""
        screen = access.screens().get(self.endpoint.partition(".")[0])
        return screen is None or bool(screen.can_read)

    @property
    def shown_title(self) -> str:
        """The title in the language of whoever reads. What is made of a screen's name is in it already."""
        return translated(self.title)

    def matches(self, wanted: Iterable[str]) -> bool:
        """Whether each of these words begins one of its own."""
        words = pieces(f"{self.shown_title} {self.title} {self.also}")
        return all(any(word.startswith(each) for word in words) for each in wanted)

    def entry(self) -> Entry:
        url = url_for(self.endpoint, **self.args()) if self.endpoint else ""
        return Entry(self.shown_title, url, about=translated(self.about), icon=self.icon, does=self.does)


HOME = Command(later("Home"), "home", "admin.index", also="start dashboard")
#: What the script does, and the form that signs out.
DEEDS = (
    Command(later("Dark mode"), "moon", does="dark", also="colors theme night"),
    Command(later("Light mode"), "sun", does="light", also="colors theme day"),
    Command(
        later("Keys"),
        "info-circle",
        does="keys",
        also="keyboard shortcuts help",
        about=later("What they do on this page"),
    ),
    Command(later("Sign out"), "logout", does="sign-out", also="log out logout exit"),
)


def commands(text: str, own: Iterable[Command] = ()) -> list[Entry]:
    """Those of the user that match a text, with a view's `own` among them."""
    wanted = pieces(text)
    known = (HOME, *opened(own), *new_records(), *lists(), *pages(), *DEEDS) if wanted else ()
    return [command.entry() for command in known if command.matches(wanted)]


def usual_commands(kinds: Iterable[Kind], own: Iterable[Command] = ()) -> list[Entry]:
    """What is offered before anything is typed: new records of these kinds, the view's own, and what every page has."""
    tables = {kind.table for kind in kinds}
    return [command.entry() for command in (*new_records(tables), *opened(own), HOME, *DEEDS)]


def opened(own: Iterable[Command]) -> list[Command]:
    return [command for command in own if command.is_open]


def new_records(tables: Iterable[str] | None = None) -> list[Command]:
    """A new record of every screen, or of those of these tables."""
    return [
        Command(
            _("New %(one)s", one=screen.singular.lower()), "plus", f"{screen.endpoint}.create_view", also="create add"
        )
        for screen in access.screens().values()
        if screen.can_create and (tables is None or screen.table in tables)
    ]


def lists() -> list[Command]:
    return [
        Command(str(screen.name), "folder", f"{screen.endpoint}.index_view", about=str(screen.category or ""))
        for screen in access.screens().values()
        if screen.can_read
    ]


def pages() -> list[Command]:
    """What the menu has besides lists."""
    (admin,) = current_app.extensions["admin"]
    groups = [entry for entry in admin.menu() if entry.is_category() and entry.is_accessible()]
    views = [(child._view, group) for group in groups for child in group.get_children()]  # noqa: SLF001  # no other way
    return [
        Command(str(view.name), "folder", f"{view.endpoint}.index", about=str(group.name))
        for view, group in views
        if view.endpoint not in access.screens()
    ]
