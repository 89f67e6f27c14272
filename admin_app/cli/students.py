"""The verbs of the office, for scripts and for whoever would rather type: `students pay 26-000017 --amount 40 …`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any, TypeVar

import click
from flask import current_app
from flask.cli import with_appcontext
from sqlalchemy import ColumnElement, or_, select

from ..audit import because
from ..clock import today
from ..database import Record, db
from ..errors import DomainError
from ..school import (
    AcademicYear,
    Category,
    ExitCode,
    FeeItem,
    GradeLevel,
    PaymentMethod,
    School,
    Section,
    Student,
    StudentStatus,
    admit,
    balance,
    charge,
    drop,
    enroll,
    holdings,
    may_be_erased,
    pay,
    readmit,
    transfer_credit,
    withdraw,
)
from ..school import (
    erase as erase_held,
)

AnyRecord = TypeVar("AnyRecord", bound=Record)


class Amount(click.ParamType[Decimal]):
    """A decimal number."""

    name = "amount"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Decimal:
        try:
            return Decimal(value)
        except InvalidOperation:
            self.fail(f"{value!r} is not a number.", param, ctx)


def the(model: type[AnyRecord], said: str, condition: ColumnElement[bool]) -> AnyRecord:
    """The one record that somebody means. Raises ClickException where there is none, or more than one."""
    found = db.session.scalars(select(model).where(condition, model.deleted_at.is_(None)).limit(2)).all()
    if len(found) != 1:
        count = "No" if not found else "More than one"
        raise click.ClickException(f"{count} {model.__tablename__.replace('_', ' ')} is called {said!r}.")
    return found[0]


def student_called(said: str) -> Student:
    """The student with this number or e-mail address."""
    return the(Student, said, or_(Student.student_number == said, Student.email == said.strip().lower()))


def done(message: str) -> None:
    db.session.commit()
    click.echo(message)


day = click.DateTime(["%Y-%m-%d"])
on_option = click.option("--on", type=day, help="The day, as 2026-11-20; today by default.")
student_argument = click.argument("student", metavar="NUMBER_OR_EMAIL")
school_option = click.option("--school", metavar="CODE", help="Needed where there are several schools.")
year_option = click.option("--year", required=True, metavar="NAME", help="The academic year.")
section_option = click.option("--section", required=True, metavar="CODE")


def day_of(on: datetime | None) -> date:
    return on.date() if on else today()


@click.group()
def students() -> None:
    """Admit, withdraw, enroll, charge: what the office does with a student."""


@students.command("admit")
@student_argument
@school_option
@year_option
@click.option("--grade", required=True, metavar="NAME", help="The grade level.")
@on_option
@with_appcontext
def admit_command(student: str, school: str | None, year: str, grade: str, on: datetime | None) -> None:
    """Begin a stay."""
    admission = admit(
        student=student_called(student),
        school=the(School, school or "", School.code == school if school else School.id.is_not(None)),
        academic_year=the(AcademicYear, year, AcademicYear.name == year),
        grade_level=the(GradeLevel, grade, GradeLevel.name == grade),
        on=day_of(on),
    )
    done(f"{admission.student} is admitted, with the number {admission.student.student_number}.")


@students.command("readmit")
@student_argument
@year_option
@on_option
@with_appcontext
def readmit_command(student: str, year: str, on: datetime | None) -> None:
    """Begin another stay for somebody who left."""
    admission = readmit(
        student=student_called(student),
        academic_year=the(AcademicYear, year, AcademicYear.name == year),
        on=day_of(on),
    )
    done(f"{admission.student} is back.")


@students.command("withdraw")
@student_argument
@click.option("--code", required=True, type=click.Choice([code.value for code in ExitCode]), help="Why they leave.")
@click.option("--next-school", help="Where they go.")
@on_option
@with_appcontext
def withdraw_command(student: str, code: str, next_school: str | None, on: datetime | None) -> None:
    """End the stay, and every section with it."""
    admission = withdraw(student=student_called(student), on=day_of(on), code=ExitCode(code), next_school=next_school)
    done(f"{admission.student} has left; their sections are closed too.")


@students.command("enroll")
@student_argument
@section_option
@on_option
@with_appcontext
def enroll_command(student: str, section: str, on: datetime | None) -> None:
    """Give the student a seat in a section."""
    enrollment = enroll(
        student=student_called(student), section=the(Section, section, Section.code == section), on=day_of(on)
    )
    done(f"{enrollment.student} has a seat in {enrollment.section}.")


@students.command("drop")
@student_argument
@section_option
@on_option
@with_appcontext
def drop_command(student: str, section: str, on: datetime | None) -> None:
    """Take the student out of a section."""
    enrollment = drop(
        student=student_called(student), section=the(Section, section, Section.code == section), on=day_of(on)
    )
    done(f"{enrollment.student} is no longer in {enrollment.section}.")


@students.command("charge")
@student_argument
@click.option("--item", metavar="CODE", help="A line of the fee catalog.")
@click.option("--amount", type=Amount(), help="By default that of the item.")
@click.option("--description", help="By default that of the item.")
@click.option("--due", required=True, type=day)
@with_appcontext
def charge_command(
    student: str, item: str | None, amount: Decimal | None, description: str | None, due: datetime
) -> None:
    """Add to what the family owes."""
    entry = charge(
        student=student_called(student),
        item=the(FeeItem, item, FeeItem.code == item) if item else None,
        amount=amount,
        description=description,
        on=today(),
        due_on=due.date(),
    )
    done(f"{entry.student} was charged {entry.amount:.2f}.")


@students.command("pay")
@student_argument
@click.option("--amount", required=True, type=Amount())
@click.option("--method", required=True, type=click.Choice([method.value for method in PaymentMethod]))
@click.option("--reference")
@on_option
@with_appcontext
def pay_command(student: str, amount: Decimal, method: str, reference: str | None, on: datetime | None) -> None:
    """Take a payment."""
    payment = pay(
        student=student_called(student),
        amount=amount,
        on=day_of(on),
        method=PaymentMethod(method),
        reference=reference,
    )
    db.session.flush()
    done(f"{payment.amount:.2f} was booked; {payment.student} now owes {balance(payment.student):.2f}.")


@students.command("transfer-credit")
@student_argument
@click.argument("sibling", metavar="SIBLING")
@click.option("--amount", required=True, type=Amount())
@with_appcontext
def transfer_command(student: str, sibling: str, amount: Decimal) -> None:
    """Move credit to a sibling's account."""
    giver, taker = student_called(student), student_called(sibling)
    given, _ = transfer_credit(giver=giver, taker=taker, amount=amount, on=today())
    done(f"{given.amount:.2f} moved from {giver} to {taker}.")


@students.command()
@click.argument("student", metavar="[NUMBER_OR_EMAIL]", required=False)
@click.option("--all-leavers", is_flag=True, help="Everybody who has been away for long enough.")
@click.option(
    "--category",
    "names",
    multiple=True,
    required=True,
    type=click.Choice([category.name.lower() for category in Category]),
    help="What goes; may be given several times.",
)
@click.option("--reason", required=True, help="Why. It is kept in the change log.")
@click.option("--dry-run", is_flag=True, help="Say what would go, and leave it.")
@with_appcontext
def erase(student: str | None, all_leavers: bool, names: Sequence[str], reason: str, dry_run: bool) -> None:
    """Erase what is held on leavers for good. The academic record stays.

    Each student is one transaction: whatever stops it has erased all of the categories of somebody, or nothing.
    """
    if bool(student) is all_leavers:
        raise click.UsageError("Name a student, or say --all-leavers.")
    chosen = [Category[name.upper()] for name in names]
    for key in leavers() if all_leavers else [student_called(str(student)).id]:
        erase_one(db.session.get_one(Student, key), chosen, reason, dry_run=dry_run, quietly=all_leavers)


def leavers() -> Sequence[int]:
    gone = Student.status.in_([StudentStatus.WITHDRAWN, StudentStatus.GRADUATED])
    return db.session.scalars(select(Student.id).where(gone, Student.deleted_at.is_(None)).order_by(Student.id)).all()


def erase_one(student: Student, chosen: Sequence[Category], reason: str, *, dry_run: bool, quietly: bool) -> None:
    """Erase what one student has of the categories; `quietly` passes over those who may not be erased yet."""
    years = current_app.config["RETENTION_YEARS"]
    held = {category: holding for category, holding in holdings(student).items() if category in chosen and holding}
    try:
        may_be_erased(student, years)
        if held and not dry_run:
            with because(reason, verb="erase"):
                erase_held(student=student, categories=held, years=years)
    except DomainError:
        db.session.rollback()
        if not quietly:
            raise
        return
    if held or not quietly:
        what = ", ".join(category.value for category in held) or "nothing"
        done(f"{student.student_number or student.email}: {what} {'would go' if dry_run else 'erased'}")
