"""Fees: a ledger of charges and payments. What is owed is always added up, never stored."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING
from uuid import uuid4

from sqlalchemy import (
    CheckConstraint,
    ColumnElement,
    ForeignKey,
    Index,
    String,
    and_,
    case,
    func,
    literal_column,
    or_,
    select,
    true,
)
from sqlalchemy.orm import Mapped, aliased, mapped_column, relationship

from ..clock import today
from ..database import Money, Record, cents, choice, db, list_index, not_blank, table_args, trash_index
from ..searchable import Searchable
from ..texts import say
from .errors import AmountNotPositive, CreditTooLow, DateOutOfOrder, HalfOfTransfer, InvalidValue, NotSiblings
from .students import Student, siblings_of

if TYPE_CHECKING:
    from .years import AcademicYear

#: Books are kept for seven years; in the US that is what tax offices may ask for.
YEARS_OF_BOOKS = 7
ABOVE_ZERO = ("amount", "An amount is above zero.")


class PaymentKind(StrEnum):
    """Which way the money goes: the first two lower what is owed, the others raise it."""

    PAYMENT = "payment"
    CREDIT_IN = "credit in"
    REFUND = "refund"
    CREDIT_OUT = "credit out"


class PaymentMethod(StrEnum):
    CASH = "cash"
    CHECK = "check"
    CARD = "card"
    BANK_TRANSFER = "bank transfer"
    ACCOUNT = "account"


class FeeItem(Record):
    """A line of the fee catalog."""

    code: Mapped[str] = mapped_column(String(20), unique=True)
    name: Mapped[str] = mapped_column(String(100))
    amount: Mapped[Decimal] = mapped_column(Money)
    academic_year_id: Mapped[int | None] = mapped_column(ForeignKey("academic_year.id"), index=True)
    active: Mapped[bool] = mapped_column(default=True, server_default=true())

    academic_year: Mapped[AcademicYear | None] = relationship()

    __searchable__ = Searchable(number=14, names=("code", "name"))
    __table_args__ = table_args(*not_blank("code", "name"), CheckConstraint("amount > 0", name="amount_positive"))
    __constraint_messages__ = {"amount_positive": ABOVE_ZERO}

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class Charge(Record):
    """Something a student's family owes."""

    student_id: Mapped[int] = mapped_column(ForeignKey("student.id"))
    fee_item_id: Mapped[int | None] = mapped_column(ForeignKey("fee_item.id"))
    description: Mapped[str] = mapped_column(String(150))
    amount: Mapped[Decimal] = mapped_column(Money)
    charged_on: Mapped[date]
    due_on: Mapped[date]

    student: Mapped[Student] = relationship(back_populates="charges")
    fee_item: Mapped[FeeItem | None] = relationship()

    __large__ = True
    __trash_days__ = YEARS_OF_BOOKS * 366
    __table_args__ = table_args(
        *not_blank("description"),
        CheckConstraint("amount > 0", name="amount_positive"),
        CheckConstraint("due_on >= charged_on", name="due_after_charge"),
        list_index("due_on", also=("charged_on", "amount", "fee_item_id", "student_id"), name="ix_charge_list"),
        # An account in the order in which it is settled: what is still due is added up in the index alone.
        list_index("student_id", "due_on", also=("amount",), name="ix_charge_account"),
        list_index("charged_on"),
        list_index("amount"),
        list_index("fee_item_id", "due_on"),
        trash_index(),
    )
    __constraint_messages__ = {
        "amount_positive": ABOVE_ZERO,
        "due_after_charge": ("due_on", "A charge cannot be due before it was made."),
    }

    def __str__(self) -> str:
        return f"{self.description}, {self.amount}"


class Payment(Record):
    """Money that came in, went back, or moved between the accounts of siblings."""

    student_id: Mapped[int] = mapped_column(ForeignKey("student.id"))
    kind: Mapped[PaymentKind] = mapped_column(
        choice(PaymentKind, "kind"), default=PaymentKind.PAYMENT, server_default="payment"
    )
    amount: Mapped[Decimal] = mapped_column(Money)
    paid_on: Mapped[date]
    method: Mapped[PaymentMethod] = mapped_column(choice(PaymentMethod, "method"))
    reference: Mapped[str | None] = mapped_column(String(100))
    transfer_key: Mapped[str | None] = mapped_column(String(32))

    student: Mapped[Student] = relationship(back_populates="payments")

    __large__ = True
    __trash_days__ = YEARS_OF_BOOKS * 366
    __reversed_by__ = "Money that was booked is not undone: book a refund, or transfer the credit back."
    __table_args__ = table_args(
        CheckConstraint("amount > 0", name="amount_positive"),
        CheckConstraint("(kind IN ('credit in', 'credit out')) = (transfer_key IS NOT NULL)", name="transfer_is_whole"),
        Index(None, "transfer_key"),
        list_index("student_id", also=("kind", "amount"), name="ix_payment_account"),
        list_index("paid_on", also=("amount", "kind", "method"), name="ix_payment_list"),
        list_index("amount"),
        list_index("kind", "paid_on"),
        trash_index(),
    )
    __constraint_messages__ = {
        "amount_positive": ABOVE_ZERO,
        "transfer_is_whole": ("kind", "Credit moves between two accounts at once: use “Transfer credit”."),
    }

    def __str__(self) -> str:
        return say("{kind} of {amount}", kind=self.kind, amount=self.amount)

    def stands_alone(self) -> None:
        """Refuse to change or remove one half of a transfer between siblings. Raises HalfOfTransfer."""
        if self.transfer_key is not None:
            raise HalfOfTransfer("This is one half of a transfer between siblings. Transfer the credit back instead.")


#: Payments as they change what is owed.
SIGNED_PAYMENT = case(
    (Payment.kind.in_([PaymentKind.PAYMENT, PaymentKind.CREDIT_IN]), Payment.amount), else_=-Payment.amount
)

#: SQLite adds in binary fractions, where what was settled exactly can differ from nothing by a trace.
TRACE: ColumnElement[Decimal] = literal_column("0.004")


def is_unpaid() -> ColumnElement[bool]:
    """Whether a charge is still due, in whole or in part: payments settle the oldest charges of a student first."""
    before = aliased(Charge)
    is_before = or_(before.due_on < Charge.due_on, and_(before.due_on == Charge.due_on, before.id <= Charge.id))
    charged = (
        select(func.sum(before.amount))
        .where(before.student_id == Charge.student_id, before.deleted_at.is_(None), is_before)
        .correlate(Charge)
        .scalar_subquery()
    )
    paid = (
        select(func.sum(SIGNED_PAYMENT))
        .where(Payment.student_id == Charge.student_id, Payment.deleted_at.is_(None))
        .correlate(Charge)
        .scalar_subquery()
    )
    unpaid: ColumnElement[bool] = charged - func.coalesce(paid, 0) > TRACE
    return unpaid


def balance(student: Student) -> Decimal:
    """What is owed now; below zero it is credit."""
    charged = select(func.coalesce(func.sum(Charge.amount), 0)).where(
        Charge.student_id == student.id, Charge.deleted_at.is_(None)
    )
    paid = select(func.coalesce(func.sum(SIGNED_PAYMENT), 0)).where(
        Payment.student_id == student.id, Payment.deleted_at.is_(None)
    )
    owed, settled = db.session.execute(select(charged.scalar_subquery(), paid.scalar_subquery())).one()
    return cents(str(owed)) - cents(str(settled))


def charge(
    *,
    student: Student,
    on: date,
    due_on: date,
    item: FeeItem | None = None,
    amount: Decimal | None = None,
    description: str | None = None,
) -> Charge:
    """Add to what the family owes: an item of the catalog, or any amount with a description. Does not commit.

    Raises AmountNotPositive, InvalidValue without a description, and DateOutOfOrder for a due date before the charge.
    """
    amount = positive(amount if amount is not None else item.amount if item else Decimal(0))
    description = description or (item.name if item else None)
    if not description:
        raise InvalidValue("Say what the charge is for.", field="description")
    if due_on < on:
        raise DateOutOfOrder("A charge cannot be due before it was made.", field="due_on")
    return Charge.add(
        student=student,
        fee_item=item,
        description=description,
        amount=amount,
        charged_on=on,
        due_on=due_on,
    )


def pay(*, student: Student, amount: Decimal, on: date, method: PaymentMethod, reference: str | None = None) -> Payment:
    """Take a payment. More than is owed becomes credit. Does not commit.

    Raises AmountNotPositive, and DateOutOfOrder for a payment that has not come yet.
    """
    if on > today():
        raise DateOutOfOrder("A payment is booked when it has come.", field="paid_on")
    return Payment.add(
        student=student,
        kind=PaymentKind.PAYMENT,
        amount=positive(amount),
        paid_on=on,
        method=method,
        reference=reference,
    )


def transfer_credit(*, giver: Student, taker: Student, amount: Decimal, on: date) -> tuple[Payment, Payment]:
    """Move credit from one sibling's account to another's: both entries or neither. Does not commit.

    Locks both accounts, always in the same order, so that no credit is given away twice and nobody waits for ever.
    Raises AmountNotPositive, NotSiblings, and CreditTooLow when the giver would end below zero.
    """
    amount = positive(amount)
    lock_accounts(giver, taker)
    if taker.id not in {sibling.id for sibling in db.session.scalars(siblings_of(giver))}:
        raise NotSiblings("{giver} and {taker} share no household.", field="taker", giver=giver, taker=taker)
    credit = -balance(giver)
    if amount > credit:
        credit = cents(max(credit, Decimal(0)))
        raise CreditTooLow("{giver} has {credit} of credit.", field="amount", giver=giver, credit=credit)
    key = uuid4().hex
    entries = tuple(
        Payment.add(
            student=student, kind=kind, amount=amount, paid_on=on, method=PaymentMethod.ACCOUNT, transfer_key=key
        )
        for student, kind in ((giver, PaymentKind.CREDIT_OUT), (taker, PaymentKind.CREDIT_IN))
    )
    return entries[0], entries[1]


def lock_accounts(*students: Student) -> None:
    """Hold the accounts until the transaction ends."""
    ids = sorted(student.id for student in students)
    db.session.execute(select(Student.id).where(Student.id.in_(ids)).order_by(Student.id).with_for_update())


def positive(amount: Decimal) -> Decimal:
    """The amount in whole cents. Raises AmountNotPositive for anything else than a number above zero."""
    if not amount.is_finite() or cents(amount) <= 0:
        raise AmountNotPositive("An amount is above zero.", field="amount")
    return cents(amount)
