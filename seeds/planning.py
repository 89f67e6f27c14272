"""Who is on a campus, and in which form: drawn by chance, the same each time for its number and size."""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from typing import NamedTuple

from .catalog import GRADE_LEVELS
from .families import Child, Family, make_families
from .forms import Form, make_forms
from .paths import plan_paths
from .structure import Structure

#: A school with fewer students for each grade level than this has only the upper ones.
FEWEST_IN_A_GRADE = 20

Dice = Callable[[str], Random]


class Plan(NamedTuple):
    families: list[Family]
    children: list[Child]
    forms: list[Form]

    def let_go(self) -> None:
        """Children know their family: holding on to each other, they would never be let go."""
        for family in self.families:
            family.children.clear()


def dice_of(campus: int) -> Dice:
    """One generator for each part, so that another date, or another part, changes nothing here."""
    return lambda part: Random(f"{part} of campus {campus}")


def plan_campus(dice: Dice, children: int, size: int, structure: Structure, *, with_history: bool) -> Plan:
    """`children` of the `size` students that the campus will have."""
    families = make_families(dice("families"), children)
    planned = plan_paths(dice("paths"), families, grade_ranks(size), structure)
    return Plan(families, planned, make_forms(planned, structure, with_history=with_history))


def grade_ranks(students: int) -> range:
    """The grade levels that a campus of so many students fills, counted from the top."""
    levels = len(GRADE_LEVELS)
    return range(levels - min(levels, max(1, students // FEWEST_IN_A_GRADE)), levels)
