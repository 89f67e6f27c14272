"""The guardians' screens: the people, and their links to students."""

from functools import partial

from ..admin import AdminModelView, Facts, History, LikelySame, PageHeader, Related, Tab
from ..school import Guardian, StudentGuardian, likeness
from .labels import FORMER_NAMES, PERSON, STUDENT_ID


class GuardianView(AdminModelView):
    model = Guardian
    category = "People"
    can_create = can_edit = can_delete = can_view_details = can_export = True

    column_list = ("lastname", "firstname", "email", "phone", "work_phone", "home_language")
    column_beside = ("firstname",)
    column_default_sort = ("lastname", False)
    column_sortable_list = (("lastname", ("lastname", "firstname")), ("firstname", ("firstname", "lastname")))
    column_filters = ("home_language",)
    column_labels = PERSON
    column_details_list = (
        "firstname",
        "lastname",
        "former_names",
        "email",
        "phone",
        "work_phone",
        "address",
        "home_language",
        "households",
        "created_at",
        "updated_at",
    )
    page_header = PageHeader(facts=("phone", "work_phone", "email"))
    page_tabs = (
        Tab("overview", "Overview", (Facts(),)),
        Tab(
            "students",
            "Students",
            (
                Related(
                    "student_guardian",
                    "guardian_id",
                    ("student", "student.grade_level", "relation", "lives_with", "may_collect", "restriction"),
                    title="Students",
                    one="student",
                    labels={"student.grade_level": "Grade"},
                ),
                Related("household", "guardians.id", ("name", "address", "city", "postal_code", "phone")),
            ),
        ),
        Tab("history", "History", (History(),)),
    )
    bulk_fields = ("home_language",)
    column_editable = ("email", "phone", "work_phone", "home_language")
    form_sections = {
        "Name": ("firstname", "lastname", "former_names", "home_language"),
        "Contact": ("email", "phone", "work_phone", "address", "households"),
    }
    form_args = {"former_names": FORMER_NAMES}
    lookups = {"households": ("name", "address")}
    new_in_lookups = ("households",)
    likely_same = LikelySame(
        partial(likeness.likely_same, Guardian),
        fields=("firstname", "lastname", "former_names", "email", "phone", "work_phone"),
        shown=("email", "phone", "work_phone", "address"),
    )


class StudentGuardianView(AdminModelView):
    model = StudentGuardian
    name = "Students’ guardians"
    singular = "Student’s guardian"
    category = "People"
    can_create = can_edit = can_delete = can_view_details = can_export = True

    column_list = ("student", "guardian", "relation", "is_primary", "emergency_order", "may_collect")
    column_sortable_list = ()
    column_searchable_list = ("student", "guardian")
    column_filters = (
        "relation",
        "is_primary",
        "lives_with",
        "may_collect",
        "legal_guardian",
        "student_id",
        "guardian_id",
    )
    column_labels = {
        **STUDENT_ID,
        "guardian_id": "Guardian ID",
        "is_primary": "Primary",
        "contact_by_sms": "Contact by text message",
    }
    form_sections = {
        "Link": ("student", "guardian", "relation", "is_primary", "lives_with"),
        "Emergency and custody": ("emergency_order", "may_collect", "legal_guardian", "restriction"),
        "Contact": ("contact_by_phone", "contact_by_sms", "contact_by_email", "contact_by_mail"),
    }
    form_args = {
        "emergency_order": {"description": "The first to call is 1."},
        "restriction": {"description": "What a court or the school has ordered, with its date."},
    }
    lookups = {
        "student": ("lastname", "firstname", "student_number"),
        "guardian": ("lastname", "firstname", "phone"),
    }
    new_in_lookups = ("guardian",)
