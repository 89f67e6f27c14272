"""What the box in the head of every page finds, and what tells namesakes apart."""

from ..admin import FindingScreen, Kind
from ..school import Course, Guardian, Section, Staff, Student


class FindingView(FindingScreen):
    kinds = (
        Kind(Student, "“{preferred_name}”", "{student_number}", "{grade_level}", state="status", key="s"),
        Kind(Guardian, "of {student_links.student}", key="g"),
        Kind(Staff, "{title}", "{department}", key="t"),
        Kind(Section, "{course.title}", "{period}", "{room}"),
        Kind(Course, "{department}", key="c"),
    )
