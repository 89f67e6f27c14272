"""What stands before the first student comes: years and terms, grade levels, courses, codes, fees and tags."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import NamedTuple

from admin_app.clock import today
from admin_app.database import Record, db
from admin_app.school import (
    AcademicYear,
    AttendanceCode,
    Course,
    Department,
    FeeItem,
    GradeLevel,
    Tag,
    Term,
    TermState,
    YearState,
)

from .catalog import (
    ATTENDANCE_CODES,
    CREDITS,
    DEPARTMENTS,
    ELECTIVES,
    ELEMENTARY_SUBJECTS,
    FEES,
    GRADE_LEVELS,
    HOMEROOM,
    SECONDARY,
    SECONDARY_SUBJECTS,
    TAGS,
    YEARLY_FEES,
    Subject,
)
from .days import SchoolYear, recent_school_days, school_years


class TermPlan(NamedTuple):
    id: int
    starts_on: date
    ends_on: date
    closed: bool


class YearPlan(NamedTuple):
    id: int
    starts_on: date
    ends_on: date
    terms: tuple[TermPlan, TermPlan]


class CoursePlan(NamedTuple):
    id: int
    code: str
    title: str
    credits: Decimal | None
    department: str


class FeePlan(NamedTuple):
    id: int
    name: str
    amount: Decimal
    charged_on: date
    due_on: date
    ranks: range
    year: YearPlan


@dataclass(frozen=True)
class Structure:
    """Ids and dates that the rows of students refer to. Plain values, which a commit does not expire."""

    today: date
    school_days: tuple[date, ...]
    past: YearPlan
    current: YearPlan
    grade_level_ids: tuple[int, ...]
    department_ids: dict[str, int]
    courses: dict[str, CoursePlan]
    code_ids: dict[str, int]
    fees: tuple[FeePlan, ...]
    tag_ids: tuple[int, ...]


def level_label(rank: int) -> str:
    """K, 1, 2 … 12."""
    return str(rank) if rank else "K"


def course_code(subject: str, rank: int) -> str:
    return f"{subject}{level_label(rank)}"


def seed_structure() -> Structure:
    """Write it. Does not commit."""
    day = today()
    past, current = (
        seed_year(plan, state)
        for plan, state in zip(school_years(day), (YearState.PAST, YearState.CURRENT), strict=True)
    )
    departments = {name: Department.add(name=name) for name in DEPARTMENTS}
    courses = seed_courses(departments)
    codes = {code.code: AttendanceCode.add(**code._asdict()) for code in ATTENDANCE_CODES}
    fees = seed_fees(past, current)
    tags = [Tag.add(name=name) for name in TAGS]
    levels = seed_grade_levels()
    db.session.flush()
    return Structure(
        today=day,
        school_days=recent_school_days(day),
        past=past,
        current=current,
        grade_level_ids=ids(levels),
        department_ids=dict(zip(departments, ids(list(departments.values())), strict=True)),
        courses={
            course.code: CoursePlan(course.id, course.code, course.title, course.credits, department)
            for course, department in courses
        },
        code_ids=dict(zip(codes, ids(list(codes.values())), strict=True)),
        fees=fees,
        tag_ids=ids(tags),
    )


def ids(records: Sequence[Record]) -> tuple[int, ...]:
    return tuple(record.id for record in records)


def seed_year(plan: SchoolYear, state: YearState) -> YearPlan:
    """A year with its semesters; all are closed but the last one of the current year."""
    year = AcademicYear.add(name=plan.name, starts_on=plan.starts_on, ends_on=plan.ends_on, state=state)
    closed = (True, state is YearState.PAST)
    terms = [
        Term.add(
            academic_year=year,
            name=semester.name,
            starts_on=semester.starts_on,
            ends_on=semester.ends_on,
            state=TermState.CLOSED if is_closed else TermState.OPEN,
        )
        for semester, is_closed in zip(plan.semesters, closed, strict=True)
    ]
    db.session.flush()
    first, second = (
        TermPlan(term.id, term.starts_on, term.ends_on, is_closed)
        for term, is_closed in zip(terms, closed, strict=True)
    )
    return YearPlan(year.id, year.starts_on, year.ends_on, (first, second))


def seed_grade_levels() -> list[GradeLevel]:
    """Lowest first; each knows the one that follows."""
    levels = [GradeLevel.add(name=name, rank=rank) for rank, name in enumerate(GRADE_LEVELS)]
    db.session.flush()
    for level, following in pairwise(levels):
        level.next = following
    return levels


def seed_courses(departments: dict[str, Department]) -> list[tuple[Course, str]]:
    """Each course with the name of its department."""

    def add(code: str, title: str, department: str, worth: Decimal | None = None) -> tuple[Course, str]:
        return Course.add(code=code, title=title, credits=worth, department=departments[department]), department

    def line(subject: Subject, lowest: int, worth: Decimal | None = None) -> list[tuple[Course, str]]:
        return [
            add(course_code(subject.code, rank), title, subject.department, worth)
            for rank, title in enumerate(subject.titles, start=lowest)
        ]

    courses = [add(HOMEROOM, "Homeroom", "Student Services")]
    for subject in ELEMENTARY_SUBJECTS:
        courses += line(subject, 0)
    for subject in SECONDARY_SUBJECTS:
        courses += line(subject, SECONDARY, CREDITS)
    return courses + [add(elective.code, elective.title, elective.department, CREDITS) for elective in ELECTIVES]


def seed_fees(past: YearPlan, current: YearPlan) -> tuple[FeePlan, ...]:
    """The catalog of both years; last year's is out of use."""
    plans = []
    for year in (past, current):
        for fee in FEES:
            if year is past and fee.code not in YEARLY_FEES:
                continue
            item = FeeItem.add(
                code=f"{fee.code}-{year.starts_on:%y}",
                name=fee.name,
                amount=fee.amount,
                academic_year_id=year.id,
                active=year is current,
            )
            db.session.flush()
            charged_on, due_on = (year.starts_on + timedelta(days=days) for days in (fee.begins, fee.due))
            plans.append(FeePlan(item.id, fee.name, fee.amount, charged_on, due_on, fee.ranks, year))
    return tuple(plans)
