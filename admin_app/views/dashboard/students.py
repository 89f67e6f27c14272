"""The home page about students: how many there are, who came and left, and who is new."""

from __future__ import annotations

from collections.abc import Iterator

from flask import url_for

from ... import language
from ...clock import today
from ...language import _, translated
from ...school import StudentStatus, figures
from ...texts import later
from .blocks import Block, Cell, Column, Line, Tile, count, listed, reads_all
from .kept import Figures

#: What students of a status are called together.
MANY = {
    StudentStatus.APPLICANT: later("Applicants"),
    StudentStatus.ENROLLED: later("Enrolled students"),
    StudentStatus.GRADUATED: later("Graduates"),
    StudentStatus.WITHDRAWN: later("Withdrawn students"),
}


def student_tiles(kept: Figures) -> Iterator[Tile]:
    if reads_all("student"):
        for status, number in kept.ask(figures.students_by_status).items():
            yield Tile(
                "students", language.number(number), translated(MANY[status]), listed("student", status_is=status.value)
            )


def student_blocks(kept: Figures) -> Iterator[Block]:
    if reads_all("student"):
        yield enrollment(kept)
        yield newest(kept)
    if reads_all("admission"):
        yield from moves(kept)


def enrollment(kept: Figures) -> Block:
    """Who is enrolled, beside who was here a year ago for those who may read admissions."""
    day = figures.year_before(today())
    before = kept.ask(figures.here_a_year_ago) if reads_all("admission") else {}
    columns = [Column(_("Grade level"), is_number=False), Column(_("Now"), "now")]
    if before:
        columns.append(Column(language.day(day), "before"))
    rows = []
    for level in kept.ask(figures.enrolled_by_grade_level):
        row = [
            Cell(level.name),
            count(level.students, listed("student", grade_level_is=level.name, status_is="enrolled")),
        ]
        if before:
            then = listed("admission", grade_level_is=level.name, here_is=day)
            row.append(count(before.get(level.name, 0), then))
        rows.append(row)
    then = language.day(day)
    beside = _("Enrolled now, beside the admissions that lasted on the same date last year, %(day)s.", day=then)
    words = beside if before else _("Enrolled now.")
    return Block("enrollment", _("Students by grade level"), words, columns, rows, chart="bar")


def moves(kept: Figures) -> Iterator[Block]:
    """Entries and exits, once there is a school year."""
    year = kept.ask_of_all(figures.school_year)
    if year is None:
        return
    columns = (Column(_("Month"), is_number=False), Column(_("Came"), "came"), Column(_("Left"), "left"))
    rows = [
        (
            Cell(language.part_of_date(month.starts_on, "yMMM")),
            count(
                month.entries,
                listed("admission", entered_on_from=month.starts_on, entered_on_to=month.ends_on, came_is=1),
            ),
            count(
                month.exits, listed("admission", exited_on_from=month.starts_on, exited_on_to=month.ends_on, left_is=1)
            ),
        )
        for month in kept.ask(figures.moves_by_month, year.starts_on)
    ]
    words = _("Who came to the school and who left it; going on from one year to the next is neither.")
    yield Block("moves", _("Entries and exits in %(year)s", year=year.name), words, columns, rows, chart="bar")


def newest(kept: Figures) -> Block:
    lines = [
        Line(student.name, url_for("student.details_view", id=student.id), student.grade_level)
        for student in kept.ask(figures.newest_students)
    ]
    return Block("newest", _("Newest students"), lines=lines, empty=_("There are no students yet."))
