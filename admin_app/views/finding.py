"""What the box in the head of every page finds, and what tells namesakes apart."""

from typing import Any

from ..admin import Command, FindingScreen, Kind
from ..clock import today
from ..school import Course, Guardian, Household, Presence, Section, Staff, Student
from ..texts import later


def marks_today() -> dict[str, Any]:
    return {"flt0_on_is": today().isoformat()}


def absences_today() -> dict[str, Any]:
    return {**marks_today(), "flt1_counts_as_is": Presence.ABSENT.value}


class FindingView(FindingScreen):
    kinds = (
        Kind(Student, "“{preferred_name}”", "{student_number}", "{grade_level}", state="status", key="s"),
        Kind(Guardian, "of {student_links.student}", key="g"),
        Kind(Household, "{address}", "{city}"),
        Kind(Staff, "{title}", "{department}", key="t"),
        Kind(Section, "{course.title}", "{period}", "{room}"),
        Kind(Course, "{department}", key="c"),
    )
    commands_of_its_own = (
        Command(later("Attendance today"), "clipboard-check", "attendance_mark.index_view", args=marks_today),
        Command(
            later("Absent today"), "clipboard-check", "attendance_mark.index_view", also="absences", args=absences_today
        ),
    )
