"""Families of the demo school: who the grown-ups are, what the children are called, and who lives where.

Both names of a person are required. Somebody with one name only has it in both fields: letters, sorting and search then
work as for everybody else, and nobody is called “No last name”.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from random import Random
from typing import TYPE_CHECKING, NamedTuple

from admin_app.school import Relation, Sex

from .names import CULTURES, REMARKABLE, Culture, Remarkable, Spelling, Surname
from .people import Address, address

if TYPE_CHECKING:
    from .paths import Path, Stay

CULTURE_WEIGHTS = tuple(culture.weight for culture in CULTURES)
CHILDREN = ((1, 2, 3, 4), (50, 33, 13, 4))
#: Who brings the children up, and how common that is.
GROWN_UPS = {
    (Relation.MOTHER, Relation.FATHER): 72,
    (Relation.MOTHER,): 13,
    (Relation.FATHER,): 4,
    (Relation.MOTHER, Relation.MOTHER): 3,
    (Relation.FATHER, Relation.FATHER): 2,
    (Relation.MOTHER, Relation.STEPPARENT): 2,
    (Relation.GRANDPARENT,): 2,
    (Relation.FOSTER_PARENT,): 1,
    (Relation.LEGAL_GUARDIAN,): 1,
}
MALE = frozenset({Relation.FATHER, Relation.STEPPARENT})
LIVE_APART = 0.16
#: Of those who live apart: the children live with both, or one of the two must keep away.
SHARED_CUSTODY, RESTRICTED = 0.55, 0.12
HAS_MIDDLE_NAME, HAS_PREFERRED_NAME, OWN_SCRIPT_ONLY = 0.35, 0.12, 0.04
#: One family in so many has a child with a remarkable name.
REMARKABLE_EVERY = 15
NO_NAME = Spelling("", "")


class GrownUp(NamedTuple):
    firstname: str
    lastname: str
    relation: Relation


@dataclass(eq=False, slots=True)
class Child:
    """A student to be: named here, planned in `paths.py`, numbered in `students.py`."""

    family: Family
    firstname: str
    lastname: str
    sex: Sex
    middle_name: str | None = None
    preferred_name: str | None = None
    native_name: str | None = None
    path: Path = field(init=False)
    rank: int = field(init=False)
    born: date = field(init=False)
    stays: tuple[Stay, ...] = ()
    id: int = 0


@dataclass(eq=False, slots=True)
class Family:
    language: str
    grown_ups: tuple[GrownUp, ...]
    homes: tuple[Address, ...]
    shared_custody: bool
    restricted: bool
    children: list[Child] = field(default_factory=list)


class Surnames(NamedTuple):
    mother: Spelling
    father: Spelling
    daughter: Spelling
    son: Spelling


def make_families(rng: Random, children: int) -> list[Family]:
    """Families with exactly so many children in all."""
    families: list[Family] = []
    missing = children
    while missing > 0:
        number, remainder = divmod(len(families), REMARKABLE_EVERY)
        if remainder == REMARKABLE_EVERY // 2:
            family = remarkable_family(rng, REMARKABLE[number % len(REMARKABLE)])
        else:
            family = make_family(rng, min(missing, rng.choices(*CHILDREN)[0]))
        families.append(family)
        missing -= len(family.children)
    return families


def make_family(rng: Random, children: int) -> Family:
    culture = rng.choices(CULTURES, CULTURE_WEIGHTS)[0]
    father = rng.choice(culture.boys)
    surnames = choose_surnames(rng, culture, father)
    family = bring_together(rng, culture, surnames, father)
    taken: set[Spelling] = set()
    for _ in range(children):
        sex = rng.choice((Sex.FEMALE, Sex.MALE))
        names = culture.girls if sex is Sex.FEMALE else culture.boys
        given = rng.choice([name for name in names if name not in taken])
        taken.add(given)
        surname = surnames.daughter if sex is Sex.FEMALE else surnames.son
        family.children.append(name_child(rng, culture, family, sex, given, surname))
    return family


def bring_together(rng: Random, culture: Culture, surnames: Surnames, father: Spelling) -> Family:
    """The grown-ups of a family, and the one or two homes they have."""
    relations = rng.choices(tuple(GROWN_UPS), tuple(GROWN_UPS.values()))[0]
    grown_ups = []
    for relation in relations:
        given = (
            father if relation is Relation.FATHER else rng.choice(culture.boys if relation in MALE else culture.girls)
        )
        surname = surnames.father if relation in MALE else surnames.mother
        grown_ups.append(GrownUp(given.latin, (surname if surname.latin else given).latin, relation))
    apart = relations == (Relation.MOTHER, Relation.FATHER) and rng.random() < LIVE_APART
    homes = tuple(address(rng) for _ in range(2 if apart else 1))
    restricted = apart and rng.random() < RESTRICTED
    shared = apart and not restricted and rng.random() < SHARED_CUSTODY
    return Family(culture.language, tuple(grown_ups), homes, shared, restricted)


def name_child(rng: Random, culture: Culture, family: Family, sex: Sex, given: Spelling, surname: Spelling) -> Child:
    surname = surname if surname.latin else given
    native = culture.native.format(given=given.native, family=surname.native) if given.native else None
    child = Child(family, given.latin, surname.latin, sex, native_name=native)
    if culture.middle and rng.random() < HAS_MIDDLE_NAME:
        child.middle_name = rng.choice(culture.middle).latin
    if culture.nicknames and rng.random() < HAS_PREFERRED_NAME:
        child.preferred_name = rng.choice(culture.nicknames).latin
    if native and rng.random() < OWN_SCRIPT_ONLY:
        child.preferred_name, child.native_name = given.latin, None
        child.firstname, child.lastname = given.native, surname.native
    return child


def choose_surnames(rng: Random, culture: Culture, father: Spelling) -> Surnames:
    """What mother, father, daughters and sons are called, as the culture has it."""
    if culture.passes is Surname.NONE:
        return Surnames(NO_NAME, NO_NAME, NO_NAME, NO_NAME)
    if culture.passes is Surname.PATRONYMIC:
        daughter, son = (Spelling(father.latin + ending, father.native) for ending in culture.endings)
        ancestors = [rng.choice(culture.boys) for _ in culture.endings]
        mothers, fathers = (
            Spelling(name.latin + ending, name.native) for name, ending in zip(ancestors, culture.endings, strict=True)
        )
        return Surnames(mothers, fathers, daughter, son)
    one, two, three, four = (rng.choice(culture.surnames) for _ in range(4))
    match culture.passes:
        case Surname.SPANISH:
            child = both(one, three)
            return Surnames(both(three, four), both(one, two), child, child)
        case Surname.PORTUGUESE:
            child = both(three, one)
            return Surnames(both(four, three), both(two, one), child, child)
        case Surname.MOTHER_KEEPS_HERS:
            return Surnames(two, one, one, one)
    return Surnames(one, one, one, one)


def both(first: Spelling, second: Spelling) -> Spelling:
    return Spelling(f"{first.latin} {second.latin}", "")


def remarkable_family(rng: Random, name: Remarkable) -> Family:
    """One child and the mother, whose given name is an ordinary one of their language."""
    culture = next((culture for culture in CULTURES if culture.language == name.language), CULTURES[0])
    mother = GrownUp(rng.choice(culture.girls).latin, name.lastname, Relation.MOTHER)
    family = Family(name.language, (mother,), (address(rng),), shared_custody=False, restricted=False)
    child = Child(family, name.firstname, name.lastname, rng.choice((Sex.FEMALE, Sex.MALE, Sex.OTHER, Sex.UNSPECIFIED)))
    child.preferred_name, child.native_name = name.preferred or None, name.native or None
    family.children.append(child)
    return family
