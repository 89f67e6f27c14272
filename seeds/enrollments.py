"""The rows of enrollments: the homeroom and the five courses of a form, in every term in which a child was there."""

from __future__ import annotations

from datetime import date
from random import Random
from typing import NamedTuple

from admin_app.school import Enrollment, EnrollmentStatus

from .batch import Batch
from .days import WEEK
from .forms import Form
from .paths import ONE_DAY, Stay
from .structure import Structure, TermPlan

DROPS_A_COURSE = 0.02


class Attendee(NamedTuple):
    """Somebody who sits in a homeroom from a day on, and until before another."""

    student_id: int
    starts_on: date
    ends_on: date | None


class Span(NamedTuple):
    starts_on: date
    ends_on: date | None
    status: EnrollmentStatus


def span(stay: Stay, term: TermPlan) -> Span | None:
    """The part of a stay that falls into a term of its year; None for no part of it."""
    starts_on = max(stay.entered_on, term.starts_on)
    if starts_on > term.ends_on or (stay.exited_on and stay.exited_on <= starts_on):
        return None
    if stay.exited_on and stay.exited_on <= term.ends_on:
        return Span(starts_on, stay.exited_on, EnrollmentStatus.DROPPED)
    if term.closed:
        return Span(starts_on, term.ends_on + ONE_DAY, EnrollmentStatus.COMPLETED)
    return Span(starts_on, None, EnrollmentStatus.ENROLLED)


def add_enrollments(batch: Batch, rng: Random, forms: list[Form], structure: Structure) -> dict[Form, list[Attendee]]:
    """Put everybody into their sections. Returns who sits, or sat, in each homeroom of the current term."""
    homerooms: dict[Form, list[Attendee]] = {}
    for form in forms:
        for term in form.terms:
            attendees = add_form(batch, rng, form, term, structure.today)
            if not term.closed:
                homerooms[form] = attendees
    return homerooms


def add_form(batch: Batch, rng: Random, form: Form, term: TermPlan, today: date) -> list[Attendee]:
    attendees = []
    *sections, last = form.sections[term.id]
    for child, stay in form.members:
        part = span(stay, term)
        if part is None:
            continue
        attendees.append(Attendee(child.id, part.starts_on, part.ends_on))
        drops = part.status is EnrollmentStatus.ENROLLED and rng.random() < DROPS_A_COURSE
        for section_id in sections:
            add_enrollment(batch, child.id, section_id, part)
        dropped = Span(part.starts_on, min(part.starts_on + 2 * WEEK, today), EnrollmentStatus.DROPPED)
        add_enrollment(batch, child.id, last, dropped if drops else part)
    return attendees


def add_enrollment(batch: Batch, student_id: int, section_id: int, part: Span) -> None:
    batch.add(
        Enrollment,
        student_id=student_id,
        section_id=section_id,
        starts_on=part.starts_on,
        ends_on=part.ends_on,
        status=part.status,
    )
