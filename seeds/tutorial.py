"""John Doe, Sammy Shark and Carl White, the first three students. What happens to them goes through the school's verbs.

They are in the top grade although they are over twenty: their ages, mail addresses and subjects are well known.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from sqlalchemy import select

from admin_app.database import db
from admin_app.school import (
    AcademicYear,
    AlertKind,
    Document,
    DocumentFile,
    DocumentKind,
    EnrollmentStatus,
    EntryCode,
    ExitCode,
    FeeItem,
    GradeLevel,
    Guardian,
    Household,
    MedicalAlert,
    Note,
    NoteCategory,
    PaymentMethod,
    Relation,
    School,
    Section,
    Severity,
    Student,
    StudentGuardian,
    Tag,
    Term,
    TermState,
    admit,
    charge,
    enroll,
    pay,
    post_grade,
    readmit,
    transfer_credit,
    withdraw,
)
from admin_app.school.admissions import open_enrollments

from .days import WEEK
from .documents import PDF, pdf
from .enrollments import Attendee
from .forms import Form
from .paths import ONE_DAY, TOP
from .structure import FeePlan, Structure, TermPlan

ADDRESS, CITY, POSTAL_CODE = "12 Harbor Boulevard", "Oakland", "94601"
REPORT_CARD = ("A-", "B+", "A", "B", "A")
CREDIT, MOVED = Decimal("100.00"), Decimal("40.00")


def add_tutorial_students(form: Form, school_id: int, structure: Structure) -> list[Attendee]:
    """Three students in a form of the top grade. Returns them as they sit in its homeroom."""
    john, sammy, carl = students = introduce()
    live_together(john, sammy)
    live_alone(carl)
    school = db.session.get_one(School, school_id)
    year = db.session.get_one(AcademicYear, structure.current.id)
    level = db.session.get_one(GradeLevel, structure.grade_level_ids[TOP])
    first, second = structure.current.terms
    for student in students:
        admit(
            student=student,
            school=school,
            academic_year=year,
            grade_level=level,
            on=year.starts_on,
            code=EntryCode.TRANSFER,
        )
        join_sections(student, form, first, first.starts_on)
    leave_and_return(carl, form, year)
    for student in students:
        finish_term(student, form, first)
        join_sections(student, form, second, second.starts_on)
    keep_accounts(john, sammy, carl, structure)
    keep_records(john, sammy, carl, structure.today)
    db.session.flush()
    return [Attendee(student.id, second.starts_on, None) for student in students]


def introduce() -> tuple[Student, Student, Student]:
    """Their ids are 1, 2 and 3 whatever the table held before."""
    people = (
        ("John", "Doe", "jd@example.com", 23, "Biology student"),
        ("Sammy", "Shark", "sammyshark@example.com", 20, "Marine biology student"),
        ("Carl", "White", "carlwhite@example.com", 22, "Marine geology student"),
    )
    john, sammy, carl = (
        Student.add(
            id=number,
            firstname=firstname,
            lastname=lastname,
            email=email,
            age=age,
            bio=bio,
            address=ADDRESS,
            city=CITY,
            phone=f"(510) 555-010{number}",
            home_language="English",
        )
        for number, (firstname, lastname, email, age, bio) in enumerate(people, start=1)
    )
    db.session.flush()
    return john, sammy, carl


def live_together(john: Student, sammy: Student) -> None:
    """One household: John's mother, Sammy's father."""
    maria = Guardian.add(firstname="Maria", lastname="Doe", email="maria.doe@example.net", phone="(510) 555-0110")
    finn = Guardian.add(firstname="Finn", lastname="Shark", email="finn.shark@example.net", phone="(510) 555-0111")
    Household.add(
        name="Maria Doe and Finn Shark",
        address=ADDRESS,
        city=CITY,
        postal_code=POSTAL_CODE,
        phone="(510) 555-0112",
        students=[john, sammy],
        guardians=[maria, finn],
    )
    look_after(john, maria, Relation.MOTHER, 1)
    look_after(john, finn, Relation.STEPPARENT, 2)
    look_after(sammy, finn, Relation.FATHER, 1)
    look_after(sammy, maria, Relation.STEPPARENT, 2)


def live_alone(carl: Student) -> None:
    ida = Guardian.add(firstname="Ida", lastname="White", email="ida.white@example.net", phone="(510) 555-0113")
    Household.add(
        name="Ida White", address="7 Quarry Road", city=CITY, postal_code=POSTAL_CODE, students=[carl], guardians=[ida]
    )
    look_after(carl, ida, Relation.GRANDPARENT, 1)


def look_after(student: Student, guardian: Guardian, relation: Relation, order: int) -> None:
    StudentGuardian.add(
        student=student,
        guardian=guardian,
        relation=relation,
        is_primary=order == 1,
        emergency_order=order,
        legal_guardian=relation is not Relation.STEPPARENT,
    )


def sections_of(form: Form, term: TermPlan) -> list[Section]:
    return list(db.session.scalars(select(Section).where(Section.id.in_(form.sections[term.id])).order_by(Section.id)))


def join_sections(student: Student, form: Form, term: TermPlan, on: date) -> None:
    for section in sections_of(form, term):
        enroll(student=student, section=section, on=on)


def finish_term(student: Student, form: Form, term: TermPlan) -> None:
    """Complete the term's sections and post a grade for each course, while the term is open for it."""
    for enrollment in open_enrollments(student):
        enrollment.status, enrollment.ends_on = EnrollmentStatus.COMPLETED, term.ends_on + ONE_DAY
    record = db.session.get_one(Term, term.id)
    state, record.state = record.state, TermState.OPEN
    for section, mark in zip(sections_of(form, term)[1:], REPORT_CARD, strict=True):
        post_grade(student=student, section=section, mark=mark)
    record.state = state


def leave_and_return(student: Student, form: Form, year: AcademicYear) -> None:
    """Away for five weeks of the first semester."""
    left_on = year.starts_on + 9 * WEEK
    back_on = left_on + 5 * WEEK
    withdraw(student=student, on=left_on, code=ExitCode.TRANSFERRED, next_school="Half Moon Bay High School")
    readmit(student=student, on=back_on, academic_year=year)
    join_sections(student, form, form.year.terms[0], back_on)


def keep_accounts(john: Student, sammy: Student, carl: Student, structure: Structure) -> None:
    """John has paid nothing but what his family moved from Sammy's credit; Carl has paid everything."""
    fees = [fee for fee in structure.fees if fee.year is structure.current and TOP in fee.ranks]
    for student in (john, sammy, carl):
        for fee in fees:
            bill(student, fee)
    due = sum((fee.amount for fee in fees), Decimal(0))
    yesterday = structure.today - ONE_DAY
    pay(student=carl, amount=due, on=yesterday, method=PaymentMethod.CHECK, reference="Check 1043")
    pay(student=sammy, amount=due + CREDIT, on=yesterday, method=PaymentMethod.BANK_TRANSFER)
    db.session.flush()
    transfer_credit(giver=sammy, taker=john, amount=MOVED, on=structure.today)


def bill(student: Student, fee: FeePlan) -> None:
    charge(student=student, item=db.session.get_one(FeeItem, fee.id), on=fee.charged_on, due_on=fee.due_on)


def keep_records(john: Student, sammy: Student, carl: Student, today: date) -> None:
    """A tag, an alert, a note and a document, so that no part of a student's page is empty for all three."""
    john.tags.append(db.session.scalars(select(Tag).where(Tag.name == "Honor roll")).one())
    MedicalAlert.add(
        student=sammy,
        kind=AlertKind.ALLERGY,
        title="Peanuts",
        severity=Severity.LIFE_THREATENING,
        instructions="Injector in the bag. Call 911.",
        starts_on=today - 52 * WEEK,
    )
    Note.add(
        student=carl,
        category=NoteCategory.GENERAL,
        title="Back again",
        body="Was away for five weeks; the other school sends its report.",
    )
    file = DocumentFile.of(name="Birth certificate.pdf", media_type=PDF, content=pdf("Birth certificate, John Doe"))
    Document.add(
        student=john, kind=DocumentKind.BIRTH_CERTIFICATE, title="Birth certificate", number="BI-0000001", file=file
    )
