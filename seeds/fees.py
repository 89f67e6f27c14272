"""Charges and payments: most families pay in time, some late, a few pay ahead, and a few do not pay."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from enum import Enum, auto
from random import Random
from typing import NamedTuple

from admin_app.school import Charge, Payment, PaymentKind, PaymentMethod

from .batch import Batch
from .families import Child, Family
from .paths import Stay
from .structure import FeePlan, Structure


class Habit(Enum):
    IN_TIME = auto()
    LATE = auto()
    AHEAD = auto()
    NEVER = auto()


HABITS = {Habit.IN_TIME: 83, Habit.LATE: 10, Habit.AHEAD: 5, Habit.NEVER: 2}
#: How late the late ones are, in days.
LATENESS = (20, 70)
DEPOSITS = (Decimal("50.00"), Decimal("100.00"), Decimal("150.00"))
METHODS = ((PaymentMethod.CARD, PaymentMethod.BANK_TRANSFER, PaymentMethod.CHECK, PaymentMethod.CASH), (45, 30, 15, 10))
SHORTEST_TERM = timedelta(days=14)


class Bill(NamedTuple):
    amount: Decimal
    charged_on: date
    due_on: date


def add_fees(batch: Batch, rng: Random, families: list[Family], structure: Structure) -> None:
    for family in families:
        habit = rng.choices(tuple(HABITS), tuple(HABITS.values()))[0]
        for child in family.children:
            bills = charge_child(batch, child, structure)
            settle(batch, rng, child, bills, habit, structure)
            if habit is Habit.AHEAD and bills:
                pay_ahead(batch, rng, child, bills[-1].charged_on, structure.today)


def charge_child(batch: Batch, child: Child, structure: Structure) -> list[Bill]:
    """What the catalog asks of the child for each stay, so far."""
    bills = []
    for stay in child.stays:
        for fee in structure.fees:
            bill = bill_for(stay, fee, structure.today)
            if bill is None:
                continue
            bills.append(bill)
            batch.add(
                Charge,
                student_id=child.id,
                fee_item_id=fee.id,
                description=fee.name,
                amount=bill.amount,
                charged_on=bill.charged_on,
                due_on=bill.due_on,
            )
    return bills


def bill_for(stay: Stay, fee: FeePlan, today: date) -> Bill | None:
    """Newcomers are charged on the day they come, and have two weeks to pay."""
    if fee.year is not stay.year or stay.rank not in fee.ranks:
        return None
    charged_on = max(fee.charged_on, stay.entered_on)
    if charged_on > today or (stay.exited_on and stay.exited_on <= charged_on):
        return None
    return Bill(fee.amount, charged_on, max(fee.due_on, charged_on + SHORTEST_TERM))


def settle(batch: Batch, rng: Random, child: Child, bills: list[Bill], habit: Habit, structure: Structure) -> None:
    """Pay the bills as the family does. Last year's are paid; nobody pays in the future."""
    for bill in bills:
        if habit is Habit.LATE:
            paid_on = bill.due_on + timedelta(days=rng.randrange(*LATENESS))
        else:
            paid_on = max(bill.charged_on, bill.due_on - timedelta(days=rng.randrange(15)))
        unpaid = habit is Habit.NEVER and bill.charged_on >= structure.current.starts_on
        if paid_on <= structure.today and not unpaid:
            add_payment(batch, rng, child, PaymentKind.PAYMENT, bill.amount, paid_on)


def pay_ahead(batch: Batch, rng: Random, child: Child, on: date, today: date) -> None:
    """Money for what is still to come; who leaves gets it back."""
    deposit = rng.choice(DEPOSITS)
    add_payment(batch, rng, child, PaymentKind.PAYMENT, deposit, on)
    left_on = child.stays[-1].exited_on
    if left_on and left_on <= today:
        add_payment(batch, rng, child, PaymentKind.REFUND, deposit, max(on, left_on))


def add_payment(batch: Batch, rng: Random, child: Child, kind: PaymentKind, amount: Decimal, on: date) -> None:
    method = rng.choices(*METHODS)[0]
    reference = None if method is PaymentMethod.CASH else f"{method[:2].upper()}{rng.randrange(10**6):06d}"
    batch.add(Payment, student_id=child.id, kind=kind, amount=amount, paid_on=on, method=method, reference=reference)
