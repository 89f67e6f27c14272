"""What is asked of a school, twice: of Homeroom as a page, and of its database as plain SQL for the same rows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import Connection, text

#: Rows of a page.
SIZE = 50
COLUMNS = "s.id, s.lastname, s.firstname, s.status, s.date_of_birth, s.age, s.student_number, s.email, g.name"
ROWS = f"SELECT {COLUMNS} FROM student s LEFT JOIN grade_level g ON g.id = s.grade_level_id"  # noqa: S608  # ours
LIVING = "s.deleted_at IS NULL"


@dataclass(frozen=True)
class Facts:
    """What this school has, to ask for."""

    students: int
    #: The commonest last name, and the first part of one e-mail address.
    lastname: str
    part: str
    city: str


class Question(NamedTuple):
    """A page, and the statement that reads the same rows; `same` where the page must show just these."""

    name: str
    address: str
    sql: str
    same: bool = True


def facts_of(connection: Connection) -> Facts:
    """Read once for a database; none of it is timed."""

    def first(sql: str) -> Any:
        return connection.execute(text(sql)).first()

    (count,) = first("SELECT count(*) FROM student WHERE deleted_at IS NULL")
    lastname, _ = first(
        "SELECT lastname, count(*) AS n FROM student GROUP BY lastname ORDER BY n DESC, lastname LIMIT 1"
    )
    city, _ = first(
        "SELECT city, count(*) AS n FROM student WHERE city <> '' GROUP BY city ORDER BY n DESC, city LIMIT 1"
    )
    (email,) = first("SELECT email FROM student ORDER BY id DESC LIMIT 1")
    return Facts(count, lastname, email.partition("@")[0], city)


def questions(facts: Facts) -> list[Question]:
    """The questions of the benchmark, in the order of its table."""
    here = f"/admin/student/?page_size={SIZE}"
    by_name, by_entry = "ORDER BY s.lastname, s.id", "ORDER BY s.id"
    limit = f"LIMIT {SIZE}"
    last = (facts.students - 1) // SIZE
    near = min(99, last)
    like = (
        f"(lower(s.lastname) LIKE '%{facts.lastname.lower()}%' OR lower(s.firstname) LIKE '%{facts.lastname.lower()}%')"
    )
    aged = f"s.city = '{facts.city}' AND s.date_of_birth BETWEEN '2010-01-01' AND '2012-12-31'"
    return [
        Question("List, first page", f"{here}&sort=id", f"{ROWS} WHERE {LIVING} {by_entry} {limit}"),
        Question(
            "List, page 100",
            f"{here}&sort=id&page={near}",
            f"{ROWS} WHERE {LIVING} {by_entry} {limit} OFFSET {near * SIZE}",
        ),
        Question(
            "List, last page",
            f"{here}&sort=id&page={last}",
            f"{ROWS} WHERE {LIVING} {by_entry} {limit} OFFSET {last * SIZE}",
        ),
        Question("Sorted by last name", f"{here}&sort=lastname", f"{ROWS} WHERE {LIVING} {by_name} {limit}"),
        Question(
            "Search, the commonest last name",
            f"{here}&search={facts.lastname}",
            f"{ROWS} WHERE {LIVING} AND {like} {by_entry} {limit}",
            same=False,
        ),
        Question(
            "Search, part of one e-mail address",
            f"{here}&search={facts.part}",
            f"{ROWS} WHERE {LIVING} AND lower(s.email) LIKE '%{facts.part}%' {by_entry} {limit}",
            same=False,
        ),
        Question(
            "Filter, city and birth dates",
            f"{here}&sort=id&flt0_city_is={facts.city}&flt1_date_of_birth_from=2010-01-01&flt2_date_of_birth_to=2012-12-31",
            f"{ROWS} WHERE {LIVING} AND {aged} {by_entry} {limit}",
        ),
    ]
