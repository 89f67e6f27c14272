"""Which students carry which tags."""

from __future__ import annotations

from random import Random

from admin_app.school.students import student_tag

from .batch import Batch
from .families import Child
from .structure import Structure

NUMBER_OF_TAGS = ((0, 1, 2, 3), (55, 28, 12, 5))


def add_tags(batch: Batch, rng: Random, children: list[Child], structure: Structure) -> None:
    for child in children:
        for tag_id in rng.sample(structure.tag_ids, rng.choices(*NUMBER_OF_TAGS)[0]):
            batch.link(student_tag, student_id=child.id, tag_id=tag_id)
