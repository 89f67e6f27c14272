"""The page under /admin/. Everybody who signs in has one; each part is for those who may read what it adds up."""

from __future__ import annotations

from typing import Any

from flask_admin import AdminIndexView, expose
from flask_login import current_user

from ...accounts import Action, RoleName, may, roles_of, school_of
from ...admin import PageScreen
from .attendance import attendance_blocks, attendance_tiles
from .blocks import Block, Tile, short_moment
from .changes import change_blocks
from .health import health_blocks
from .kept import Figures
from .money import money_blocks, money_tiles
from .students import student_blocks, student_tiles

#: The order of the page: first what is drawn, then what is listed.
ORDER = (
    *("students", "registers", "money"),
    *("sections", "enrollment", "attendance", "moves", "fees", "alerts", "balances", "newest", "recorded", "changes"),
)
#: What a role wants to see before all else. Administrators see to the whole.
FIRST = {
    RoleName.TEACHER: ("sections",),
    RoleName.BURSAR: ("money", "fees", "balances"),
    RoleName.NURSE: ("alerts", "recorded"),
    RoleName.REGISTRAR: ("registers", "moves", "attendance"),
}


class DashboardView(PageScreen, AdminIndexView):
    """The home page."""

    def is_accessible(self) -> bool:
        return may(current_user, "dashboard", Action.READ)

    @expose("/")
    def index(self) -> str:
        return self.render("school/dashboard/index.html", **parts_of_page())


def parts_of_page() -> dict[str, Any]:
    """The parts that this user may see, in the order that they want; a part that is not here is not drawn."""
    kept = Figures(school_of(current_user))
    tiles = [*student_tiles(kept), *attendance_tiles(kept), *money_tiles(kept)]
    blocks = [
        *attendance_blocks(kept),
        *student_blocks(kept),
        *money_blocks(kept),
        *health_blocks(kept),
        *change_blocks(),
    ]
    kept.keep()
    order = order_for(roles_of(current_user))

    def place(part: Tile | Block) -> int:
        return order.index(part.key)

    return {"short_moment": short_moment, "tiles": sorted(tiles, key=place), "blocks": sorted(blocks, key=place)}


def order_for(roles: frozenset[RoleName]) -> tuple[str, ...]:
    """The keys of tiles and blocks in the order in which somebody with these roles sees them."""
    if RoleName.ADMINISTRATOR in roles:
        return ORDER
    first = [key for role, keys in FIRST.items() if role in roles for key in keys]
    return tuple(dict.fromkeys([*first, *ORDER]))
