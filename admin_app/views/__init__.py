"""The screens: what is shown of each model, in the order of the menu. Declarations only; `admin` knows how."""

from __future__ import annotations

from flask import Flask
from flask_admin import Admin
from flask_admin.theme import Theme

from ..admin import (
    AdminModelView,
    PastScreen,
    PowersScreen,
    TrashScreen,
    UndoScreen,
    check_views,
    init_bounds,
    init_drawn,
    init_seen,
    limit_by,
)
from ..database import db
from ..school.belonging import BELONGING
from .accounts import RoleView, UserView
from .admissions import AdmissionView
from .attendance import AttendanceCodeView, AttendanceMarkView, RegisterTakenView
from .audit import AuditEntryView, JobView, SavedViewView
from .courses import CourseView
from .dashboard import DashboardView, init_figures
from .departments import DepartmentView
from .disclosures import DisclosureView
from .documents import DocumentFileView, DocumentView
from .enrollments import EnrollmentView
from .fees import ChargeView, FeeItemView, PaymentView
from .finding import FindingView
from .grade_levels import GradeLevelView
from .grades import PostedGradeView
from .guardians import GuardianView, StudentGuardianView
from .households import HouseholdView
from .medical import MedicalAlertView
from .notes import NoteView
from .own_account import OwnAccountView
from .rooms import RoomView
from .schools import SchoolView
from .scripts import init_scripts
from .sections import SectionView
from .staff import StaffView
from .students import StudentView
from .tags import TagView
from .years import AcademicYearView, TermView

#: The groups of the menu, in order, with their icons.
CATEGORIES = {
    "People": "users",
    "Academics": "school",
    "Attendance": "clipboard-check",
    "Money": "cash",
    "Records": "folder",
    "Administration": "settings",
}
#: Every screen, in the order of the menu. A new one is a line here.
VIEWS: tuple[type[AdminModelView], ...] = (
    StudentView,
    GuardianView,
    StudentGuardianView,
    HouseholdView,
    StaffView,
    CourseView,
    SectionView,
    EnrollmentView,
    AdmissionView,
    PostedGradeView,
    TermView,
    AcademicYearView,
    GradeLevelView,
    DepartmentView,
    RoomView,
    SchoolView,
    AttendanceMarkView,
    RegisterTakenView,
    AttendanceCodeView,
    ChargeView,
    PaymentView,
    FeeItemView,
    NoteView,
    MedicalAlertView,
    DocumentView,
    DocumentFileView,
    DisclosureView,
    TagView,
    UserView,
    RoleView,
    AuditEntryView,
    SavedViewView,
    JobView,
)


def init_views(app: Flask) -> None:
    """Put every page in its place. Raises ViewError for a view whose declarations cannot be right."""
    admin = Admin(
        app,
        name=app.config["SCHOOL_NAME"],
        index_view=DashboardView(),
        theme=Theme(folder="bootstrap4", base_template="admin/base.html"),
    )
    init_drawn(app)
    init_seen(app)
    init_bounds(app)
    limit_by(app, BELONGING)
    register_views(admin)
    admin.add_view(PowersScreen())
    admin.add_view(FindingView())
    admin.add_view(OwnAccountView())
    for screen in (UndoScreen, PastScreen, TrashScreen):
        admin.add_view(screen())
    init_figures(app)
    init_scripts(app)


def register_views(admin: Admin) -> None:
    """Add the screens to the menu, after checking that each of them means what it says."""
    check_views(VIEWS, BELONGING)
    for category, icon in CATEGORIES.items():
        admin.add_category(category, icon_type="tabler", icon_value=icon)
    for view in VIEWS:
        admin.add_view(view(db))
