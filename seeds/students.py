"""The rows of students."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from random import Random

from admin_app.school import Student, StudentStatus

from .batch import Batch
from .days import WEEK
from .families import Child
from .paths import STATUS
from .people import email, phone
from .structure import Structure

STATED_AGE_ONLY, HAS_BIO, HAS_PHONE, OPTS_OUT, HAS_CUSTOM_FIELDS = 0.015, 0.25, 0.6, 0.05, 0.1
#: The grade from which children have an address of their own; kindergarten is 0.
WRITES_EMAILS = 3
INTERESTS = (
    "astronomy|baking|ballet|baseball|basketball|beetles|bicycles|birds|board games|chess|climbing|comics|cooking|"
    "cricket|dinosaurs|drawing|drums|fishing|football|gardening|guitar|hip-hop|history|horses|judo|knitting|"
    "magic tricks|maps|marine biology|model trains|origami|painting|photography|piano|poetry|programming|reading|"
    "robots|rocks|sailing|skating|soccer|swimming|tennis|theater|trains|trumpet|volcanoes|writing stories"
).split("|")


def add_students(batch: Batch, rng: Random, children: list[Child], structure: Structure) -> None:
    """Number the children and put them on the list."""
    for child in children:
        child.id = batch.new_id(Student)
        home = child.family.homes[0]
        first_seen = (
            child.stays[0].entered_on if child.stays else structure.today - timedelta(days=rng.randrange(1, 45))
        )
        stated_only = rng.random() < STATED_AGE_ONLY
        created_at = datetime.combine(
            first_seen - (WEEK if child.stays else timedelta()), time(15, rng.randrange(60)), UTC
        )
        batch.add(
            Student,
            id=child.id,
            firstname=child.firstname,
            lastname=child.lastname,
            middle_name=child.middle_name,
            preferred_name=child.preferred_name,
            other_script_name=child.native_name,
            email=own_email(child),
            phone=phone(rng, home.town.area_code) if rng.random() < HAS_PHONE else None,
            student_number=student_number(child),
            date_of_birth=None if stated_only else child.born,
            age=(structure.today - child.born).days * 4 // 1461 if stated_only else None,
            sex=child.sex,
            bio=bio(rng),
            address=home.street,
            city=home.town.name,
            status=STATUS.get(child.path, StudentStatus.ENROLLED),
            grade_level_id=structure.grade_level_ids[child.rank],
            home_language=child.family.language,
            directory_opt_out=rng.random() < OPTS_OUT,
            custom_fields=custom_fields(rng),
            created_at=created_at,
            updated_at=created_at,
        )


def own_email(child: Child) -> str | None:
    return email(child.firstname, child.lastname, child.id, "example.com") if child.rank >= WRITES_EMAILS else None


def student_number(child: Child) -> str | None:
    """As `admit` numbers them: the year of the first admission and the id. Who was never admitted has none."""
    return f"{child.stays[0].year.starts_on:%y}-{child.id:06d}" if child.stays else None


def bio(rng: Random) -> str | None:
    if rng.random() >= HAS_BIO:
        return None
    first, second = rng.sample(INTERESTS, 2)
    return f"Likes {first} and {second}."


def custom_fields(rng: Random) -> dict[str, str]:
    if rng.random() >= HAS_CUSTOM_FIELDS:
        return {}
    return {"locker": str(rng.randrange(1, 900)), "t_shirt": rng.choice("SML")}
