"""The button that erases what is held on somebody who left long ago."""

from __future__ import annotations

from collections import Counter
from typing import Any

from flask import current_app
from sqlalchemy import inspect
from wtforms import BooleanField, StringField
from wtforms.validators import Length

from ..accounts import Action
from ..admin import Filled, Verb, VerbForm, access, storable
from ..audit import because
from ..errors import DomainError
from ..language import explained, ngettext
from ..school import Category, Holding, Student, StudentStatus, erase, holdings, may_be_erased

NAME = "erase"


class EraseForm(VerbForm):
    """A box for each category that holds something, with what would go. Fields are called like the categories."""

    contact = BooleanField("Contact and address")
    personal = BooleanField("Personal details")
    guardians = BooleanField("Guardians and custody")
    medical = BooleanField("Medical")
    notes = BooleanField("Notes")
    documents = BooleanField("Documents and photo")
    attendance = BooleanField("Attendance details")
    fees = BooleanField("Fees")
    reason = StringField(
        "Reason",
        [Filled(), storable, Length(max=500, message="At most %(max)d characters.")],
        description="It is kept in the change log, with who erased what. Nothing brings back what is erased.",
    )

    def prepare(self, record: Student) -> None:
        for category, holding in holdings(record).items():
            if holding:
                box = self[field_of(category)]
                box.description, box.wide = what_goes(holding), True
            else:
                del self[field_of(category)]
        try:
            may_be_erased(record, current_app.config["RETENTION_YEARS"])
        except DomainError as error:
            self.complain(explained(error))


def field_of(category: Category) -> str:
    return category.name.lower()


def what_goes(holding: Holding) -> str:
    """`E-mail, Phone; 2 notes`: the fields as their screen calls them, and how many rows of each kind."""
    screens = access.screens()
    relations, going = inspect(Student).relationships, {type(row) for row in holding.rows}
    names = [name for name in holding.fields if name not in relations or relations[name].mapper.class_ not in going]
    fields = [str(screens[Student.__tablename__].get_column_name(name)) for name in names]
    counted = Counter(screens[row.__tablename__].name for row in holding.rows)
    rows = [f"{name} ({count})" for name, count in counted.items()]
    return ", ".join([*fields, *rows])


def run_erase(student: Student, form: Any) -> str:
    chosen = {category for category in Category if field_of(category) in form and form[field_of(category)].data}
    with because(form.reason.data, verb=NAME):
        rows = erase(student=student, categories=chosen, years=current_app.config["RETENTION_YEARS"])
    return ngettext(
        "Erased, with %(num)s record. The academic record of %(student)s stays.",
        "Erased, with %(num)s records. The academic record of %(student)s stays.",
        rows,
        student=student,
    )


ERASE_VERB = Verb(
    NAME,
    "Erase what is held",
    EraseForm,
    run_erase,
    ("erasure", Action.CREATE),
    applies=lambda student: student.status in (StudentStatus.WITHDRAWN, StudentStatus.GRADUATED),
    rare=True,
    fresh=True,
    final=True,
)
