"""Posted grades of the terms that are over."""

from __future__ import annotations

from decimal import Decimal
from random import Random
from typing import NamedTuple

from admin_app.school import EnrollmentStatus, PostedGrade

from .batch import Batch
from .catalog import SECONDARY
from .enrollments import span
from .forms import Form
from .structure import TermPlan


class Mark(NamedTuple):
    mark: str
    points: Decimal | None


class Scale(NamedTuple):
    """Marks from the best down. `spread`: by how many marks most of a child's results differ."""

    name: str
    marks: tuple[Mark, ...]
    spread: float


LETTERS = Scale(
    "A-F",
    tuple(
        Mark(mark, Decimal(points))
        for mark, points in (
            ("A", "4.00"),
            ("A-", "3.70"),
            ("B+", "3.30"),
            ("B", "3.00"),
            ("B-", "2.70"),
            ("C+", "2.30"),
            ("C", "2.00"),
            ("D", "1.00"),
            ("F", "0.00"),
        )
    ),
    1.4,
)
ELEMENTARY = Scale("E-S-N", tuple(Mark(mark, None) for mark in ("E", "S", "N")), 0.6)
COMMENTS = (
    "A pleasure to teach.",
    "Could take part more.",
    "Hands work in late.",
    "Helps others.",
    "Much better than last term.",
    "Reads well beyond the class.",
    "See me about tutoring.",
)
HAS_COMMENT = 0.06


def add_grades(batch: Batch, rng: Random, forms: list[Form]) -> None:
    """Five grades for everybody who finished a term. Good students are good in most courses."""
    for form in forms:
        scale = LETTERS if form.rank >= SECONDARY else ELEMENTARY
        for term in form.terms:
            if term.closed:
                post_grades(batch, rng, form, term, scale)


def post_grades(batch: Batch, rng: Random, form: Form, term: TermPlan, scale: Scale) -> None:
    lowest = len(scale.marks) - 1
    sections = list(zip(form.courses, form.sections[term.id][1:], strict=True))
    for child, stay in form.members:
        part = span(stay, term)
        if part is None or part.status is not EnrollmentStatus.COMPLETED:
            continue
        usual = rng.betavariate(1.6, 3.0) * lowest
        for course, section_id in sections:
            mark = scale.marks[min(lowest, max(0, round(usual + (rng.random() * 2 - 1) * scale.spread)))]
            batch.add(
                PostedGrade,
                student_id=child.id,
                section_id=section_id,
                term_id=term.id,
                course_code=course.code,
                course_title=course.title,
                credits=course.credits,
                scale=scale.name,
                mark=mark.mark,
                points=mark.points,
                comment=rng.choice(COMMENTS) if rng.random() < HAS_COMMENT else None,
            )
