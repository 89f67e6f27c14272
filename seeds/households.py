"""Households and guardians: who lives together, whom to call first, and who must keep away."""

from __future__ import annotations

from random import Random

from admin_app.school import Guardian, Household, Relation, StudentGuardian
from admin_app.school.households import household_guardian, household_student

from .batch import Batch
from .families import Family, GrownUp
from .people import Address, email, phone

#: Those who may decide for the child without a paper from a court.
PARENTS = frozenset({Relation.MOTHER, Relation.FATHER, Relation.LEGAL_GUARDIAN})
RESTRICTION = "No contact and no collection. Court order on file; call the office before anything else."
HAS_WORK_PHONE, HAS_EMERGENCY_CONTACT, NO_TEXT_MESSAGES = 0.4, 0.15, 0.1


def add_households(batch: Batch, rng: Random, families: list[Family]) -> None:
    """One household for a family, or two when the parents live apart; the children live in the first, or in both."""
    for family in families:
        household_ids = [add_household(batch, rng, family, number) for number in range(len(family.homes))]
        for child in family.children:
            for household_id in household_ids if family.shared_custody else household_ids[:1]:
                batch.link(household_student, household_id=household_id, student_id=child.id)
        for order, person in enumerate(family.grown_ups, start=1):
            apart = len(family.homes) > 1 and order > 1
            home = family.homes[-1 if apart else 0]
            guardian_id = add_guardian(batch, rng, person, home, family.language)
            batch.link(household_guardian, household_id=household_ids[-1 if apart else 0], guardian_id=guardian_id)
            link_children(batch, rng, family, person.relation, guardian_id, order, apart=apart)
        if rng.random() < HAS_EMERGENCY_CONTACT:
            add_emergency_contact(batch, rng, family)


def add_household(batch: Batch, rng: Random, family: Family, number: int) -> int:
    home = family.homes[number]
    people = family.grown_ups if len(family.homes) == 1 else family.grown_ups[number : number + 1]
    return batch.add(
        Household,
        name=household_name(people),
        address=home.street,
        city=home.town.name,
        postal_code=home.town.postal_code,
        phone=phone(rng, home.town.area_code),
    )


def household_name(people: tuple[GrownUp, ...]) -> str:
    """As on an envelope: `Ana and José García`, or `Linh Trần and Minh Nguyễn`."""
    if len({person.lastname for person in people}) == 1:
        return f"{' and '.join(person.firstname for person in people)} {people[0].lastname}"
    return " and ".join(f"{person.firstname} {person.lastname}" for person in people)


def add_guardian(batch: Batch, rng: Random, person: GrownUp, home: Address, language: str) -> int:
    guardian_id = batch.new_id(Guardian)
    return batch.add(
        Guardian,
        id=guardian_id,
        firstname=person.firstname,
        lastname=person.lastname,
        email=email(person.firstname, person.lastname, guardian_id, "example.net"),
        phone=phone(rng, home.town.area_code),
        work_phone=phone(rng, home.town.area_code) if rng.random() < HAS_WORK_PHONE else None,
        address=f"{home.street}, {home.town.name}",
        home_language=language,
    )


def link_children(
    batch: Batch, rng: Random, family: Family, relation: Relation, guardian_id: int, order: int, *, apart: bool
) -> None:
    """What one of the grown-ups may do for each of the children."""
    kept_away = family.restricted and apart
    texts = rng.random() >= NO_TEXT_MESSAGES
    for child in family.children:
        batch.add(
            StudentGuardian,
            student_id=child.id,
            guardian_id=guardian_id,
            relation=relation,
            is_primary=order == 1,
            lives_with=not apart or family.shared_custody,
            emergency_order=None if kept_away else order,
            may_collect=not kept_away,
            legal_guardian=relation in PARENTS and not kept_away,
            restriction=RESTRICTION if kept_away else None,
            contact_by_phone=not kept_away,
            contact_by_sms=texts and not kept_away,
            contact_by_email=not kept_away,
            contact_by_mail=not kept_away,
        )


def add_emergency_contact(batch: Batch, rng: Random, family: Family) -> None:
    """A grandmother down the road, who may collect the children and decides nothing."""
    home = family.homes[0]
    person = GrownUp(
        rng.choice(("Rosa", "Ruth", "Nana", "Carmen", "Lan", "Edith")),
        family.grown_ups[0].lastname,
        Relation.GRANDPARENT,
    )
    guardian_id = add_guardian(batch, rng, person, home, family.language)
    order = len(family.grown_ups) + 1
    for child in family.children:
        batch.add(
            StudentGuardian,
            student_id=child.id,
            guardian_id=guardian_id,
            relation=person.relation,
            is_primary=False,
            lives_with=False,
            emergency_order=order,
            may_collect=True,
            legal_guardian=False,
            restriction=None,
            contact_by_phone=True,
            contact_by_sms=True,
            contact_by_email=False,
            contact_by_mail=False,
        )
