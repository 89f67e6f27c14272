"""Bring the data of the peers' harness into Homeroom's tables: `BENCH_DB_URL=… python -m benchmarks.peers_data`.

The harness gives each peer a database with six tables of its own. Afterwards the same database holds Homeroom's schema,
as the migrations make it: the same students under the same ids, their guardians, courses, sections and enrollments, and
an administrator. What the harness does not know is made up (dates of terms, one admission for each student); its marks
are left out, and who was on a waiting list has dropped the section.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import Any, NamedTuple

from sqlalchemy import Connection, Engine, NullPool, create_engine, make_url, text

from admin_app import bulk, create_app
from admin_app.accounts import RoleName, create_user
from admin_app.config import database_uri
from admin_app.database import Record, db
from admin_app.migrations import upgrade
from admin_app.school import (
    MODELS,
    AcademicYear,
    Admission,
    Course,
    Department,
    Enrollment,
    EnrollmentStatus,
    EntryCode,
    GradeLevel,
    Guardian,
    Relation,
    Room,
    School,
    Section,
    Staff,
    Student,
    StudentGuardian,
    StudentStatus,
    Term,
    TermState,
    YearState,
)
from admin_app.school.staff import section_teacher

ADMINISTRATOR, PASSWORD = "admin@example.org", "admin-pass-1"
SCHOOL_ID = 1
AT_ONCE = 20_000
#: Status, custom fields, and whether left out of directories.
NEW: tuple[Any, ...] = (StudentStatus.ENROLLED, {}, False)
RELATIONS = {
    "mother": Relation.MOTHER,
    "father": Relation.FATHER,
    "grandparent": Relation.GRANDPARENT,
    "guardian": Relation.LEGAL_GUARDIAN,
}
STATES = {"active": EnrollmentStatus.ENROLLED, "completed": EnrollmentStatus.COMPLETED}


class Semester(NamedTuple):
    starts_on: date
    ends_on: date


def main() -> None:
    url = database_uri(os.environ["BENCH_DB_URL"])
    os.environ["DATABASE_URL"] = url
    with set_aside(url) as peers, create_app("production").app_context():
        upgrade()
        with bulk.loading(db.metadata.sorted_tables) as target:
            Loader(peers, target).load()
            create_user(email=ADMINISTRATOR, password=PASSWORD, roles=[RoleName.ADMINISTRATOR])
        db.session.remove()
        db.engine.dispose()


@contextmanager
def set_aside(url: str) -> Iterator[Connection]:
    """Leave an empty database under the address, while the peers' is read from another place; then drop that."""
    if url.startswith("sqlite"):
        file = Path(make_url(url).database or "")
        aside = file.rename(file.with_suffix(".peers"))
        with reading(create_engine(f"sqlite:///{aside}", poolclass=NullPool)) as connection:
            yield connection
        aside.unlink()
        return
    engine = create_engine(url, connect_args={"options": "-csearch_path=peers"}, poolclass=NullPool)
    with engine.begin() as connection:
        connection.execute(text("ALTER SCHEMA public RENAME TO peers"))
        connection.execute(text("CREATE SCHEMA public"))
    with reading(engine) as connection:
        yield connection
    with engine.begin() as connection:
        connection.execute(text("DROP SCHEMA peers CASCADE"))


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """A connection that fetches the rows of a query as they are asked for."""
    with engine.connect().execution_options(stream_results=True) as connection:
        yield connection


class Loader:
    """Reads the harness's tables a part at a time and writes Homeroom's, parents first."""

    def __init__(self, peers: Connection, target: Connection) -> None:
        self.peers, self.target = peers, target
        self.years: dict[int, int] = {}
        self.semesters: dict[int, Semester] = {}

    def load(self) -> None:
        self.load_structure()
        self.load_sections()
        self.load_students()
        self.load_guardians()
        self.load_enrollments()
        for model in MODELS:
            bulk.advance_sequence(self.target, model.__table__)

    def parts(self, query: str) -> Iterator[Sequence[Any]]:
        """The rows of a query, a part at a time."""
        yield from self.peers.execute(text(query)).partitions(AT_ONCE)

    def rows(self, query: str) -> Sequence[Any]:
        return self.peers.execute(text(query)).all()

    def write(self, model: type[Record], columns: str, rows: Sequence[tuple[Any, ...]]) -> None:
        """`columns` are the names in one text, the id first."""
        bulk.insert(self.target, model.__table__, columns.split(), rows)

    def load_structure(self) -> None:
        """The school, its grade levels (each is there before the one that comes before it), departments and courses."""
        self.write(School, "id code name", [(SCHOOL_ID, "S1", "School of the peers")])
        levels = self.rows("SELECT id, name, rank FROM grade_level ORDER BY id DESC")
        following = [None, *(level.id for level in levels)]
        self.write(
            GradeLevel, "id name rank next_id", [(*level, then) for level, then in zip(levels, following, strict=False)]
        )
        courses = self.rows("SELECT id, code, title, department FROM course")
        names = {name: number for number, name in enumerate(sorted({course.department for course in courses}), start=1)}
        self.write(Department, "id name", [(number, name) for name, number in names.items()])
        self.write(
            Course,
            "id code title department_id",
            [(course.id, course.code, course.title, names[course.department]) for course in courses],
        )

    def load_sections(self) -> None:
        """Years, terms, rooms and teachers as the sections name them, and the sections."""
        sections = self.rows(
            "SELECT section.id, course_id, course.code, term, room, teacher "
            "FROM section JOIN course ON course.id = course_id ORDER BY section.id"
        )
        terms = self.load_terms(sorted({section.term for section in sections}))
        rooms = {name: number for number, name in enumerate(sorted({section.room for section in sections}), start=1)}
        self.write(Room, "id school_id name", [(number, SCHOOL_ID, name) for name, number in rooms.items()])
        staff = {name: number for number, name in enumerate(sorted({section.teacher for section in sections}), start=1)}
        self.write(
            Staff,
            "id firstname lastname email staff_number",
            [
                (number, *name.split(" ", 1), f"teacher.{number}@example.org", f"T{number:05d}")
                for name, number in staff.items()
            ],
        )
        self.write(
            Section,
            "id course_id term_id code room_id takes_attendance",
            [
                (each.id, each.course_id, terms[each.term], f"{each.code}-{each.id}", rooms[each.room], False)
                for each in sections
            ],
        )
        bulk.insert(
            self.target,
            section_teacher,
            ("section_id", "staff_id"),
            [(section.id, staff[section.teacher]) for section in sections],
        )
        self.semesters = {section.id: semester(section.term) for section in sections}

    def load_terms(self, names: list[str]) -> dict[str, int]:
        """A term `2024-A` is the first one of the year from 2024 to 2025, and `2024-B` the second. The last is open."""
        starts = sorted({int(name[:4]) for name in names})
        self.years = {start: number for number, start in enumerate(starts, start=1)}
        self.write(
            AcademicYear,
            "id name starts_on ends_on state",
            [
                (
                    self.years[start],
                    f"{start}-{(start + 1) % 100:02d}",
                    semester(f"{start}-A").starts_on,
                    semester(f"{start}-B").ends_on,
                    YearState.CURRENT if start == starts[-1] else YearState.PAST,
                )
                for start in starts
            ],
        )
        terms = {name: number for number, name in enumerate(names, start=1)}
        self.write(
            Term,
            "id academic_year_id name starts_on ends_on state",
            [
                (
                    number,
                    self.years[int(name[:4])],
                    f"Semester {name[-1]}",
                    *semester(name),
                    TermState.OPEN if name == names[-1] else TermState.CLOSED,
                )
                for name, number in terms.items()
            ],
        )
        return terms

    def load_students(self) -> None:
        """Students with the age as it was stated, and the stay of this year for each."""
        year = max(self.years)
        entered_on = semester(f"{year}-A").starts_on
        admission = (SCHOOL_ID, self.years[year])
        for part in self.parts(
            "SELECT id, firstname, lastname, email, age, bio, city, grade_level_id, created_at FROM student ORDER BY id"
        ):
            self.write(
                Student,
                "id firstname lastname email age bio city grade_level_id created_at updated_at student_number status "
                "custom_fields directory_opt_out",
                [(*row[:8], since := instant(row[8]), since, f"{year % 100}-{row[0]:06d}", *NEW) for row in part],
            )
            self.write(
                Admission,
                "id student_id school_id academic_year_id grade_level_id entered_on entry_code repeating",
                [(row[0], row[0], *admission, row[7], entered_on, EntryCode.NEW, False) for row in part],
            )

    def load_guardians(self) -> None:
        """Each with a link to the one student."""
        for part in self.parts("SELECT id, name, email, phone, student_id, relation FROM guardian ORDER BY id"):
            self.write(
                Guardian,
                "id firstname lastname email phone",
                [(row.id, *row.name.split(" ", 1), row.email, row.phone) for row in part],
            )
            self.write(
                StudentGuardian,
                "id student_id guardian_id relation is_primary emergency_order",
                [(row.id, row.student_id, row.id, RELATIONS[row.relation], True, 1) for row in part],
            )

    def load_enrollments(self) -> None:
        """Nobody sits in one section twice: the second time has been dropped."""
        sitting: set[tuple[int, int]] = set()
        for part in self.parts("SELECT id, student_id, section_id, status FROM enrollment ORDER BY student_id, id"):
            rows = []
            for number, student_id, section_id, status in part:
                state = STATES.get(status, EnrollmentStatus.DROPPED)
                if state is EnrollmentStatus.ENROLLED:
                    state = EnrollmentStatus.DROPPED if (student_id, section_id) in sitting else state
                    sitting.add((student_id, section_id))
                starts_on, ends_on = self.semesters[section_id]
                until = None if state is EnrollmentStatus.ENROLLED else ends_on
                rows.append((number, student_id, section_id, starts_on, until, state))
            self.write(Enrollment, "id student_id section_id starts_on ends_on status", rows)
            last = part[-1].student_id
            sitting = {pair for pair in sitting if pair[0] == last}


def semester(name: str) -> Semester:
    """The days of a term `2024-A` or `2024-B`."""
    year = int(name[:4])
    if name.endswith("A"):
        return Semester(date(year, 8, 16), date(year, 12, 20))
    return Semester(date(year + 1, 1, 8), date(year + 1, 6, 12))


def instant(value: str | datetime) -> datetime:
    """SQLite has no type for it."""
    return datetime.fromisoformat(value) if isinstance(value, str) else value


if __name__ == "__main__":
    main()
