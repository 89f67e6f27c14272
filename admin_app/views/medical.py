"""The screen of medical alerts."""

from ..admin import AdminModelView, yes_no_filter
from ..clock import today
from ..school import MedicalAlert
from ..school.medical import in_force
from .labels import STUDENT_ID


class MedicalAlertView(AdminModelView):
    model = MedicalAlert
    category = "Records"
    can_create = can_edit = can_delete = can_view_details = can_export = True

    column_list = ("student", "kind", "title", "severity", "starts_on", "ends_on")
    column_default_sort = ("id", True)
    column_sortable_list = ("starts_on", "ends_on")
    column_filters = (
        "kind",
        "severity",
        "starts_on",
        "ends_on",
        "student_id",
        yes_no_filter(MedicalAlert, "in_force", "In force", lambda: in_force(today()), by="severity"),
    )
    column_labels = STUDENT_ID
    form_sections = {
        "Alert": ("student", "kind", "title", "severity", "instructions"),
        "Time": ("starts_on", "ends_on"),
    }
    form_args = {"instructions": {"description": "What to do, in the order in which to do it."}}
    lookups = {"student": ("lastname", "firstname", "student_number")}
