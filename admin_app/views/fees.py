"""The screens of the ledger: the catalog, charges and payments."""

from typing import Any

from ..admin import AdminModelView, yes_no_filter
from ..school import Charge, FeeItem, Payment, PaymentKind, charge, pay
from ..school.fees import is_unpaid
from .labels import STUDENT_ID


class FeeItemView(AdminModelView):
    model = FeeItem
    category = "Money"
    can_create = can_edit = can_delete = can_view_details = can_export = True

    column_list = ("code", "name", "amount", "academic_year", "active")
    column_default_sort = ("code", False)
    column_sortable_list = ("code", "name", "amount", ("academic_year", "academic_year.starts_on"), "active")
    column_filters = ("academic_year", "active", "amount")
    bulk_fields = ("academic_year", "active")
    column_editable = ("name", "amount")
    form_sections = {"Fee item": ("code", "name", "amount", "academic_year", "active")}
    lookups = {"academic_year": ("name",)}
    small_lookups = ("academic_year",)


class ChargeView(AdminModelView):
    model = Charge
    category = "Money"
    can_create = can_edit = can_delete = can_view_details = can_export = True

    column_list = ("student", "description", "amount", "charged_on", "due_on")
    column_default_sort = ("due_on", True)
    column_sortable_list = ("amount", "charged_on", "due_on")
    column_searchable_list = ("student",)
    column_filters = (
        "due_on",
        "charged_on",
        "amount",
        "fee_item",
        "student_id",
        yes_no_filter(Charge, "unpaid", "Still due", is_unpaid, by="amount"),
    )
    column_labels = STUDENT_ID
    form_sections = {"Charge": ("student", "fee_item", "description", "amount", "charged_on", "due_on")}
    lookups = {"student": ("lastname", "firstname", "student_number"), "fee_item": ("code", "name")}
    small_lookups = ("fee_item",)

    def create_record(self, form: Any) -> Charge:
        values = form.values
        return charge(
            student=values["student"],
            item=values["fee_item"],
            description=values["description"],
            amount=values["amount"],
            on=values["charged_on"],
            due_on=values["due_on"],
        )


class PaymentView(AdminModelView):
    model = Payment
    category = "Money"
    can_create = can_edit = can_delete = can_view_details = can_export = True

    column_list = ("paid_on", "student", "kind", "amount", "method", "reference")
    column_default_sort = ("paid_on", True)
    column_sortable_list = ("paid_on", ("kind", ("kind", "paid_on")), "amount")
    column_searchable_list = ("student",)
    column_filters = ("paid_on", "kind", "method", "amount", "student_id")
    column_labels = STUDENT_ID
    form_sections = {"Payment": ("student", "kind", "amount", "paid_on", "method", "reference")}
    form_args = {"kind": {"description": "Credit moves between siblings by “Transfer credit” on the student’s page."}}
    lookups = {"student": ("lastname", "firstname", "student_number")}

    def update_record(self, form: Any, record: Payment) -> None:
        record.stands_alone()
        super().update_record(form, record)

    def delete_record(self, record: Payment) -> bool:
        record.stands_alone()
        return super().delete_record(record)

    def create_record(self, form: Any) -> Payment:
        """Money that comes in is taken by `pay`; a refund is written down."""
        values = form.values
        if values["kind"] is not PaymentKind.PAYMENT:
            return super().create_record(form)
        return pay(
            student=values["student"],
            amount=values["amount"],
            on=values["paid_on"],
            method=values["method"],
            reference=values["reference"],
        )
