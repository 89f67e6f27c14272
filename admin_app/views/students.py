"""The students' screen."""

from wtforms import IntegerField
from wtforms.validators import NumberRange

from ..admin import AdminModelView, Blankable
from ..school import Student
from ..school.age import OLDEST
from ..school.teaching import students_of
from .student_verbs import STUDENT_VERBS


class StudentView(AdminModelView):
    model = Student
    category = "People"
    can_create = can_edit = can_delete = can_view_details = can_export = True
    scopes = {"own": lambda user: Student.id.in_(students_of(user.id))}

    column_list = ("lastname", "firstname", "student_number", "email", "age", "city", "grade_level", "status")
    column_default_sort = ("lastname", False)
    column_sortable_list = (
        "lastname",
        "firstname",
        "student_number",
        "email",
        "city",
        "status",
        ("age", ("date_of_birth", "stated_age")),
        ("grade_level", "grade_level.rank"),
    )
    column_searchable_list = (
        "firstname",
        "lastname",
        "middle_name",
        "preferred_name",
        "other_script_name",
        "student_number",
        "email",
        "phone",
        "guardian_links.guardian.lastname",
    )
    column_filters = (
        "status",
        "grade_level",
        "city",
        "age",
        "date_of_birth",
        "sex",
        "home_language",
        "tags",
        "created_at",
    )
    column_labels = {"other_script_name": "Name in another script", "email": "E-mail", "bio": "About"}
    column_details_list = (
        "firstname",
        "middle_name",
        "lastname",
        "preferred_name",
        "other_script_name",
        "student_number",
        "status",
        "grade_level",
        "has_medical_alert",
        "date_of_birth",
        "age",
        "sex",
        "email",
        "phone",
        "address",
        "city",
        "home_language",
        "households",
        "guardian_links",
        "tags",
        "bio",
        "directory_opt_out",
        "created_at",
        "updated_at",
    )
    form_sections = {
        "Name": ("firstname", "middle_name", "lastname", "preferred_name", "other_script_name"),
        "School": ("status", "student_number", "grade_level", "tags"),
        "Personal": ("date_of_birth", "age", "sex", "home_language", "bio"),
        "Contact": ("email", "phone", "address", "city", "households", "directory_opt_out"),
    }
    form_args = {
        "preferred_name": {"description": "What the student is called every day."},
        "student_number": {"description": "Given on admission when left empty."},
        "age": {
            "description": "Only where the date of birth is not known.",
            "validators": [Blankable(), NumberRange(0, OLDEST - 1, f"An age is between 0 and {OLDEST - 1}.")],
        },
        "directory_opt_out": {
            "description": "The family wants to be left out of directories and lists given to others."
        },
    }
    form_overrides = {"age": IntegerField}
    verbs = STUDENT_VERBS
    lookups = {"grade_level": ("name",), "tags": ("name",), "households": ("name", "address")}
    small_lookups = ("grade_level",)
