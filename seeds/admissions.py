"""The rows of admissions: one for each stay that `paths.py` has planned."""

from __future__ import annotations

from admin_app.school import Admission

from .batch import Batch
from .campuses import ELEMENTARY, HIGH
from .catalog import SECONDARY
from .families import Child
from .structure import Structure


def add_admissions(batch: Batch, children: list[Child], school_ids: list[int], structure: Structure) -> None:
    for child in children:
        for stay in child.stays:
            batch.add(
                Admission,
                student_id=child.id,
                school_id=school_ids[HIGH if stay.rank >= SECONDARY else ELEMENTARY],
                academic_year_id=stay.year.id,
                grade_level_id=structure.grade_level_ids[stay.rank],
                entered_on=stay.entered_on,
                entry_code=stay.entry_code,
                exited_on=stay.exited_on,
                exit_code=stay.exit_code,
                next_school=stay.next_school,
                repeating=stay.repeating,
            )
