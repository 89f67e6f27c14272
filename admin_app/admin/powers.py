"""The permission table as a page: what each role may do with each kind of record, and with which fields.

It is drawn from the table itself, so that what the administrator reads is what holds. Nothing is changed here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import ClassVar, NamedTuple

from flask_admin import expose

from ..accounts import ALL, FIELD_GRANTS, LIMITS, ONLY_FIELDS, RESOURCES, Action, RoleName, granted_scopes
from ..language import _, translated
from ..texts import later
from . import access
from .pages import PageScreen

ACTIONS = {
    Action.READ: later("read"),
    Action.CREATE: later("create"),
    Action.EDIT: later("edit"),
    Action.DELETE: later("delete"),
    Action.EXPORT: later("export"),
}
#: What the scopes of the table mean.
SCOPES = {
    "own": later("only their own"),
    "medical": later("only those of the category “medical”"),
    "school": later("only those of the school"),
}
#: Lines of the table that are pages or deeds and not screens of records.
PAGES = {
    "dashboard": later("Home"),
    "search": later("Search"),
    "erasure": later("What is held on leavers, to erase it"),
}
LETTERS = {"r": later("read"), "rw": later("read and write"), "w": later("write")}


class Line(NamedTuple):
    """A line of the matrix: what it is about, and what each role may do with it; nothing is an empty text.

    `limited` is what is left of that to an account that is limited to a school.
    """

    title: str
    cells: list[str]
    limited: str = ""


class PowersScreen(PageScreen):
    """For whoever may read the roles."""

    #: The line of the permission table.
    resource: ClassVar[str] = "role"

    def __init__(self) -> None:
        super().__init__(name=later("Permissions"), endpoint="permission", category="Administration")

    def is_accessible(self) -> bool:
        return access.grants(self.resource, Action.READ)

    @expose("/")
    def index(self) -> str:
        return self.render(
            "admin/powers.html",
            roles=[translated(role.value.capitalize(), "RoleName") for role in RoleName],
            groups=list(groups()),
            fields=list(fields()),
            only=list(only()),
        )


def groups() -> Iterator[tuple[str, list[Line]]]:
    """The lines of the table under the groups of the menu."""
    found: dict[str, list[Line]] = {}
    for resource in RESOURCES:
        screen = access.screens().get(resource)
        group = translated(screen.category) if screen else _("Everywhere")
        cells = [cell(role, resource) for role in RoleName]
        found.setdefault(group, []).append(Line(name_of(resource), cells, left_of(resource)))
    yield from found.items()


def cell(role: RoleName, resource: str) -> str:
    """What a role may do with a kind of record, in words."""
    return in_words({action: granted_scopes(frozenset({role}), resource, action) for action in ACTIONS})


def left_of(resource: str) -> str:
    """What is left to an account that is limited to a school, in words."""
    return in_words({action: LIMITS.get((resource, action), frozenset()) for action in ACTIONS})


def in_words(scopes: Mapping[Action, frozenset[str]]) -> str:
    by_scope: dict[frozenset[str], list[str]] = {}
    for action, names in scopes.items():
        if names:
            by_scope.setdefault(names, []).append(translated(ACTIONS[action]))
    parts = []
    for names, words in by_scope.items():
        said = _("everything") if len(words) == len(ACTIONS) else ", ".join(words)
        whose = "; ".join(translated(SCOPES[name]) for name in sorted(names - {ALL}))
        parts.append(f"{said} ({whose})" if whose else said)
    return "; ".join(parts)


def fields() -> Iterator[Line]:
    """The fields that are stricter than their record; without those that nobody ever sees."""
    for name, cells in FIELD_GRANTS.items():
        if not any(cells[role] in LETTERS for role in RoleName):
            continue
        resource, _dot, field = name.partition(".")
        title = f"{name_of(resource)}: {label_of(resource, field)}"
        yield Line(title, [translated(LETTERS.get(cells[role], "")) for role in RoleName])


def only() -> Iterator[str]:
    """Of which records a role sees a few fields and no others, in sentences."""
    for (role, resource), names in ONLY_FIELDS.items():
        shown = sorted({label_of(resource, name) for name in names if not name.endswith("_id") and name != "id"})
        yield _(
            "%(role)s, %(many)s: only %(fields)s.",
            role=translated(role.value.capitalize(), "RoleName"),
            many=name_of(resource),
            fields=", ".join(shown),
        )


def name_of(resource: str) -> str:
    screen = access.screens().get(resource)
    return str(screen.name) if screen else translated(PAGES[resource])


def label_of(resource: str, field: str) -> str:
    screen = access.screens().get(resource)
    return str(screen.get_column_name(field)) if screen else field
