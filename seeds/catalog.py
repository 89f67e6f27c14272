"""What the demo school offers and asks for: lists of departments, courses, codes, fees and tags, for `structure.py`."""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

from admin_app.school import Presence

GRADE_LEVELS = ("Kindergarten", *(f"Grade {number}" for number in range(1, 13)))
#: The rank from which each subject has a teacher of its own.
SECONDARY = 6

DEPARTMENTS = (
    "Elementary",
    "English",
    "Mathematics",
    "Science",
    "Social Studies",
    "World Languages",
    "Arts",
    "Physical Education",
    "Technology",
    "Student Services",
    "Administration",
)


class Subject(NamedTuple):
    """A line of courses: `code` and the number of the grade level make a course's code; a title for each level."""

    code: str
    department: str
    titles: tuple[str, ...]


ELEMENTARY_SUBJECTS = tuple(
    Subject(code, "Elementary", tuple(f"{title}, {level}" for level in GRADE_LEVELS[:SECONDARY]))
    for code, title in (
        ("RDG", "Reading and Writing"),
        ("MTH", "Mathematics"),
        ("SCI", "Science"),
        ("SOC", "Community and World"),
        ("ART", "Art, Music and Movement"),
    )
)
SECONDARY_SUBJECTS = (
    Subject("ENG", "English", tuple(f"English {number}" for number in range(6, 13))),
    Subject(
        "MTH",
        "Mathematics",
        ("Mathematics 6", "Mathematics 7", "Pre-Algebra", "Algebra I", "Geometry", "Algebra II", "Calculus"),
    ),
    Subject(
        "SCI",
        "Science",
        ("Earth Science", "Life Science", "Physical Science", "Biology", "Chemistry", "Physics", "Marine Biology"),
    ),
    Subject(
        "SOC",
        "Social Studies",
        (
            "Geography",
            "Ancient World",
            "United States History I",
            "Civics",
            "World History",
            "United States History II",
            "Government and Economics",
        ),
    ),
)


class Elective(NamedTuple):
    code: str
    department: str
    title: str


#: Their number shares no factor with the five periods, so that no teacher of one is wanted twice at the same time.
ELECTIVES = (
    Elective("SPA", "World Languages", "Spanish"),
    Elective("STU", "Arts", "Studio Art"),
    Elective("CSC", "Technology", "Computer Science"),
    Elective("PED", "Physical Education", "Physical Education"),
    Elective("MUS", "Arts", "Band and Orchestra"),
    Elective("FRE", "World Languages", "Français"),
    Elective("DRA", "Arts", "Drama"),
    Elective("CHI", "World Languages", "Mandarin Chinese"),
)
HOMEROOM = "HR"
#: A semester of a course in the upper grades.
CREDITS = Decimal("0.50")


class Code(NamedTuple):
    code: str
    name: str
    counts_as: Presence
    office_only: bool = False


ATTENDANCE_CODES = (
    Code("P", "Present", Presence.PRESENT),
    Code("A", "Absent", Presence.ABSENT),
    Code("T", "Tardy", Presence.PRESENT),
    Code("H", "Half day", Presence.HALF),
    Code("E", "Excused", Presence.ABSENT, office_only=True),
    Code("F", "Field trip", Presence.PRESENT, office_only=True),
    Code("S", "Suspended", Presence.ABSENT, office_only=True),
)


class Fee(NamedTuple):
    """`begins` and `due`: days after the first day of the year. `ranks`: who pays it."""

    code: str
    name: str
    amount: Decimal
    begins: int
    due: int
    ranks: range


EVERYBODY = range(len(GRADE_LEVELS))
#: Today is between the 196th and the 202nd day of the year, see `days.py`.
FEES = (
    Fee("REG", "Registration", Decimal("45.00"), 0, 30, EVERYBODY),
    Fee("TEC", "Technology fee", Decimal("60.00"), 7, 45, EVERYBODY),
    Fee("LAB", "Laboratory fee", Decimal("24.50"), 14, 45, range(9, 13)),
    Fee("LUN", "Lunches, second semester", Decimal("112.75"), 140, 161, EVERYBODY),
    Fee("BUS", "School bus", Decimal("85.00"), 150, 180, range(SECONDARY)),
    Fee("TRP", "Field trip", Decimal("18.90"), 189, 217, EVERYBODY),
)
#: Charged and settled in the year before, too.
YEARLY_FEES = frozenset({"REG", "TEC"})

TAGS = (
    "504 plan",
    "Band",
    "Bus 12",
    "Bus 7",
    "Chess club",
    "English learner",
    "Free lunch",
    "Honor roll",
    "IEP",
    "Robotics",
    "Soccer",
    "Student council",
)
