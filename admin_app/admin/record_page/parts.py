"""What the page of a record is made of, as a view declares it: tabs, and the parts of each."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from sqlalchemy import Select

from ...accounts import Action
from ...texts import later
from .. import access, display

#: The title of the section of what no other names.
MORE = later("More")


@dataclass(frozen=True)
class Page:
    """The page of one record, as somebody asked for it."""

    view: Any
    record: Any
    #: The address of this tab, to come back to.
    here: str
    #: How many rows each part of this tab has that counts some.
    counts: Mapping[Part, int]


class Part:
    """A part of a tab. The macro `macro` of `admin/record/parts.html` draws what `content` gives."""

    macro: ClassVar[str]

    def is_open(self, view: Any) -> bool:
        """Whether this user gets to see it."""
        raise NotImplementedError

    def content(self, page: Page) -> dict[str, Any]:
        """What there is to draw."""
        raise NotImplementedError

    def counted(self, identity: Any) -> Select[Any] | None:
        """The statement that counts its rows; None where there are none to count."""
        return None

    @property
    def counts_all(self) -> bool:
        """Whether what it counts is the same for everybody with this user's roles."""
        return True

    def facts(self, view: Any) -> Sequence[str]:
        """The columns of the record itself that it shows, to be loaded along with the record."""
        return ()


@dataclass(frozen=True, eq=False)
class Facts(Part):
    """The sections of the details page; what the header shows already is left out."""

    macro = "facts"

    def is_open(self, view: Any) -> bool:
        return bool(view.visible(self.facts(view)))

    def facts(self, view: Any) -> Sequence[str]:
        above = view.page_header.names
        return [name for name in view.details if name not in above]

    def content(self, page: Page) -> dict[str, Any]:
        view = page.view
        groups: dict[str, list[tuple[str, Any]]] = {}
        for name, label in view.visible(self.facts(view)):
            value = display.reachable(name, view.get_detail_value(None, page.record, name))
            groups.setdefault(section_of(view, name), []).append((label, value))
        order = [*(view.details_sections or view.form_sections), MORE]
        return {"groups": {title: groups[title] for title in order if title in groups}}


def section_of(view: Any, name: str) -> str:
    """The title of the section that a column stands in."""
    sections = view.details_sections or view.form_sections
    return next((title for title, names in sections.items() if name in names), MORE)


@dataclass(frozen=True, eq=False)
class Figures(Part):
    """Numbers that are added up: `make(record)` gives each with its label.

    They are for those who may read `field` of the record, or else the records of `resource`.
    """

    title: str
    make: Callable[[Any], Sequence[tuple[str, Any]]]
    field: str = ""
    resource: str = ""
    macro = "figures"

    def is_open(self, view: Any) -> bool:
        if self.field:
            return access.may_read_field(view.model, self.field)
        return access.may(access.screens()[self.resource].model, Action.READ)

    def content(self, page: Page) -> dict[str, Any]:
        return {"title": self.title, "figures": self.make(page.record)}


@dataclass(frozen=True, eq=False)
class Tab:
    """A tab: its name in the address, its label, and what it shows."""

    key: str
    label: str
    parts: Sequence[Part]
