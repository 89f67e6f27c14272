"""Erasing what is held on somebody who left long ago, category by category. The academic record stays.

A school destroys what it no longer needs (34 CFR 99.31(a)(6), 300.624), and keeps who was here, when, and with which
grades. That somebody asked to see the record keeps all of it meanwhile (34 CFR 99.10(e)): whoever erases has to know.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import inspect, select

from ..audit import Forgotten, erase_from_log
from ..clock import today
from ..database import Record, db
from .admissions import last_stay, open_admission
from .attendance import AttendanceMark
from .documents import Document, DocumentFile
from .errors import KeptLonger, NothingChosen, NotLeft
from .fees import YEARS_OF_BOOKS, Charge, Payment
from .guardians import Guardian, StudentGuardian
from .households import Household
from .medical import MedicalAlert
from .notes import Note, NoteCategory
from .students import Student


class Category(StrEnum):
    """What is erased together."""

    CONTACT = "contact and address"
    PERSONAL = "personal details"
    GUARDIANS = "guardians and custody"
    MEDICAL = "medical"
    NOTES = "notes"
    DOCUMENTS = "documents and photo"
    ATTENDANCE = "attendance details"
    FEES = "fees"


@dataclass
class Holding:
    """What a category holds of a student: fields of theirs, each with what it becomes, and rows that go."""

    fields: dict[str, Any] = field(default_factory=dict)
    rows: list[Record] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.fields or self.rows)


#: Fields of a student that go, and what they become.
FIELDS: dict[Category, dict[str, Any]] = {
    Category.CONTACT: {"email": None, "phone": None, "address": None, "city": None},
    Category.PERSONAL: {"bio": None, "sex": None, "home_language": None, "sourced_id": None, "custom_fields": {}},
}
#: Tables whose rows go with a category, also those that are in the trash or were deleted before.
TABLES: dict[Category, tuple[type[Record], ...]] = {
    Category.CONTACT: (Household,),
    Category.PERSONAL: (),
    Category.GUARDIANS: (StudentGuardian, Guardian),
    Category.MEDICAL: (MedicalAlert, Note),
    Category.NOTES: (Note,),
    Category.DOCUMENTS: (Document, DocumentFile),
    Category.ATTENDANCE: (AttendanceMark,),
    Category.FEES: (Charge, Payment),
}


def may_erase_on(student: Student, years: int) -> date:
    """The first day on which what is held may be erased: so many years after they left. Raises NotLeft."""
    stay = last_stay(student)
    if open_admission(student) is not None or stay is None or stay.exited_on is None:
        raise NotLeft("{student} has not left the school, so nothing is erased.", student=student)
    return years_after(stay.exited_on, years)


def may_be_erased(student: Student, years: int) -> None:
    """Raise NotLeft for who is here, and KeptLonger, with the day, for who has not been away for so long."""
    first_day = may_erase_on(student, years)
    if today() < first_day:
        raise KeptLonger("What is held on {student} is kept until {day}.", student=student, day=first_day)


def years_after(day: date, years: int) -> date:
    """The same day so many years later; of 29 February, the first of March where there is none."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1)


def holdings(student: Student) -> dict[Category, Holding]:
    """What each category holds; those that hold nothing are empty."""
    found = {category: Holding(filled(student, category)) for category in Category}
    found[Category.CONTACT].rows = list(homes_of_nobody_else(student))
    found[Category.GUARDIANS].rows = list(guardians_of_nobody_else(student))
    notes = all_of(Note, student)
    medical = [note for note in notes if note.category is NoteCategory.MEDICAL]
    found[Category.MEDICAL].rows = [*all_of(MedicalAlert, student), *medical]
    found[Category.NOTES].rows = [note for note in notes if note not in medical]
    found[Category.DOCUMENTS].rows = list(papers(student))
    found[Category.ATTENDANCE].rows = all_of(AttendanceMark, student)
    found[Category.FEES].rows = [*all_of(Charge, student), *all_of(Payment, student)]
    return found


def filled(student: Student, category: Category) -> dict[str, Any]:
    """Those of the fields that hold something, and what they become."""
    into = FIELDS.get(category, {})
    fields = {name: value for name, value in into.items() if getattr(student, name) not in (None, "", value)}
    if category is Category.CONTACT and student.households:
        fields["households"] = []
    if category is Category.PERSONAL and student.tags:
        fields["tags"] = []
    if category is Category.DOCUMENTS and student.photo_id:
        fields["photo"] = None
    return fields


def all_of(model: Any, student: Student) -> list[Any]:
    """The rows of a student, whatever is in the trash included."""
    return list(db.session.scalars(select(model).where(model.student_id == student.id).order_by(model.id)))


def homes_of_nobody_else(student: Student) -> Iterator[Household]:
    for home in student.households:
        if home.students == [student]:
            yield home


def guardians_of_nobody_else(student: Student) -> Iterator[Record]:
    """The links, and those behind them who are no other student's."""
    links = all_of(StudentGuardian, student)
    yield from links
    for guardian in {link.guardian for link in links}:
        if all(link in links for link in guardian.student_links):
            yield guardian


def papers(student: Student) -> Iterator[Record]:
    """The documents, and their files unless somebody else's document has the same."""
    documents = all_of(Document, student)
    yield from documents
    for file in {each.file for each in documents if each.file is not None}:
        others = select(Document.id).where(Document.file_id == file.id, Document.student_id != student.id)
        photo = select(Student.id).where(Student.photo_id == file.id)
        if db.session.scalar(others.limit(1)) is None and db.session.scalar(photo.limit(1)) is None:
            yield file


def erase(*, student: Student, categories: Collection[Category], years: int) -> int:
    """Erase these categories, here and in the change log; how many rows went. Within `because`. Does not commit.

    `years` is how long what is held on leavers is kept. Raises NothingChosen, NotLeft, and KeptLonger with the day.
    """
    if not categories:
        raise NothingChosen("Choose what is to be erased.", field="categories")
    may_be_erased(student, years)
    held = {category: holding for category, holding in holdings(student).items() if category in categories}
    keep_books(held.get(Category.FEES, Holding()).rows)
    rows = list(dict.fromkeys(row for holding in held.values() for row in holding.rows))
    keys = {key_of(row) for row in rows} | photo_of(student, held)
    for holding in held.values():
        for name, value in holding.fields.items():
            setattr(student, name, value)
    for row in rows:
        db.session.delete(row)
    facts = {"categories": sorted(category.value for category in held), "records": len(rows)}
    erase_from_log(Forgotten(key_of(student), str(student), keys, {key_of(student): logged(held)}, owned(held)), facts)
    return len(rows)


def keep_books(entries: Iterable[Any]) -> None:
    """Raise KeptLonger while the youngest of them has to be kept: the books longer than all else."""
    days = [entry.charged_on if isinstance(entry, Charge) else entry.paid_on for entry in entries]
    until = years_after(max(days), YEARS_OF_BOOKS) if days else date.min
    if today() < until:
        raise KeptLonger("The books are kept until {day}.", field="categories", day=until)


def photo_of(student: Student, held: Collection[Category]) -> set[tuple[str, int]]:
    """The file of a photo that goes with its student."""
    gone = Category.DOCUMENTS in held and student.photo_id
    return {(DocumentFile.__tablename__, gone)} if gone else set()


def logged(held: Iterable[Category]) -> set[str]:
    """The fields of the student of which the log forgets what they ever held."""
    relations = {Category.CONTACT: {"households"}, Category.PERSONAL: {"tags"}, Category.DOCUMENTS: {"photo_id"}}
    return set().union(*({*FIELDS.get(category, {}), *relations.get(category, ())} for category in held))


def owned(held: Collection[Category]) -> set[str]:
    """Tables of which all that was the student's goes. Notes are in two categories, so only with both of them."""
    both = {Category.MEDICAL, Category.NOTES} <= set(held)
    models = {model for category in held for model in TABLES[category]}
    return {model.__tablename__ for model in models if model is not Note or both}


def key_of(record: Record) -> tuple[str, int]:
    return str(inspect(type(record)).local_table.name), record.id
