from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session, scoped_session

from admin_app.clock import today
from admin_app.database import db
from admin_app.school import (
    PaymentKind,
    PaymentMethod,
    Student,
    balance,
    charge,
    fees,
    pay,
    transfer_credit,
)
from admin_app.school.errors import (
    AmountNotPositive,
    CreditTooLow,
    DateOutOfOrder,
    HalfOfTransfer,
    InvalidValue,
    NotSiblings,
)
from tests.engines.together import meeting, together
from tests.factories import ChargeFactory, FeeItemFactory, HouseholdFactory, PaymentFactory, StudentFactory

SEPTEMBER, OCTOBER = date(2026, 9, 1), date(2026, 10, 1)
NOT_POSITIVE = [Decimal(0), Decimal(-1), Decimal("0.004"), Decimal("NaN"), Decimal("Infinity")]


def siblings(credit: str = "0") -> tuple[Student, Student]:
    """Two students of one household, the first with some credit."""
    giver, taker = StudentFactory(firstname="Giver"), StudentFactory(firstname="Taker")
    HouseholdFactory(students=[giver, taker])
    if Decimal(credit):
        pay(student=giver, amount=Decimal(credit), on=SEPTEMBER, method=PaymentMethod.CASH)
    return giver, taker


def test_charging_an_item_of_the_catalog(session: scoped_session[Session]) -> None:
    item = FeeItemFactory(name="Lunch", amount=Decimal("3.50"))
    made = charge(student=StudentFactory(), on=SEPTEMBER, due_on=OCTOBER, item=item)
    session.commit()
    item.amount = Decimal(4)
    session.commit()
    assert (made.description, made.amount, made.due_on) == ("Lunch", Decimal("3.50"), OCTOBER)


def test_charging_anything_else_needs_an_amount_and_a_description(session: scoped_session[Session]) -> None:
    student = StudentFactory()
    made = charge(student=student, on=SEPTEMBER, due_on=SEPTEMBER, amount=Decimal("1.005"), description="Window")
    assert (made.amount, made.fee_item) == (Decimal("1.01"), None)
    with pytest.raises(AmountNotPositive):
        charge(student=student, on=SEPTEMBER, due_on=OCTOBER, description="Window")
    with pytest.raises(InvalidValue) as refused:
        charge(student=student, on=SEPTEMBER, due_on=OCTOBER, amount=Decimal(1))
    assert refused.value.field == "description"


def test_nothing_is_due_before_it_was_charged(session: scoped_session[Session]) -> None:
    with pytest.raises(DateOutOfOrder) as refused:
        charge(student=StudentFactory(), on=OCTOBER, due_on=SEPTEMBER, item=FeeItemFactory())
    assert refused.value.field == "due_on"


@pytest.mark.parametrize("amount", NOT_POSITIVE)
def test_money_moves_in_amounts_above_zero(session: scoped_session[Session], amount: Decimal) -> None:
    giver, taker = siblings("10")
    with pytest.raises(AmountNotPositive):
        charge(student=giver, on=SEPTEMBER, due_on=OCTOBER, amount=amount, description="Lunch")
    with pytest.raises(AmountNotPositive):
        pay(student=giver, amount=amount, on=SEPTEMBER, method=PaymentMethod.CASH)
    with pytest.raises(AmountNotPositive):
        transfer_credit(giver=giver, taker=taker, amount=amount, on=SEPTEMBER)


def test_the_balance_is_what_was_charged_less_what_was_paid(session: scoped_session[Session]) -> None:
    student = StudentFactory()
    assert balance(student) == Decimal(0)
    charge(student=student, on=SEPTEMBER, due_on=OCTOBER, amount=Decimal("100.10"), description="Trip")
    paid = pay(student=student, amount=Decimal("30.05"), on=OCTOBER, method=PaymentMethod.CARD, reference="77")
    session.commit()
    assert (paid.kind, paid.method, paid.reference) == (PaymentKind.PAYMENT, PaymentMethod.CARD, "77")
    assert balance(student) == Decimal("70.05")
    PaymentFactory(student=student, kind=PaymentKind.REFUND, amount=Decimal("5.00"))
    assert balance(student) == Decimal("75.05")


def test_what_is_in_the_trash_is_not_owed(session: scoped_session[Session]) -> None:
    made, paid = ChargeFactory(), PaymentFactory()
    session.commit()
    made.deleted_at, paid.deleted_at = made.created_at, paid.created_at
    session.commit()
    assert (balance(made.student), balance(paid.student)) == (Decimal(0), Decimal(0))


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    charged=st.lists(st.decimals("0.01", "9999.99", places=2), max_size=8),
    paid=st.lists(st.decimals("0.01", "9999.99", places=2), max_size=8),
)
def test_balances_are_exact_to_the_cent(
    session: scoped_session[Session], charged: list[Decimal], paid: list[Decimal]
) -> None:
    session.rollback()
    student = StudentFactory()
    for amount in charged:
        charge(student=student, on=SEPTEMBER, due_on=OCTOBER, amount=amount, description="x")
    for amount in paid:
        pay(student=student, amount=amount, on=SEPTEMBER, method=PaymentMethod.CASH)
    assert balance(student) == sum(charged, Decimal(0)) - sum(paid, Decimal(0))
    session.rollback()


def test_credit_moves_from_one_sibling_to_another(session: scoped_session[Session]) -> None:
    giver, taker = siblings("30")
    given, taken = transfer_credit(giver=giver, taker=taker, amount=Decimal("20.005"), on=OCTOBER)
    session.commit()
    assert (given.kind, taken.kind) == (PaymentKind.CREDIT_OUT, PaymentKind.CREDIT_IN)
    assert given.amount == taken.amount == Decimal("20.01")
    assert given.transfer_key == taken.transfer_key
    assert (balance(giver), balance(taker)) == (Decimal("-9.99"), Decimal("-20.01"))


def test_nobody_gives_more_than_they_have(session: scoped_session[Session]) -> None:
    giver, taker = siblings("10")
    with pytest.raises(CreditTooLow, match=r"10\.00") as refused:
        transfer_credit(giver=giver, taker=taker, amount=Decimal("10.01"), on=OCTOBER)
    assert refused.value.field == "amount"
    transfer_credit(giver=giver, taker=taker, amount=Decimal(10), on=OCTOBER)
    assert balance(giver) == Decimal(0)


def test_who_owes_has_nothing_to_give(session: scoped_session[Session]) -> None:
    giver, taker = siblings()
    charge(student=giver, on=SEPTEMBER, due_on=OCTOBER, amount=Decimal(5), description="Lunch")
    with pytest.raises(CreditTooLow, match=r"0\.00"):
        transfer_credit(giver=giver, taker=taker, amount=Decimal(1), on=OCTOBER)


def test_credit_stays_in_the_family(session: scoped_session[Session]) -> None:
    giver, _ = siblings("10")
    with pytest.raises(NotSiblings):
        transfer_credit(giver=giver, taker=StudentFactory(), amount=Decimal(1), on=OCTOBER)
    with pytest.raises(NotSiblings):
        transfer_credit(giver=giver, taker=giver, amount=Decimal(1), on=OCTOBER)


def test_credit_is_never_given_twice(
    app: Flask, session: scoped_session[Session], monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = (one.id for one in siblings("10"))
    monkeypatch.setattr(fees, "balance", meeting(fees.balance))

    def give_all() -> None:
        giver, taker = db.session.get_one(Student, first), db.session.get_one(Student, second)
        transfer_credit(giver=giver, taker=taker, amount=Decimal(10), on=OCTOBER)
        db.session.commit()

    outcomes = together(app, give_all, give_all)
    assert [type(outcome) for outcome in outcomes if outcome] == [CreditTooLow]
    assert balance(session.get_one(Student, first)) == Decimal(0)
    assert balance(session.get_one(Student, second)) == Decimal(-10)


def test_siblings_who_give_to_each_other_at_once_do_not_wait_for_ever(
    app: Flask, session: scoped_session[Session]
) -> None:
    ann, bob = siblings("100")
    pay(student=bob, amount=Decimal(100), on=SEPTEMBER, method=PaymentMethod.CASH)
    pairs = [(ann.id, bob.id), (bob.id, ann.id)] * 2

    def give(giver: int, taker: int) -> None:
        for _ in range(5):
            people = db.session.get_one(Student, giver), db.session.get_one(Student, taker)
            transfer_credit(giver=people[0], taker=people[1], amount=Decimal(1), on=OCTOBER)
            db.session.commit()

    outcomes = together(app, *[lambda pair=pair: give(*pair) for pair in pairs])
    assert outcomes == [None] * 4
    assert (balance(ann), balance(bob)) == (Decimal(-100), Decimal(-100))


def test_a_payment_is_booked_when_it_has_come(session: scoped_session[Session]) -> None:
    with pytest.raises(DateOutOfOrder) as refused:
        pay(student=StudentFactory(), amount=Decimal(1), on=today() + timedelta(days=1), method=PaymentMethod.CASH)
    assert refused.value.field == "paid_on"


def test_a_half_of_a_transfer_stays_as_it_is(session: scoped_session[Session]) -> None:
    giver, taker = siblings("10")
    for half in transfer_credit(giver=giver, taker=taker, amount=Decimal(5), on=SEPTEMBER):
        with pytest.raises(HalfOfTransfer):
            half.stands_alone()
    PaymentFactory().stands_alone()
