"""The students' screen."""

from functools import partial
from itertools import chain
from typing import Any

from flask import Response
from flask_admin import expose
from markupsafe import Markup
from wtforms import IntegerField
from wtforms.validators import NumberRange

from ..admin import Blankable, LikelySame, OutsideScreen, PictureField, access, display, name_filters, value_filter
from ..database import db
from ..school import Student, likeness, share_address, siblings_of
from ..school.admissions import lasts
from ..school.age import OLDEST
from ..school.teaching import students_of
from .disclosures import PACKAGE_VERB, directory
from .erasing import ERASE_VERB
from .labels import FORMER_NAMES, PERSON
from .photos import PHOTO_VERB, photo_arguments, photo_of
from .student_bulk import STUDENT_BULK_VERBS
from .student_page import HEADER, TABS, owed
from .student_verbs import STUDENT_VERBS


def siblings(view: Any, context: Any, student: Student, name: str) -> Markup:
    """The students of the same households, as far as the user may read them."""
    found = db.session.scalars(siblings_of(student).where(*access.rows(Student)))
    return Markup(", ").join(display.link(view, sibling, name) for sibling in found)


def homes(view: Any, context: Any, student: Student, name: str) -> Markup:
    """Where the student lives: the households, each with its address."""
    found = [home for home in student.households if home.deleted_at is None]
    lines = [
        Markup(", ").join([display.link(view, home, name), *filter(None, (home.address, home.city, home.postal_code))])
        for home in found
    ]
    return Markup("<br>").join(lines)


class StudentView(OutsideScreen):
    model = Student
    category = "People"
    can_create = can_edit = can_delete = can_view_details = can_export = True
    scopes = {"own": lambda user: Student.id.in_(students_of(user.id))}

    column_list = ("lastname", "firstname", "grade_level", "status", "age", "student_number", "email")
    column_beside = ("firstname",)
    column_default_sort = ("lastname", False)
    column_sortable_list = (
        ("lastname", ("lastname", "firstname")),
        ("firstname", ("firstname", "lastname")),
        "student_number",
        ("city", ("city", "lastname", "firstname")),
        ("status", ("status", "lastname", "firstname")),
        ("age", ("date_of_birth", "stated_age")),
    )
    column_filters = (
        "status",
        "grade_level",
        *name_filters(Student, "school", "School", "admissions.school.name", only=lasts),
        "city",
        "age",
        "date_of_birth",
        "sex",
        "home_language",
        "tags",
        "households.city",
        value_filter(Student, "guardian_city", "Guardian’s city", "guardian_links.guardian.households.city"),
        "created_at",
    )
    column_labels = {
        **PERSON,
        "student_number": "Number",
        "grade_level": "Grade",
        "other_script_name": "Name in another script",
        "bio": "About",
        "guardian_links": "Whom to call",
        "households.city": "Household’s city",
        "created_at": "Entered",
        "updated_at": "Last changed",
    }
    column_badges = {
        "status": {"enrolled": "good", "applicant": "warn", "graduated": "calm", "withdrawn": "bad"},
    }
    column_formatters = {"siblings": siblings, "balance": lambda view, context, student, name: owed(student)}
    column_formatters_detail = {**column_formatters, "households": homes}
    details_sections = {
        "At a glance": ("balance", "tags", "households"),
        "Name": ("firstname", "middle_name", "lastname", "preferred_name", "other_script_name", "former_names"),
        "Personal": ("sex", "home_language", "bio"),
        "Contact": ("email", "phone", "address", "city", "directory_opt_out"),
        "Record": ("created_at", "updated_at"),
    }
    page_header, page_tabs = HEADER, TABS
    column_details_list = tuple(dict.fromkeys((*HEADER.names, *chain(*details_sections.values()))))
    endpoints = {**OutsideScreen.endpoints, "photo_view": "can_view_details"}
    outside = directory(
        *("lastname", "firstname", "middle_name", "preferred_name", "other_script_name", "grade_level", "status"),
        *("email", "phone", "address", "city", "date_of_birth", "age"),
        opted_out="directory_opt_out",
    )
    form_sections = {
        "Name": ("firstname", "middle_name", "lastname", "preferred_name", "other_script_name", "former_names"),
        "School": ("student_number", "grade_level", "tags", "photo"),
        "Personal": ("date_of_birth", "age", "sex", "home_language", "bio"),
        "Contact": ("email", "phone", "address", "city", "households", "directory_opt_out"),
    }
    form_args = {
        "preferred_name": {"description": "What the student is called every day."},
        "former_names": FORMER_NAMES,
        "student_number": {"label": "Student number", "description": "Given on admission when left empty."},
        "grade_level": {"label": "Grade level"},
        "address": {"description": "With the city, empty for that of the household."},
        "age": {
            "description": "Only where the date of birth is not known.",
            "render_kw": {"autocomplete": "off", "inputmode": "numeric"},
            "validators": [Blankable(), NumberRange(0, OLDEST - 1, f"An age is between 0 and {OLDEST - 1}.")],
        },
        "photo": photo_arguments(),
        "directory_opt_out": {
            "description": "The family wants to be left out of directories and lists given to others."
        },
    }
    instead_of_delete = ("withdraw",)
    kept_because = (
        "What a school knows of a student’s grades, attendance and payments has to be kept, and would make no sense "
        "without the student. So the student goes to the trash and can be brought back. If they have left the school, "
        "withdraw them instead: they stay on the roster as somebody who was here."
    )
    search_hint = "Name, number, e-mail, phone or guardian"
    form_overrides = {"age": IntegerField, "photo": PictureField}
    verbs = (*STUDENT_VERBS, PHOTO_VERB, PACKAGE_VERB, ERASE_VERB)
    bulk_fields = ("grade_level", "city", "home_language", "directory_opt_out", "tags")
    bulk_verbs = STUDENT_BULK_VERBS
    column_editable = ("grade_level", "student_number", "email", "phone", "city")
    lookups = {"grade_level": ("name",), "tags": ("name",), "households": ("name", "address")}
    small_lookups = ("grade_level",)
    new_in_lookups = ("tags", "households")
    likely_same = LikelySame(
        partial(likeness.likely_same, Student),
        fields=(
            "firstname",
            "middle_name",
            "lastname",
            "preferred_name",
            "other_script_name",
            "former_names",
            "date_of_birth",
            "email",
            "phone",
        ),
        shown=("status", "date_of_birth", "student_number", "city"),
        verbs=("readmit",),
    )

    def create_record(self, form: Any) -> Student:
        student: Student = super().create_record(form)
        share_address(student)
        return student

    def update_record(self, form: Any, record: Student) -> None:
        super().update_record(form, record)
        if "address" in form.record_fields:
            share_address(record)

    @expose("/photo/")
    def photo_view(self) -> Response:
        """The picture of a student, for those who may see it."""
        return photo_of(self)
