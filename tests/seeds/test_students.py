from __future__ import annotations

from itertools import pairwise

import pytest
from sqlalchemy import func, select

from admin_app.accounts.users import valid_email
from admin_app.clock import today
from admin_app.database import db
from admin_app.school import (
    AcademicYear,
    Admission,
    Enrollment,
    GradeLevel,
    Guardian,
    PaymentKind,
    Student,
    StudentStatus,
    YearState,
    balance,
    siblings_of,
)
from admin_app.school.age import age_on
from seeds.names import CULTURES, REMARKABLE
from seeds.people import plain_word
from tests.seeds.conftest import STUDENTS

pytestmark = pytest.mark.usefixtures("school")


def students() -> list[Student]:
    return list(db.session.scalars(select(Student).order_by(Student.id)))


def test_the_first_three_are_those_of_the_tutorial() -> None:
    named = [(student.id, str(student), student.email, student.age, student.bio) for student in students()[:3]]

    assert named == [
        (1, "John Doe", "jd@example.com", 23, "Biology student"),
        (2, "Sammy Shark", "sammyshark@example.com", 20, "Marine biology student"),
        (3, "Carl White", "carlwhite@example.com", 22, "Marine geology student"),
    ]
    assert all(student.status is StudentStatus.ENROLLED for student in students()[:3])


def test_what_happened_to_the_three() -> None:
    john, sammy, carl = students()[:3]

    assert [str(sibling) for sibling in db.session.scalars(siblings_of(john))] == ["Sammy Shark"]
    assert {entry.kind for entry in (*john.payments, *sammy.payments)} >= {
        PaymentKind.CREDIT_IN,
        PaymentKind.CREDIT_OUT,
    }
    assert balance(john) > 0
    assert balance(sammy) < 0
    assert balance(carl) == 0
    assert [admission.exited_on is None for admission in carl.admissions] == [False, True]
    assert {len(student.posted_grades) for student in (john, sammy, carl)} == {5}


def test_there_are_as_many_as_asked_for() -> None:
    assert len(students()) == STUDENTS


def test_numbers_and_addresses_are_in_order() -> None:
    everybody = students()
    admitted = [student for student in everybody if student.status is not StudentStatus.APPLICANT]

    assert all(student.student_number and student.student_number.endswith(f"-{student.id:06d}") for student in admitted)
    assert all(student.student_number is None for student in everybody if student not in admitted)
    addresses = [student.email for student in everybody if student.email]
    assert addresses == [valid_email(address) for address in addresses]
    assert {student.grade_level.name for student in everybody if not student.email} == {
        "Kindergarten",
        "Grade 1",
        "Grade 2",
    }


def test_leavers_returners_graduates_and_applicants() -> None:
    counts = {
        status: db.session.scalar(select(func.count(Student.id)).where(Student.status == status))
        for status in StudentStatus
    }
    returned = (
        select(Admission.student_id)
        .join(Admission.academic_year)
        .where(Admission.entry_code == "re-entry", AcademicYear.state == YearState.CURRENT)
    )

    assert 0.05 * STUDENTS <= counts[StudentStatus.WITHDRAWN] <= 0.07 * STUDENTS
    assert min(counts.values()) >= 0.04 * STUDENTS
    assert len(db.session.scalars(returned).all()) >= 0.02 * STUDENTS


def test_ages_fit_the_grade_level() -> None:
    """Five on the first day of kindergarten; who repeats or has graduated is a year older."""
    first_day = db.session.scalars(select(AcademicYear.starts_on).where(AcademicYear.state == YearState.CURRENT)).one()
    rank = dict(db.session.execute(select(GradeLevel.id, GradeLevel.rank)).all())

    for student in students()[3:]:
        if student.date_of_birth:
            assert 5 <= age_on(first_day, student.date_of_birth) - rank[student.grade_level_id] <= 6


def test_some_have_a_stated_age_only() -> None:
    stated = [student for student in students()[3:] if student.date_of_birth is None]

    assert stated
    assert all(student.age is not None and 4 <= student.age <= 20 for student in stated)


def test_nobody_was_entered_in_the_future() -> None:
    assert all(student.created_at.date() <= today() for student in students())


def test_names_of_many_cultures() -> None:
    everybody = students()
    names = [f"{student.firstname} {student.lastname}" for student in everybody]

    assert len({student.home_language for student in everybody}) >= 15
    assert "Xiaoming Wang" in names
    assert any(student.other_script_name == "王小明" for student in everybody)
    assert any("'" in name for name in names)
    assert any("-" in name for name in names)
    assert any(student.firstname == student.lastname for student in everybody), "somebody with one name"
    assert any(not plain_word(student.firstname) for student in everybody), "somebody in another script only"
    assert any(len(student.firstname) > 90 and len(student.lastname) > 90 for student in everybody)
    assert any(student.preferred_name for student in everybody)


@pytest.mark.parametrize("name", REMARKABLE, ids=lambda name: name.lastname)
def test_a_remarkable_name_fits(name: tuple[str, ...]) -> None:
    assert all(len(word) <= 100 for word in name)
    assert any(culture.language == name[-1] for culture in CULTURES)


def test_families_live_together_or_apart() -> None:
    everybody = students()

    assert sum(bool(db.session.scalars(siblings_of(student)).all()) for student in everybody) > STUDENTS / 3
    assert any(len(student.households) == 2 for student in everybody)
    assert all(student.households for student in everybody)
    assert all(any(link.is_primary for link in student.guardian_links) for student in everybody)


def test_who_is_kept_away_is_neither_called_nor_lets_collect() -> None:
    links = [link for student in students() for link in student.guardian_links if link.restriction]

    assert links
    for link in links:
        assert not any((link.may_collect, link.legal_guardian, link.lives_with, link.contact_by_phone))
        assert link.emergency_order is None
        assert any(document.kind == "court order" and document.file for document in link.student.documents)


def test_every_enrolled_student_has_one_open_admission_and_others_have_none() -> None:
    for student in students():
        open_stays = [stay for stay in student.admissions if stay.exited_on is None]
        assert len(open_stays) == (student.status is StudentStatus.ENROLLED)
        assert all(stay.grade_level_id == student.grade_level_id for stay in open_stays)


def test_stays_follow_one_another() -> None:
    for student in students():
        stays = sorted(student.admissions, key=lambda stay: stay.entered_on)
        for before, after in pairwise(stays):
            assert before.exited_on is not None
            assert before.exited_on <= after.entered_on


def test_only_enrolled_students_sit_in_sections() -> None:
    sitting = select(Student.status).join(Enrollment).where(Enrollment.status == "enrolled").distinct()

    assert db.session.scalars(sitting).all() == [StudentStatus.ENROLLED]


def test_guardians_of_a_family_are_one_person_for_all_the_children() -> None:
    shared = select(Guardian).where(Guardian.student_links.any())

    assert any(len(guardian.student_links) > 1 for guardian in db.session.scalars(shared))
