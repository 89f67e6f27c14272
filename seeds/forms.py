"""Forms: the children of one grade level who share a homeroom and go from course to course together for a year."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from string import ascii_uppercase
from typing import NamedTuple

from .families import Child
from .paths import TOP, Stay
from .structure import CoursePlan, Structure, TermPlan, YearPlan, level_label

#: A form has at most so many children, and a section so many seats; the difference is for newcomers.
LARGEST_FORM, SEATS = 26, 30


class Member(NamedTuple):
    child: Child
    stay: Stay


@dataclass(eq=False, slots=True)
class Form:
    """`terms` that it is seeded with. `sections`: of each of them, by its id; the homeroom first, then `courses`."""

    year: YearPlan
    terms: tuple[TermPlan, ...]
    rank: int
    letter: str
    members: list[Member]
    courses: tuple[CoursePlan, ...] = ()
    sections: dict[int, list[int]] = field(default_factory=dict)
    teacher_id: int = 0

    @property
    def name(self) -> str:
        return f"{level_label(self.rank)}{self.letter}"


def make_forms(children: Iterable[Child], structure: Structure, *, with_history: bool = True) -> list[Form]:
    """Divide each year's grade levels into forms, the highest first. The first form of the top one is always there.

    Without history there is the current term alone.
    """
    grades: dict[tuple[YearPlan, int], list[Member]] = defaultdict(list)
    grades[structure.current, TOP] = []
    for child in children:
        for stay in child.stays:
            if not with_history and stay.year is structure.past:
                continue
            grades[stay.year, stay.rank].append(Member(child, stay))
    forms = []
    for (year, rank), members in grades.items():
        number = max(1, -(-len(members) // LARGEST_FORM))
        terms = year.terms if with_history else year.terms[-1:]
        forms += [Form(year, terms, rank, ascii_uppercase[index], members[index::number]) for index in range(number)]
    return sorted(forms, key=lambda form: (-form.rank, form.letter, form.year is structure.past))
