"""Notes of the office, the teachers and the nurse."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from random import Random

from sqlalchemy import select

from admin_app.accounts import DEMO_USERS, RoleName, User
from admin_app.database import db
from admin_app.school import Note, NoteCategory

from .batch import Batch
from .families import Child
from .forms import Form
from .structure import Structure

HAS_NOTE = 0.3
NOON = 12
#: Which of the demo's accounts writes notes of a category; what teachers may write, they write about their own form.
AUTHORS = {
    NoteCategory.GENERAL: RoleName.REGISTRAR,
    NoteCategory.ACADEMIC: RoleName.ADMINISTRATOR,
    NoteCategory.BEHAVIOR: RoleName.ADMINISTRATOR,
    NoteCategory.MEDICAL: RoleName.NURSE,
    NoteCategory.PASTORAL: RoleName.ADMINISTRATOR,
}
TEACHERS_WRITE = (NoteCategory.ACADEMIC, NoteCategory.BEHAVIOR)
NOTES = (
    (NoteCategory.GENERAL, "Lost jacket", "Blue, with a hood. Asked at the front desk; not found yet."),
    (NoteCategory.GENERAL, "New address", "The family moves next month and will send a proof of address."),
    (NoteCategory.GENERAL, "Letter returned", "The last letter came back. Called home; the address was misspelled."),
    (NoteCategory.GENERAL, "Interpreter wanted", "Please book an interpreter for the next conference."),
    (NoteCategory.ACADEMIC, "Moved up a reading group", "Finished the level in six weeks."),
    (NoteCategory.ACADEMIC, "Tutoring", "Comes on Tuesdays and Thursdays after school; fractions first."),
    (NoteCategory.ACADEMIC, "Science fair", "Second place with a project on tide pools."),
    (NoteCategory.ACADEMIC, "Homework missing", "Four of the last ten. Talked with the family on the telephone."),
    (NoteCategory.BEHAVIOR, "Helped a new student", "Showed a newcomer around for a week without being asked."),
    (NoteCategory.BEHAVIOR, "Argument at lunch", "Both sides heard, both apologized. No further steps."),
    (NoteCategory.BEHAVIOR, "Late to class", "Third time this month; the bus is not the reason."),
    (NoteCategory.MEDICAL, "Sent home", "Fever of 101.3 °F. Collected by the mother at 11:40."),
    (NoteCategory.MEDICAL, "Glasses", "Reads the board from the first row only; advised to have the eyes tested."),
    (NoteCategory.PASTORAL, "A death in the family", "Grandfather died on Sunday. Be gentle; the counselor knows."),
    (NoteCategory.PASTORAL, "New at school", "Misses old friends. Eats with two classmates by now."),
)


def add_notes(batch: Batch, rng: Random, children: list[Child], forms: list[Form], structure: Structure) -> None:
    """A note or two about some who are or were here. Without the demo's accounts they have no author."""
    authors = demo_accounts()
    taught = {member.child for member in forms[0].members}
    for child in children:
        while child.stays and rng.random() < HAS_NOTE:
            category, title, body = rng.choice(NOTES)
            own = child in taught and category in TEACHERS_WRITE
            since = max(child.stays[0].entered_on, structure.current.starts_on)
            day = structure.today - timedelta(days=1 + int(rng.random() * (structure.today - since).days))
            written_at = datetime.combine(day, time(NOON, rng.randrange(60)), UTC)
            batch.add(
                Note,
                student_id=child.id,
                author_id=authors.get(RoleName.TEACHER if own else AUTHORS[category]),
                category=category,
                title=title,
                body=body,
                created_at=written_at,
                updated_at=written_at,
            )


def demo_accounts() -> dict[RoleName, int]:
    """The ids of the demo's accounts, as far as they exist."""
    roles = {email: role for email, role, _ in DEMO_USERS}
    users = db.session.execute(select(User.email, User.id).where(User.email.in_(roles)))
    return {roles[email]: user_id for email, user_id in users}
