"""The screen of disclosures, and the button that gives out everything held on a student."""

from __future__ import annotations

from wtforms import SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Length

from ..accounts import Action
from ..admin import AdminModelView, Filled, Outside, OutsideScreen, Verb, VerbForm, package_of, storable
from ..admin.wording import member_text
from ..language import _, english
from ..school import Disclosure, LegalBasis, Student, disclose
from .labels import STUDENT_ID

LONGEST = "At most %(max)d characters."


class DisclosureView(AdminModelView):
    model = Disclosure
    category = "Records"
    can_create = can_edit = can_delete = can_view_details = can_export = True

    column_list = ("disclosed_on", "student", "recipient", "information", "purpose", "legal_basis")
    column_default_sort = ("disclosed_on", True)
    column_sortable_list = ("disclosed_on",)
    column_searchable_list = ("recipient", "information", "purpose", "student")
    column_filters = ("disclosed_on", "legal_basis", "student_id")
    column_labels = {**STUDENT_ID, "disclosed_on": "Given on", "information": "What"}
    form_sections = {"Disclosure": ("student", "disclosed_on", "recipient", "information", "purpose", "legal_basis")}
    form_args = {
        "student": {"description": "Empty for what is about many students, such as a list."},
        "recipient": {"description": "The person, and whom they act for."},
        "information": {"description": "Which parts of the record."},
    }
    lookups = {"student": ("lastname", "firstname", "student_number")}


class OutsideForm(VerbForm):
    recipient = StringField(
        "Recipient",
        [Filled(), storable, Length(max=200, message=LONGEST)],
        description="The person, and whom they act for.",
    )
    purpose = StringField("Purpose", [Filled(), storable, Length(max=500, message=LONGEST)])
    format = SelectField(
        "File",
        choices=[("csv", "CSV"), ("xlsx", "Excel")],
        invalid_value_message="This is none of the choices.",
    )


def note_outside(view: OutsideScreen, form: OutsideForm, rows: int, left_out: int) -> None:
    """One line in the log of disclosures, with how many were left out."""
    with english():
        what = f"{view.name}: {rows} rows; {left_out} left out, whose families want nothing released"
    disclose(
        student=None,
        recipient=form.recipient.data,
        information=what,
        purpose=form.purpose.data,
        legal_basis=LegalBasis.DIRECTORY,
    )


def directory(*columns: str, opted_out: str) -> Outside:
    """What others may be given of a list: these of its columns, of those who have not opted out.

    Directory information, 34 CFR 99.3: what would not be harmful to know. A school may call less than this directory
    information, and takes columns away for that.
    """
    return Outside(columns, opted_out, OutsideForm, note_outside, ("disclosure", Action.CREATE))


class PackageForm(VerbForm):
    recipient = StringField("Recipient", [Filled(), storable, Length(max=200, message=LONGEST)])
    purpose = StringField("Purpose", [Filled(), storable, Length(max=500, message=LONGEST)])
    legal_basis = SelectField(
        "Legal basis",
        choices=lambda: [SelectChoice(basis.value, member_text(basis)) for basis in LegalBasis],
        invalid_value_message="This is none of the choices.",
    )

    @classmethod
    def values_of(cls, record: Student) -> dict[str, str]:
        """One press is enough where the family asks, which is what the law gives 45 days for."""
        return {
            "recipient": _("The family of %(student)s", student=record),
            "purpose": _("To see the record"),
            "legal_basis": LegalBasis.FAMILY.value,
        }


def run_package(student: Student, form: PackageForm) -> str:
    disclose(
        student=student,
        recipient=form.recipient.data,
        information=_("Everything held, as a package"),
        purpose=form.purpose.data,
        legal_basis=LegalBasis(form.legal_basis.data),
    )
    return _("Everything held on %(student)s was given out.", student=student)


PACKAGE_VERB = Verb(
    "package",
    "Give out everything held",
    PackageForm,
    run_package,
    ("disclosure", Action.CREATE),
    rare=True,
    tab="disclosures",
    gives=package_of,
)
