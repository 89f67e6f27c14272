"""Disclosures: to the next school of who has left, and now and then to a family that asked."""

from __future__ import annotations

from datetime import timedelta
from random import Random

from admin_app.school import Disclosure, LegalBasis

from .batch import Batch
from .families import Child
from .paths import Path
from .structure import Structure

FAMILY_ASKS = 0.02


def add_disclosures(batch: Batch, rng: Random, children: list[Child], structure: Structure) -> None:
    for child in children:
        if child.path is Path.LEFT:
            given = {"recipient": "The next school", "information": "Transcript", "purpose": "Enrollment there"}
            batch.add(
                Disclosure,
                student_id=child.id,
                disclosed_on=child.stays[-1].exited_on,
                legal_basis=LegalBasis.TRANSFER,
                **given,
            )
        elif rng.random() < FAMILY_ASKS:
            batch.add(
                Disclosure,
                student_id=child.id,
                disclosed_on=structure.today - timedelta(days=rng.randrange(1, 200)),
                recipient="A parent",
                information="Attendance and grades",
                purpose="To see the record",
                legal_basis=LegalBasis.FAMILY,
            )
