from __future__ import annotations

from datetime import date
from decimal import Decimal

import factory

from admin_app.school import Charge, FeeItem, Payment, PaymentKind, PaymentMethod

from .base import Factory
from .students import StudentFactory


class FeeItemFactory(Factory):
    class Meta:
        model = FeeItem

    code = factory.Sequence(lambda n: f"F{n}")
    name = factory.Sequence(lambda n: f"Fee {n}")
    amount = Decimal("120.00")


class ChargeFactory(Factory):
    class Meta:
        model = Charge

    student = factory.SubFactory(StudentFactory)
    fee_item = factory.SubFactory(FeeItemFactory)
    description = factory.SelfAttribute("fee_item.name")
    amount = factory.SelfAttribute("fee_item.amount")
    charged_on = date(2026, 9, 1)
    due_on = date(2026, 10, 1)


class PaymentFactory(Factory):
    class Meta:
        model = Payment

    student = factory.SubFactory(StudentFactory)
    kind = PaymentKind.PAYMENT
    amount = Decimal("50.00")
    paid_on = date(2026, 9, 15)
    method = PaymentMethod.CASH
