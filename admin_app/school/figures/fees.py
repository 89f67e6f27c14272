"""Money in numbers: what is due and for how long, who owes most, and what came in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import groupby
from typing import Any

from sqlalchemy import ColumnElement, Row, Subquery, and_, case, func, select

from ...clock import today
from ...database import cents, db
from ...texts import later
from ..belonging import belongs
from ..fees import SIGNED_PAYMENT, TRACE, Charge, Payment, PaymentKind
from ..households import Household, household_student
from ..students import Student

#: How many days past due the bands end; what is later still is in the last one.
ENDS = (30, 60, 90)


@dataclass(frozen=True)
class AgeBand:
    """The charges that are due in part or whole, by the days on which they were to be paid: from and to, if any."""

    name: str
    due_from: date | None
    due_to: date | None
    charges: int
    amount: Decimal


@dataclass(frozen=True)
class FeesDue:
    """What families owe; credit of one family does not lower what another owes."""

    bands: list[AgeBand]

    @property
    def outstanding(self) -> Decimal:
        return sum((band.amount for band in self.bands), Decimal("0.00"))

    @property
    def charges(self) -> int:
        return sum(band.charges for band in self.bands)

    @property
    def overdue(self) -> FeesDue:
        """Those of them that are past due."""
        return FeesDue(self.bands[1:])


@dataclass(frozen=True)
class Balance:
    """What a family owes: the accounts of those who live in one household; without one, that of a student alone."""

    household_id: int | None
    household: str | None
    #: Id → name of the students who live there, whether or not it is they who owe.
    students: dict[int, str]
    amount: Decimal


@dataclass(frozen=True)
class Received:
    """What was paid from a day until another."""

    since: date
    until: date
    payments: int
    amount: Decimal


def owing_accounts(school: int | None) -> Subquery:
    """The students who owe something: how much, and what they have paid. Most owe nothing and need no further look."""
    charged = (
        select(Charge.student_id, func.sum(Charge.amount).label("charged"))
        .where(Charge.deleted_at.is_(None), *belongs(Charge, school))
        .group_by(Charge.student_id)
        .subquery("charged")
    )
    payments = (
        select(Payment.student_id, func.sum(SIGNED_PAYMENT).label("paid"))
        .where(Payment.deleted_at.is_(None), *belongs(Payment, school))
        .group_by(Payment.student_id)
        .subquery("payments")
    )
    paid = func.coalesce(payments.c.paid, 0)
    return (
        select(charged.c.student_id, paid.label("paid"), (charged.c.charged - paid).label("owed"))
        .select_from(charged.join(payments, payments.c.student_id == charged.c.student_id, isouter=True))
        .where(charged.c.charged - paid > TRACE)
        .subquery("owing")
    )


def open_charges(school: int | None) -> Subquery:
    """What is still due of each charge: payments settle the oldest charges of a student first.

    Money that was given back beyond what had been paid is due with the oldest of them.
    """
    owing = owing_accounts(school)
    order = (Charge.due_on, Charge.id)
    so_far = func.sum(Charge.amount).over(partition_by=Charge.student_id, order_by=order, rows=(None, 0))
    charged = (
        select(Charge.due_on, Charge.amount, so_far.label("so_far"), owing.c.paid)
        .join(owing, owing.c.student_id == Charge.student_id)
        .where(Charge.deleted_at.is_(None))
        .subquery("settled")
    )
    rest = charged.c.so_far - charged.c.paid
    in_part = and_(rest > charged.c.amount, charged.c.so_far > charged.c.amount)
    return (
        select(charged.c.due_on, case((in_part, charged.c.amount), else_=rest).label("rest"))
        .where(rest > TRACE)
        .subquery("due")
    )


def bands(day: date) -> list[tuple[str, date | None, date | None]]:
    """Name, first and last due date of each band, the youngest first."""
    found: list[tuple[str, date | None, date | None]] = [(later("Not yet due"), day, None)]
    last = day - timedelta(days=1)
    for begins, ends in zip((1, *(end + 1 for end in ENDS)), ENDS, strict=False):
        first = day - timedelta(days=ends)
        found.append((f"{begins}-{ends} days", first, last))
        last = first - timedelta(days=1)
    return [*found, (f"Over {ENDS[-1]} days", None, last)]


def fees_due(school: int | None = None) -> FeesDue:
    """What is owed now, by how long it is past due."""
    due = open_charges(school)
    sums = []
    known = bands(today())
    for _, first, last in known:
        inside = and_(*([due.c.due_on >= first] if first else []), *([due.c.due_on <= last] if last else []))
        sums += [func.sum(case((inside, 1), else_=0)), func.sum(case((inside, due.c.rest), else_=0))]
    row = [value or 0 for value in db.session.execute(select(*sums)).one()]
    counted = zip(known, row[::2], row[1::2], strict=True)
    return FeesDue([AgeBand(*band, int(charges), cents(str(amount))) for band, charges, amount in counted])


def largest_balances(limit: int = 5, school: int | None = None) -> list[Balance]:
    """The families that owe most. A student without a household is a family, known by the negative of their id."""
    owing = owing_accounts(school)
    accounts = (
        select(func.coalesce(home_of(owing.c.student_id), -owing.c.student_id).label("family"), owing.c.owed)
        .join(Student, Student.id == owing.c.student_id)
        .where(Student.deleted_at.is_(None))
        .subquery("account")
    )
    owed = func.sum(accounts.c.owed).label("owed")
    order = (owed.desc(), accounts.c.family.desc())
    most = select(accounts.c.family, owed).group_by(accounts.c.family).order_by(*order).limit(limit).subquery("most")
    lives = household_student.c
    rows = db.session.execute(
        select(most.c.family, Household.name, most.c.owed, Student.id, Student.firstname, Student.lastname)
        .select_from(most)
        .outerjoin(Household, Household.id == most.c.family)
        .outerjoin(household_student, lives.household_id == most.c.family)
        .join(Student, Student.id == func.coalesce(lives.student_id, -most.c.family))
        .where(Student.deleted_at.is_(None), *belongs(Student, school))
        .order_by(most.c.owed.desc(), most.c.family.desc(), Student.id)
    ).all()
    return [of_family(list(found)) for _, found in groupby(rows, key=lambda row: row.family)]


def home_of(student_id: ColumnElement[int]) -> Any:
    """The household that a student's account is counted in: of two, the one that was entered first."""
    return (
        select(func.min(Household.id))
        .join(household_student, household_student.c.household_id == Household.id)
        .where(household_student.c.student_id == student_id, Household.deleted_at.is_(None))
        .scalar_subquery()
    )


def of_family(rows: Sequence[Row[Any]]) -> Balance:
    """What a family owes, from a row for each of its students."""
    first = rows[0]
    students = {row.id: f"{row.firstname} {row.lastname}" for row in rows}
    return Balance(first.family if first.name else None, first.name, students, cents(str(first.owed)))


def received_this_month(school: int | None = None) -> Received:
    """Payments of this month up to today; money that moved between siblings, or went back, is none."""
    day = today()
    since = day.replace(day=1)
    payments, amount = db.session.execute(
        select(func.count(), func.sum(Payment.amount)).where(
            Payment.kind == PaymentKind.PAYMENT,
            Payment.paid_on.between(since, day),
            Payment.deleted_at.is_(None),
            *belongs(Payment, school),
        )
    ).one()
    return Received(since, day, payments, cents(str(amount or 0)))
