"""The demo school: the same rows for the same number of students, laid around today's date.

`seed_school` and `seed_campus` are the table of contents. A campus of up to a thousand students is made in memory from
a random generator of its own and written table by table; so a million students take no more memory than a thousand. The
first three, and what stands before any student comes, go through models and verbs.

The first ten campuses have a history: last year, attendance, grades, fees, documents, notes, alerts and tags. Those
after them have what a school cannot be without: people and their families, admissions, this term's sections and who
sits in them. So ten thousand students are as rich as six hundred, and a million are still written in minutes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from sqlalchemy import select

from admin_app import bulk
from admin_app.database import db
from admin_app.errors import DomainError
from admin_app.school import MODELS

from .admissions import add_admissions
from .attendance import take_registers
from .batch import Batch
from .campuses import HIGH, Campus
from .disclosures import add_disclosures
from .documents import add_documents
from .enrollments import Attendee, add_enrollments
from .fees import add_fees
from .forms import Form
from .grades import add_grades
from .households import add_households
from .medical import add_alerts
from .notes import add_notes
from .plain_campuses import CampusSize, seed_plain_campuses
from .planning import dice_of, plan_campus
from .staff import link_accounts
from .structure import Structure, seed_structure
from .students import add_students
from .tags import add_tags
from .tutorial import add_tutorial_students

__all__ = ["SchoolNotEmpty", "link_accounts", "seed_school"]

TUTORIAL_STUDENTS = 3
LARGEST_CAMPUS = 1000
CAMPUSES_WITH_HISTORY = 10


class SchoolNotEmpty(DomainError):
    """The database holds a school already."""


def seed_school(
    students: int = 600,
    progress: Callable[[int], None] | None = None,
    indexing: Callable[[int, int], None] | None = None,
) -> None:
    """Fill an empty, migrated database with a school of so many students, three at least, or leave it empty. Commits.

    `progress` is called with the number of students done so far, and then `indexing` with the number of records that
    can be searched for so far, and of them all. Raises SchoolNotEmpty before anything is written. Needs an application
    context.
    """
    require_empty_database()
    sizes = campus_sizes(max(students, TUTORIAL_STUDENTS))
    with bulk.loading(db.metadata.sorted_tables, indexing):
        structure = seed_structure()
        done = 0
        for campus in seed_campuses(sizes, structure):
            done += campus
            if progress:
                progress(done)
        link_accounts()


def seed_campuses(sizes: list[int], structure: Structure) -> Iterator[int]:
    """Write the campuses, and say of each how many students it has."""
    campuses = [CampusSize(number, size) for number, size in enumerate(sizes, start=1)]
    for campus in campuses[:CAMPUSES_WITH_HISTORY]:
        seed_campus(campus, structure)
        yield campus.students
    if len(campuses) > CAMPUSES_WITH_HISTORY:
        yield from seed_plain_campuses(campuses[CAMPUSES_WITH_HISTORY:], structure)


def require_empty_database() -> None:
    for model in MODELS:
        if db.session.scalar(select(model.id).limit(1)) is not None:
            raise SchoolNotEmpty(
                f"The table {model.__tablename__} has rows already. The demo school needs a database without any."
            )


def campus_sizes(students: int) -> list[int]:
    """Students divided evenly over as few campuses as hold them."""
    campuses = -(-students // LARGEST_CAMPUS)
    share, remainder = divmod(students, campuses)
    return [share + (number < remainder) for number in range(campuses)]


def seed_campus(size: CampusSize, structure: Structure) -> None:
    """One campus, in the order in which its rows need each other."""
    dice, is_first = dice_of(size.number), size.number == 1
    drawn = size.students - TUTORIAL_STUDENTS if is_first else size.students
    plan = plan_campus(dice, drawn, size.students, structure, with_history=True)
    families, children, forms = plan
    with Batch() as batch:
        campus = Campus(batch, dice("campus"), size.number, structure)
        campus.give_sections(forms)
    classmates = add_tutorial_students(forms[0], campus.school_ids[HIGH], structure) if is_first else []
    with Batch() as batch:
        add_students(batch, dice("students"), children, structure)
        add_households(batch, dice("households"), families)
        add_admissions(batch, children, campus.school_ids, structure)
        homerooms = add_enrollments(batch, dice("enrollments"), forms, structure)
        add_grades(batch, dice("grades"), forms)
        take_registers(batch, dice("attendance"), with_classmates(homerooms, forms[0], classmates), structure)
        add_fees(batch, dice("fees"), families, structure)
        add_documents(batch, dice("documents"), children, structure)
        add_disclosures(batch, dice("disclosures"), children, structure)
        add_notes(batch, dice("notes"), children, forms, structure)
        add_alerts(batch, dice("alerts"), children, structure)
        add_tags(batch, dice("tags"), children, structure)
    plan.let_go()


def with_classmates(
    homerooms: dict[Form, list[Attendee]], form: Form, classmates: list[Attendee]
) -> dict[Form, list[Attendee]]:
    return homerooms | {form: [*classmates, *homerooms[form]]}
