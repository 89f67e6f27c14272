"""The sections' screen."""

from ..admin import AdminModelView, day_filter
from ..school import Section
from ..school.registers import lacks_register
from ..school.teaching import sections_of


class SectionView(AdminModelView):
    model = Section
    category = "Academics"
    can_create = can_edit = can_delete = can_view_details = can_export = True
    scopes = {"own": lambda user: Section.id.in_(sections_of(user.id))}

    column_list = ("code", "course", "term", "period", "room", "teachers", "seats")
    column_default_sort = ("code", False)
    column_sortable_list = (
        "code",
        ("course", "course.title"),
        ("term", "term.starts_on"),
        "period",
        ("room", "room.name"),
        "seats",
    )
    column_filters = (
        "term",
        "course",
        "room",
        "takes_attendance",
        day_filter(Section, "no_register", "No register", lacks_register, by="takes_attendance"),
    )
    bulk_fields = ("room", "seats", "takes_attendance")
    column_editable = ("period", "seats")
    form_sections = {
        "Section": ("course", "term", "code", "teachers"),
        "Time and place": ("period", "room", "seats", "takes_attendance"),
    }
    related_lists = dict.fromkeys(("enrollment", "attendance_mark", "posted_grade"), "section_id")
    form_args = {"seats": {"description": "Empty for no limit."}}
    lookups = {
        "course": ("code", "title"),
        "term": ("name",),
        "room": ("name",),
        "teachers": ("lastname", "firstname"),
    }
    small_lookups = ("term",)
