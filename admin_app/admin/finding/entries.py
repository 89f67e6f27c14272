"""What the box shows, whatever it found."""

from __future__ import annotations

from dataclasses import dataclass

from ..listing.counting import Total


@dataclass(frozen=True)
class Entry:
    """One line: a record, a screen, or something to do.

    `about` tells it apart from others of the same title, `state` is a badge. What has no address is done by the script:
    `does` says what.
    """

    title: str
    url: str = ""
    about: str = ""
    state: str = ""
    icon: str = ""
    does: str = ""


@dataclass(frozen=True)
class Group:
    """Entries under a heading. Where there are more, `url` leads to all of them; `total` is how many, if counted."""

    title: str
    entries: list[Entry]
    url: str = ""
    total: Total | None = None
