"""A campus: an elementary and a high school with their rooms, their staff, and the sections that these teach."""

from __future__ import annotations

from collections.abc import Hashable
from random import Random
from typing import NamedTuple

from admin_app.accounts import DEMO_USERS, RoleName
from admin_app.school import Room, School, Section, Staff
from admin_app.school.staff import section_teacher

from .batch import Batch
from .catalog import ELECTIVES, ELEMENTARY_SUBJECTS, HOMEROOM, SECONDARY, SECONDARY_SUBJECTS
from .families import make_family
from .forms import SEATS, Form
from .people import email, phone
from .places import SCHOOL_NAMES, SCHOOL_PLACES
from .structure import CoursePlan, Structure, course_code

AREA_CODE = "510"
PERIODS = 5
ELEMENTARY, HIGH = 0, 1
#: Title, department and role. On the first campus, the one with a role is the person of that demo account.
OFFICE = (
    ("Principal", "Administration", RoleName.ADMINISTRATOR),
    ("Registrar", "Administration", RoleName.REGISTRAR),
    ("Bursar", "Administration", RoleName.BURSAR),
    ("School nurse", "Student Services", RoleName.NURSE),
    ("School counselor", "Student Services", None),
)
DEMO_PEOPLE = {role: (name, address) for address, role, name in DEMO_USERS}
COMMON_ROOMS = (("Gymnasium", 120), ("Library", 60), ("Cafeteria", 200), ("Nurse’s office", 4))


class Post(NamedTuple):
    """A teacher's job, and the room that goes with it."""

    staff_id: int
    room_id: int


class Campus:
    """Writes a campus into a batch, hiring a teacher and opening a room when a form needs one."""

    def __init__(self, batch: Batch, rng: Random, number: int, structure: Structure) -> None:
        self.batch, self.rng, self.number, self.structure = batch, rng, number, structure
        self.posts: dict[Hashable, Post] = {}
        self.school_ids = [self.open_school(level) for level in ("Elementary School", "High School")]
        for title, department, role in OFFICE:
            self.hire(title, department, role)

    def open_school(self, level: str) -> int:
        index = self.number - 1
        lap, place = divmod(index, len(SCHOOL_NAMES) * len(SCHOOL_PLACES))
        name = SCHOOL_NAMES[index % len(SCHOOL_NAMES)]
        where = SCHOOL_PLACES[(index + place // len(SCHOOL_NAMES)) % len(SCHOOL_PLACES)]
        school_id = self.batch.add(
            School,
            code=f"{level[0]}{self.number:03d}",
            name=f"{name} {where} {level}{f' {lap + 1}' if lap else ''}",
            address=f"{100 * self.number} School Road, Oakland, CA 94601",
            phone=phone(self.rng, AREA_CODE),
            email=f"office.{level[0].lower()}{self.number}@example.com",
        )
        for room, capacity in COMMON_ROOMS:
            self.batch.add(Room, school_id=school_id, name=room, capacity=capacity)
        return school_id

    def hire(self, title: str, department: str, role: RoleName | None = None) -> int:
        """A new member of staff: the demo's person of a role on the first campus, else anybody."""
        staff_id = self.batch.new_id(Staff)
        if role and self.number == 1:
            name, address = DEMO_PEOPLE[role]
            firstname, lastname = name.split()
        else:
            firstname, lastname, _ = make_family(self.rng, 1).grown_ups[0]
            address = email(firstname, lastname, staff_id, "example.org")
        return self.batch.add(
            Staff,
            id=staff_id,
            firstname=firstname,
            lastname=lastname,
            email=address,
            phone=phone(self.rng, AREA_CODE),
            staff_number=f"T{staff_id:05d}",
            title=title,
            department_id=self.structure.department_ids[department],
        )

    def post(self, key: Hashable, level: int, title: str, department: str) -> Post:
        """The holder of a job, hired when it is first asked for. The very first one is the demo's teacher."""
        if key not in self.posts:
            staff_id = self.hire(title, department, None if self.posts else RoleName.TEACHER)
            room = self.batch.add(
                Room, school_id=self.school_ids[level], name=str(101 + len(self.posts)), capacity=SEATS + 2
            )
            self.posts[key] = Post(staff_id, room)
        return self.posts[key]

    def give_sections(self, forms: list[Form]) -> None:
        """Courses, teachers, rooms and periods for every form. The two years of a form have the same teachers."""
        secondary = sorted({(-form.rank, form.letter) for form in forms if form.rank >= SECONDARY})
        for form in forms:
            if form.rank < SECONDARY:
                self.teach_elementary(form)
            else:
                self.teach_secondary(form, secondary.index((-form.rank, form.letter)))

    def teach_elementary(self, form: Form) -> None:
        """One teacher and one room for the whole day."""
        post = self.post(form.name, ELEMENTARY, f"Teacher of form {form.name}", "Elementary")
        codes = [course_code(subject.code, form.rank) for subject in ELEMENTARY_SUBJECTS]
        self.open_sections(form, codes, [post] * len(codes), list(range(1, PERIODS + 1)), post)

    def teach_secondary(self, form: Form, number: int) -> None:
        """A teacher for each subject, with at most five forms at five different periods; one of them has the homeroom.

        `number` counts the forms of the school: each begins its day one period later than the form before.
        """
        block, first = divmod(number, PERIODS)
        posts = [
            self.post((subject.code, block), HIGH, f"Teacher of {subject.department}", subject.department)
            for subject in SECONDARY_SUBJECTS
        ]
        turn, choice = divmod(number, len(ELECTIVES))
        elective = ELECTIVES[choice]
        posts.append(self.post((elective, turn // PERIODS), HIGH, f"Teacher of {elective.title}", elective.department))
        codes = [*(course_code(subject.code, form.rank) for subject in SECONDARY_SUBJECTS), elective.code]
        periods = [(first + course) % PERIODS + 1 for course in range(PERIODS)]
        self.open_sections(form, codes, posts, periods, posts[first])

    def open_sections(
        self, form: Form, codes: list[str], posts: list[Post], periods: list[int], homeroom: Post
    ) -> None:
        form.teacher_id = homeroom.staff_id
        form.courses = tuple(self.structure.courses[code] for code in codes)
        for term in form.terms:
            form.sections[term.id] = [
                self.open_section(form, term.id, self.structure.courses[HOMEROOM], homeroom, HOMEROOM),
                *(
                    self.open_section(form, term.id, course, post, str(period))
                    for course, post, period in zip(form.courses, posts, periods, strict=True)
                ),
            ]

    def open_section(self, form: Form, term_id: int, course: CoursePlan, post: Post, period: str) -> int:
        campus = "" if self.number == 1 else f"-{self.number}"
        section_id = self.batch.add(
            Section,
            course_id=course.id,
            term_id=term_id,
            code=f"{course.code.rstrip('K0123456789')}-{form.name}{campus}",
            room_id=post.room_id,
            period=period,
            seats=SEATS,
            takes_attendance=course.code == HOMEROOM,
        )
        self.batch.link(section_teacher, section_id=section_id, staff_id=post.staff_id)
        return section_id
