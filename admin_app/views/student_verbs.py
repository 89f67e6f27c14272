"""What the office does with a student: the forms in front of the school's verbs."""

from __future__ import annotations

from decimal import Decimal
from functools import partial
from typing import Any

from sqlalchemy import select
from wtforms import DateField, DecimalField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Length, NumberRange

from ..accounts import Action
from ..admin import Blankable, Digits, Filled, Verb, VerbForm, access, lookup_field, storable
from ..admin.wording import member_text
from ..clock import today
from ..database import db
from ..language import _, money
from ..school import (
    AcademicYear,
    Admission,
    Enrollment,
    ExitCode,
    FeeItem,
    GradeLevel,
    PaymentMethod,
    School,
    Section,
    Student,
    StudentStatus,
    YearState,
    admit,
    charge,
    drop,
    enroll,
    pay,
    readmit,
    siblings_of,
    transfer_credit,
    withdraw,
)
from ..school.admissions import open_enrollments
from .student_page import owed

IN_RANGE = NumberRange(Decimal("0.01"), Decimal("99999999.99"), "An amount is above zero and below 100 million.")
SECTION_WORDS = ("code", "course.title", "teachers.lastname")
MONEY = Digits(10, 2)
AS_MONEY = {"autocomplete": "off", "inputmode": "decimal"}


def day_field(label: str, description: str = "") -> DateField:
    return DateField(label, [Filled()], default=today, description=description)


def amount_field() -> DecimalField:
    return DecimalField("Amount", [Filled(), MONEY, IN_RANGE], places=2, render_kw=AS_MONEY)


def word_choices(words: type[ExitCode | PaymentMethod]) -> list[SelectChoice]:
    return [SelectChoice(word.value, member_text(word)) for word in words]


def school_field(**kwargs: Any) -> Any:
    return lookup_field("School", "admission", "school", School, ("name",), small=True, **kwargs)


def year_field() -> Any:
    validators = [Filled()]
    return lookup_field(
        "Academic year", "admission", "academic_year", AcademicYear, ("name",), small=True, validators=validators
    )


def grade_level_field(**kwargs: Any) -> Any:
    return lookup_field("Grade level", "admission", "grade_level", GradeLevel, ("name",), small=True, **kwargs)


def current_year() -> AcademicYear | None:
    """The academic year that lasts."""
    years = select(AcademicYear).where(AcademicYear.state == YearState.CURRENT, *access.rows(AcademicYear))
    return db.session.scalar(years.order_by(AcademicYear.starts_on.desc()).limit(1))


def usual_school(grade_level: GradeLevel | None) -> School | None:
    """The school, where there is but one; of several, the one that took the last student of this grade level."""
    schools = db.session.scalars(select(School).where(*access.rows(School)).limit(2)).all()
    if len(schools) < 2 or grade_level is None:
        return schools[0] if len(schools) == 1 else None
    stays = select(School).join(Admission.school).where(*access.rows(School), *access.rows(Admission))
    newest = stays.where(Admission.grade_level == grade_level).order_by(Admission.entered_on.desc()).limit(1)
    return db.session.scalar(newest)


class AdmitForm(VerbForm):
    school = school_field(validators=[Filled()])
    academic_year = year_field()
    grade_level = grade_level_field(validators=[Filled()])
    entered_on = day_field("First day")

    @classmethod
    def values_of(cls, record: Student) -> dict[str, Any]:
        grade_level = record.grade_level
        return {"school": usual_school(grade_level), "academic_year": current_year(), "grade_level": grade_level}


class WithdrawForm(VerbForm):
    exited_on = day_field("Exit", "The day after the last day attended; for a no-show, the day of entry.")
    code = SelectField("Reason", choices=partial(word_choices, ExitCode), default=ExitCode.TRANSFERRED.value)
    next_school = StringField("Next school", [Length(max=200), storable])
    comment = TextAreaField("Comment", [Length(max=2000), storable])


class ReadmitForm(VerbForm):
    academic_year = year_field()
    entered_on = day_field("First day")
    school = school_field(description="Empty for the same one as before.")
    grade_level = grade_level_field(description="Empty for the same one as before.")

    @classmethod
    def values_of(cls, record: Student) -> dict[str, Any]:
        return {"academic_year": current_year()}


class EnrollForm(VerbForm):
    section = lookup_field("Section", "enrollment", "section", Section, SECTION_WORDS, validators=[Filled()])
    starts_on = day_field("From")


class DropForm(VerbForm):
    section = SelectField("Section", coerce=int, invalid_value_message="This is none of their sections.")
    ends_on = day_field("Leaves on", "The first day no longer in the section.")

    def prepare(self, record: Student) -> None:
        """Only the sections that the student sits in can be left."""
        self.section.choices = [
            SelectChoice(enrollment.section_id, str(enrollment.section))
            for enrollment in open_enrollments(record, *access.rows(Enrollment, Action.EDIT))
        ]


class ChargeForm(VerbForm):
    fee_item = lookup_field("Fee item", "charge", "fee_item", FeeItem, ("code", "name"), small=True)
    description = StringField(
        "Description", [Length(max=150), storable], description="Empty for the name of the fee item."
    )
    amount = DecimalField(
        "Amount",
        [Blankable(), MONEY, IN_RANGE],
        places=2,
        description="Empty for the amount of the fee item.",
        render_kw=AS_MONEY,
    )
    due_on = day_field("Due")


class PayForm(VerbForm):
    amount = amount_field()
    method = SelectField("Method", choices=partial(word_choices, PaymentMethod), default=PaymentMethod.CASH.value)
    paid_on = day_field("Paid")
    reference = StringField("Reference", [Length(max=100), storable])

    def prepare(self, record: Student) -> None:
        """What the family wants to know first."""
        if access.may_read_field(Student, "balance"):
            self.amount.description = _("Balance: %(amount)s.", amount=owed(record))


class TransferForm(VerbForm):
    taker = SelectField(
        "To", coerce=int, description="A sibling.", invalid_value_message="This is none of the siblings."
    )
    amount = amount_field()

    def prepare(self, record: Student) -> None:
        """Credit stays in the family."""
        siblings = db.session.scalars(siblings_of(record).where(*access.rows(Student)))
        self.taker.choices = [SelectChoice(sibling.id, f"{sibling} ({sibling.student_number})") for sibling in siblings]


def run_admit(student: Student, form: AdmitForm) -> str:
    admit(
        student=student,
        school=form.school.data,
        academic_year=form.academic_year.data,
        grade_level=form.grade_level.data,
        on=form.entered_on.data,
    )
    return _("%(student)s is admitted.", student=student)


def run_withdraw(student: Student, form: WithdrawForm) -> str:
    withdraw(
        student=student,
        on=form.exited_on.data,
        code=ExitCode(form.code.data),
        next_school=form.next_school.data or None,
        comment=form.comment.data or None,
    )
    return _("%(student)s has left; their sections are closed too.", student=student)


def run_readmit(student: Student, form: ReadmitForm) -> str:
    readmit(
        student=student,
        on=form.entered_on.data,
        academic_year=form.academic_year.data,
        school=form.school.data,
        grade_level=form.grade_level.data,
    )
    return _("%(student)s is back.", student=student)


def run_enroll(student: Student, form: EnrollForm) -> str:
    enroll(student=student, section=form.section.data, on=form.starts_on.data)
    return _("%(student)s has a seat in %(section)s.", student=student, section=form.section.data)


def run_drop(student: Student, form: DropForm) -> str:
    section = db.session.get_one(Section, form.section.data)
    drop(student=student, section=section, on=form.ends_on.data)
    return _("%(student)s is no longer in %(section)s.", student=student, section=section)


def run_charge(student: Student, form: ChargeForm) -> str:
    entry = charge(
        student=student,
        item=form.fee_item.data,
        amount=form.amount.data,
        description=form.description.data or None,
        on=today(),
        due_on=form.due_on.data,
    )
    return _("%(student)s was charged %(amount)s.", student=student, amount=money(entry.amount))


def run_pay(student: Student, form: PayForm) -> str:
    payment = pay(
        student=student,
        amount=form.amount.data,
        on=form.paid_on.data,
        method=PaymentMethod(form.method.data),
        reference=form.reference.data or None,
    )
    return _("%(amount)s of %(student)s was booked.", amount=money(payment.amount), student=student)


def run_transfer(student: Student, form: TransferForm) -> str:
    taker = db.session.get_one(Student, form.taker.data)
    given, taken = transfer_credit(giver=student, taker=taker, amount=form.amount.data, on=today())
    who = {"giver": student, "taker": taken.student}
    return _("%(amount)s moved from %(giver)s to %(taker)s.", amount=money(given.amount), **who)


def is_here(student: Student) -> bool:
    return student.status is StudentStatus.ENROLLED


def is_applicant(student: Student) -> bool:
    return student.status is StudentStatus.APPLICANT


def has_left(student: Student) -> bool:
    return student.status in (StudentStatus.WITHDRAWN, StudentStatus.GRADUATED)


STUDENT_VERBS = (
    Verb("admit", "Admit", AdmitForm, run_admit, ("admission", Action.CREATE), is_applicant, tab="enrollment"),
    Verb("readmit", "Re-admit", ReadmitForm, run_readmit, ("admission", Action.CREATE), has_left, tab="enrollment"),
    Verb(
        "enroll",
        "Enroll in a section",
        EnrollForm,
        run_enroll,
        ("enrollment", Action.CREATE),
        is_here,
        tab="enrollment",
    ),
    Verb(
        "drop", "Drop a section", DropForm, run_drop, ("enrollment", Action.EDIT), is_here, rare=True, tab="enrollment"
    ),
    Verb("withdraw", "Withdraw", WithdrawForm, run_withdraw, ("admission", Action.EDIT), is_here, tab="enrollment"),
    Verb("charge", "Charge", ChargeForm, run_charge, ("charge", Action.CREATE), tab="fees"),
    Verb("pay", "Take a payment", PayForm, run_pay, ("payment", Action.CREATE), tab="fees"),
    Verb(
        "transfer_credit",
        "Transfer credit",
        TransferForm,
        run_transfer,
        ("payment", Action.CREATE),
        rare=True,
        tab="fees",
    ),
)
