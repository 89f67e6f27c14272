"""Students: who they are, how old they are, and whose siblings they are."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    JSON,
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    Select,
    String,
    Table,
    Text,
    false,
    select,
)
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import Mapped, mapped_column, relationship, validates

from ..clock import today
from ..database import MYSQL_TABLE, Record, choice, db, list_index, not_blank, table_args, trash_index
from ..searchable import Searchable
from .age import OLDEST, AgeComparator, age_on
from .errors import InvalidValue
from .households import household_student
from .people import Person
from .schools import OfSchool

if TYPE_CHECKING:
    from .admissions import Admission
    from .attendance import AttendanceMark
    from .disclosures import Disclosure
    from .documents import Document, DocumentFile
    from .enrollments import Enrollment
    from .fees import Charge, Payment
    from .grade_levels import GradeLevel
    from .grades import PostedGrade
    from .guardians import StudentGuardian
    from .households import Household
    from .medical import MedicalAlert
    from .notes import Note
    from .tags import Tag


AGE_POSSIBLE = f"An age is between 0 and {OLDEST - 1}."


class StudentStatus(StrEnum):
    APPLICANT = "applicant"
    ENROLLED = "enrolled"
    GRADUATED = "graduated"
    WITHDRAWN = "withdrawn"


class Sex(StrEnum):
    """As in OneRoster 1.2 and Ed-Fi."""

    FEMALE = "female"
    MALE = "male"
    OTHER = "other"
    UNSPECIFIED = "unspecified"


student_tag = Table(
    "student_tag",
    db.metadata,
    Column("student_id", ForeignKey("student.id", ondelete="CASCADE"), primary_key=True),
    Column("tag_id", ForeignKey("tag.id", ondelete="CASCADE"), primary_key=True, index=True),
    **MYSQL_TABLE,
)


class Student(Person, OfSchool, Record):
    """A child on the roster, from application on; leavers stay, with their status."""

    #: A small child has none.
    email: Mapped[str | None] = mapped_column(String(80), unique=True)
    stated_age: Mapped[int | None] = mapped_column("age")
    bio: Mapped[str | None] = mapped_column(Text)
    city: Mapped[str | None] = mapped_column(String(100))
    middle_name: Mapped[str | None] = mapped_column(String(100))
    preferred_name: Mapped[str | None] = mapped_column(String(100))
    other_script_name: Mapped[str | None] = mapped_column(String(200))
    student_number: Mapped[str | None] = mapped_column(String(20), unique=True)
    date_of_birth: Mapped[date | None] = mapped_column(Date)
    sex: Mapped[Sex | None] = mapped_column(choice(Sex, "sex"))
    address: Mapped[str | None] = mapped_column(String(200))
    status: Mapped[StudentStatus] = mapped_column(
        choice(StudentStatus, "status"), default=StudentStatus.APPLICANT, server_default="applicant"
    )
    grade_level_id: Mapped[int | None] = mapped_column(ForeignKey("grade_level.id"))
    home_language: Mapped[str | None] = mapped_column(String(35))
    photo_id: Mapped[int | None] = mapped_column(ForeignKey("document_file.id"), index=True)
    custom_fields: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    directory_opt_out: Mapped[bool] = mapped_column(default=False, server_default=false())

    grade_level: Mapped[GradeLevel | None] = relationship(back_populates="students")
    #: Nobody else's: replaced or removed, it is gone.
    photo: Mapped[DocumentFile | None] = relationship(cascade="all, delete-orphan", single_parent=True)
    tags: Mapped[list[Tag]] = relationship(secondary=student_tag, back_populates="students")
    households: Mapped[list[Household]] = relationship(secondary=household_student, back_populates="students")
    guardian_links: Mapped[list[StudentGuardian]] = relationship(
        back_populates="student", cascade="all, delete-orphan", order_by="StudentGuardian.emergency_order"
    )
    admissions: Mapped[list[Admission]] = relationship(back_populates="student", passive_deletes="all")
    enrollments: Mapped[list[Enrollment]] = relationship(back_populates="student", passive_deletes="all")
    attendance_marks: Mapped[list[AttendanceMark]] = relationship(back_populates="student", passive_deletes="all")
    posted_grades: Mapped[list[PostedGrade]] = relationship(back_populates="student", passive_deletes="all")
    charges: Mapped[list[Charge]] = relationship(back_populates="student", passive_deletes="all")
    payments: Mapped[list[Payment]] = relationship(back_populates="student", passive_deletes="all")
    documents: Mapped[list[Document]] = relationship(back_populates="student", passive_deletes="all")
    disclosures: Mapped[list[Disclosure]] = relationship(back_populates="student", passive_deletes="all")
    notes: Mapped[list[Note]] = relationship(back_populates="student", passive_deletes="all")
    medical_alerts: Mapped[list[MedicalAlert]] = relationship(back_populates="student", passive_deletes="all")

    __searchable__ = Searchable(
        number=1,
        names=("firstname", "lastname", "middle_name", "preferred_name", "other_script_name", "student_number"),
        details=("email", "phone", "former_names"),
        related_names=("guardian_links.guardian.firstname", "guardian_links.guardian.lastname"),
        related_details=(
            "guardian_links.guardian.email",
            "guardian_links.guardian.phone",
            "guardian_links.guardian.work_phone",
        ),
    )
    __table_args__ = table_args(
        *not_blank("firstname", "lastname", "email"),
        CheckConstraint(f"age >= 0 AND age < {OLDEST}", name="age_possible"),
        # No engine lets a check ask for today's date, so: nobody is born after they were entered.
        CheckConstraint("date_of_birth <= created_at", name="born_before_entered"),
        list_index(
            "lastname",
            "firstname",
            also=("status", "grade_level_id", "city", "date_of_birth", "age", "sex", "home_language", "created_at"),
            name="ix_student_list",
        ),
        list_index("firstname", "lastname"),
        list_index("student_number", blanks=("student_number",)),
        list_index("status", "lastname", "firstname"),
        list_index("grade_level_id", "lastname", "firstname"),
        list_index(
            "city",
            "lastname",
            "firstname",
            also=("date_of_birth", "age"),
            blanks=("city",),
            name="ix_student_city_list",
        ),
        list_index(
            "date_of_birth",
            "age",
            also=("lastname", "firstname"),
            blanks=("date_of_birth", "age"),
            name="ix_student_age_list",
        ),
        list_index("home_language", "lastname", "firstname"),
        list_index("created_at"),
        trash_index(),
    )
    __large__ = True
    __trash_days__ = None
    #: That there is another photo is told, and not which.
    __sensitive__ = frozenset({"photo_id"})
    #: 34 CFR 99.37: the family wants nothing of it given to others, so whoever reads the name has to know.
    __mark__ = ("directory_opt_out", "Do not release")
    __constraint_messages__ = {
        "age_possible": ("age", AGE_POSSIBLE),
        "born_before_entered": ("date_of_birth", "A date of birth cannot be in the future."),
        "firstname_not_blank": ("firstname", "A name cannot be blank."),
        "lastname_not_blank": ("lastname", "A name cannot be blank."),
        "email_not_blank": ("email", "An e-mail address cannot be blank."),
    }

    @hybrid_property
    def age(self) -> int | None:
        """Completed years today, else the age as it was stated."""
        return age_on(today(), self.date_of_birth) if self.date_of_birth else self.stated_age

    @age.inplace.setter
    def _set_age(self, value: int | None) -> None:
        """State an age; saying what the date of birth says already states nothing."""
        if self.date_of_birth is None or value != self.age:
            self.stated_age = value

    @age.inplace.comparator
    @classmethod
    def _compare_age(cls) -> AgeComparator:
        return AgeComparator(cls.date_of_birth, cls.stated_age)

    @validates("stated_age")
    def _possible_age(self, _: str, value: int | None) -> int | None:
        if isinstance(value, int) and not 0 <= value < OLDEST:
            raise InvalidValue(AGE_POSSIBLE, field="age")
        return value

    @validates("date_of_birth")
    def _born_already(self, _: str, value: date | None) -> date | None:
        if isinstance(value, date) and value > today():
            raise InvalidValue("A date of birth cannot be in the future.", field="date_of_birth")
        return value


def siblings_of(student: Student) -> Select[Student]:
    """The other students of the student's households, in order of name."""
    homes = select(household_student.c.household_id).where(household_student.c.student_id == student.id)
    housemates = select(household_student.c.student_id).where(household_student.c.household_id.in_(homes))
    return (
        select(Student)
        .where(Student.id.in_(housemates), Student.id != student.id, Student.deleted_at.is_(None))
        .order_by(Student.lastname, Student.firstname, Student.id)
    )
