"""The way of each child through the school: who stays, comes, leaves, comes back, graduates or applies, and when."""

from __future__ import annotations

from datetime import date, timedelta
from enum import Enum, auto
from random import Random
from typing import NamedTuple

from admin_app.school import EntryCode, ExitCode, StudentStatus
from admin_app.school.age import latest_birth_date

from .catalog import GRADE_LEVELS
from .days import SATURDAY, WEEK
from .families import Child, Family
from .structure import Structure, YearPlan

TOP = len(GRADE_LEVELS) - 1
#: Completed years of a child on the first day of kindergarten.
STARTING_AGE = 5
ONE_DAY = timedelta(days=1)


class Path(Enum):
    STAYED = auto()
    JOINED = auto()
    JOINED_LATE = auto()
    REPEATS = auto()
    RETURNED = auto()
    LEFT = auto()
    GRADUATED = auto()
    APPLIED = auto()


#: Of a hundred students; all others stayed.
PERCENT = {
    Path.JOINED: 11,
    Path.JOINED_LATE: 3,
    Path.REPEATS: 1,
    Path.RETURNED: 2,
    Path.LEFT: 6,
    Path.GRADUATED: 6,
    Path.APPLIED: 5,
}
STATUS = {
    Path.LEFT: StudentStatus.WITHDRAWN,
    Path.GRADUATED: StudentStatus.GRADUATED,
    Path.APPLIED: StudentStatus.APPLICANT,
}
LEAVING = ((ExitCode.TRANSFERRED, ExitCode.WITHDRAWN, ExitCode.OTHER, ExitCode.EXPELLED), (70, 20, 8, 2))
NEXT_SCHOOLS = (
    "Bayside Charter School",
    "Colegio San Martín, Guadalajara",
    "Half Moon Bay High School",
    "Lakeshore Academy",
    "Redwood Christian School",
    "Skyline High School",
    "St. Brigid’s School",
    "Trường Quốc tế Sài Gòn",
)


class Stay(NamedTuple):
    """An admission to be."""

    year: YearPlan
    rank: int
    entered_on: date
    entry_code: EntryCode
    exited_on: date | None = None
    exit_code: ExitCode | None = None
    next_school: str | None = None
    repeating: bool = False


def plan_paths(rng: Random, families: list[Family], ranks: range, structure: Structure) -> list[Child]:
    """Give every child a path, a grade level among `ranks` and a date of birth; returns all the children."""
    children = [child for family in families for child in family.children]
    for child, path in zip(children, deal_paths(rng, len(children)), strict=True):
        child.path = path
    for family in families:
        brood = len(family.children)
        family_ranks = rng.sample(ranks, brood) if brood <= len(ranks) else [rng.choice(ranks)] * brood
        for child, rank in zip(family.children, family_ranks, strict=True):
            child.rank = TOP if child.path is Path.GRADUATED else rank
            child.born = birth_date(rng, child, structure.current.starts_on)
            child.stays = plan_stays(rng, child, structure)
    return children


def deal_paths(rng: Random, count: int) -> list[Path]:
    """So many paths, shuffled, in the proportions of the table."""
    paths = [path for path, percent in PERCENT.items() for _ in range(round(count * percent / 100))]
    paths = paths[:count] + [Path.STAYED] * (count - len(paths))
    rng.shuffle(paths)
    return paths


def birth_date(rng: Random, child: Child, first_day: date) -> date:
    """A day that makes the child as old as its grade level on the first day of the year."""
    older = child.path in (Path.REPEATS, Path.GRADUATED)
    return latest_birth_date(STARTING_AGE + child.rank + older, first_day) - timedelta(days=rng.randrange(365))


def plan_stays(rng: Random, child: Child, structure: Structure) -> tuple[Stay, ...]:
    """The admissions of a child's path, first to last. For kindergarten, this year's is the first one."""
    past, current = structure.past, structure.current
    new, here = joined(current, child.rank), next_year(current, child.rank)
    before = year_before(rng, past, max(child.rank - 1, 0))
    stays: tuple[Stay, ...] = (before, here) if child.rank else (new,)
    match child.path:
        case Path.JOINED:
            stays = (new,)
        case Path.JOINED_LATE:
            late = school_day(rng, current.starts_on + 2 * WEEK, structure.today - ONE_DAY)
            stays = (new._replace(entered_on=late),)
        case Path.REPEATS:
            stays = year_before(rng, past, child.rank), here._replace(repeating=True)
        case Path.RETURNED:
            left_on = school_day(rng, past.terms[1].starts_on, past.ends_on - WEEK)
            stays = left(rng, before, left_on), here._replace(entry_code=EntryCode.REENTRY)
        case Path.LEFT:
            left_on = school_day(rng, current.starts_on + WEEK, structure.today)
            stays = *stays[:-1], left(rng, stays[-1], left_on)
        case Path.GRADUATED:
            stays = (whole_year(past, TOP, EntryCode.NEXT_YEAR, ExitCode.GRADUATED),)
        case Path.APPLIED:
            stays = ()
    return stays


def whole_year(year: YearPlan, rank: int, entry: EntryCode, exit_code: ExitCode) -> Stay:
    return Stay(year, rank, year.starts_on, entry, year.ends_on + ONE_DAY, exit_code)


def year_before(rng: Random, year: YearPlan, rank: int) -> Stay:
    usual = EntryCode.NEXT_YEAR if rank else EntryCode.NEW
    return whole_year(year, rank, rng.choice((usual, usual, usual, EntryCode.TRANSFER)), ExitCode.YEAR_END)


def joined(year: YearPlan, rank: int) -> Stay:
    return Stay(year, rank, year.starts_on, EntryCode.TRANSFER if rank else EntryCode.NEW)


def next_year(year: YearPlan, rank: int) -> Stay:
    return Stay(year, rank, year.starts_on, EntryCode.NEXT_YEAR)


def left(rng: Random, stay: Stay, on: date) -> Stay:
    code = rng.choices(*LEAVING)[0]
    next_school = rng.choice(NEXT_SCHOOLS) if code is ExitCode.TRANSFERRED else None
    return stay._replace(exited_on=on, exit_code=code, next_school=next_school)


def school_day(rng: Random, first: date, last: date) -> date:
    """A Monday to Friday from a Monday to another day."""
    day = first + timedelta(days=int(rng.random() * ((last - first).days + 1)))
    return day if day.weekday() < SATURDAY else day - timedelta(days=day.weekday() - SATURDAY + 1)
