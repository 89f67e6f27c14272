"""The school's calendar, laid around today, so that the demo is always in the middle of a year."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

WEEK = timedelta(weeks=1)
#: Mondays, counted in weeks from the one of this week.
YEAR_BEGINS, SECOND_SEMESTER_BEGINS = -28 * WEEK, -8 * WEEK
SEMESTER = 18 * WEEK + timedelta(days=4)
YEAR = 52 * WEEK
SCHOOL_DAYS = 20
SATURDAY = 5


@dataclass(frozen=True)
class Semester:
    """First and last day."""

    name: str
    starts_on: date
    ends_on: date


@dataclass(frozen=True)
class SchoolYear:
    name: str
    semesters: tuple[Semester, Semester]

    @property
    def starts_on(self) -> date:
        return self.semesters[0].starts_on

    @property
    def ends_on(self) -> date:
        return self.semesters[1].ends_on


def school_years(today: date) -> tuple[SchoolYear, SchoolYear]:
    """The year before and the year around a day; that day is in the ninth week of a second semester."""
    monday = today - timedelta(days=today.weekday())
    return school_year(monday - YEAR), school_year(monday)


def school_year(monday: date) -> SchoolYear:
    begins = (monday + YEAR_BEGINS, monday + SECOND_SEMESTER_BEGINS)
    first, second = (Semester(f"Semester {n}", day, day + SEMESTER) for n, day in enumerate(begins, start=1))
    started, ended = first.starts_on.year, second.ends_on.year
    return SchoolYear(str(started) if started == ended else f"{started}-{ended % 100:02d}", (first, second))


def recent_school_days(today: date) -> tuple[date, ...]:
    """The twenty school days before today, in order."""
    days = (today - timedelta(days=back) for back in range(1, 2 * SCHOOL_DAYS))
    return tuple(sorted([day for day in days if day.weekday() < SATURDAY][:SCHOOL_DAYS]))
