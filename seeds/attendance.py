"""Twenty school days of registers in the homerooms."""

from __future__ import annotations

from datetime import date, datetime, time
from random import Random

from admin_app.clock import school_timezone
from admin_app.school import AttendanceMark, RegisterTaken

from .batch import Batch
from .enrollments import Attendee
from .forms import Form
from .structure import Structure

CODES = "PATH"
#: How often a teacher writes each of the codes, for most students and for the few who are often away.
USUALLY, OFTEN_AWAY = (940, 35, 20, 5), (780, 140, 60, 20)
IS_OFTEN_AWAY = 0.06
#: What the office makes of a teacher's code, and how often: a note from home, a bus that was late, a trip.
OFFICE = {"A": ("E", 0.4), "T": ("P", 0.15), "P": ("F", 0.001)}
#: One form in so many has a day without a register.
FORGETFUL = 3
BELL = 8


def take_registers(batch: Batch, rng: Random, homerooms: dict[Form, list[Attendee]], structure: Structure) -> None:
    """Registers and marks of the last days before today; a few registers are missing, and their marks with them."""
    for number, (form, attendees) in enumerate(homerooms.items(), start=1):
        days = structure.school_days
        if number % FORGETFUL == 0:
            forgotten = rng.choice(days)
            days = tuple(day for day in days if day != forgotten)
        section_id = form.sections[form.terms[-1].id][0]
        for day in days:
            taken_at = datetime.combine(day, time(BELL, rng.randrange(5, 40)), school_timezone())
            batch.add(RegisterTaken, section_id=section_id, on_date=day, taken_at=taken_at, taken_by_id=form.teacher_id)
        for attendee in attendees:
            mark(batch, rng, attendee, section_id, days, structure.code_ids)


def mark(
    batch: Batch, rng: Random, attendee: Attendee, section_id: int, days: tuple[date, ...], code_ids: dict[str, int]
) -> None:
    """One student's marks: the teacher's code, and beside it the office's where the office knows better."""
    weights = OFTEN_AWAY if rng.random() < IS_OFTEN_AWAY else USUALLY
    for day, code in zip(days, rng.choices(CODES, weights, k=len(days)), strict=True):
        if day < attendee.starts_on or (attendee.ends_on and day >= attendee.ends_on):
            continue
        office, chance = OFFICE.get(code, (None, 0))
        batch.add(
            AttendanceMark,
            student_id=attendee.student_id,
            section_id=section_id,
            on_date=day,
            teacher_code_id=code_ids[code],
            office_code_id=code_ids[office] if office and rng.random() < chance else None,
        )
