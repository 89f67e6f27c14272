"""A record of every kind with all it needs: `StudentFactory(firstname="Zoë")`. Flushed, never committed."""

from .admissions import AdmissionFactory
from .attendance import AttendanceCodeFactory, AttendanceMarkFactory, RegisterTakenFactory
from .audit import AuditEntryFactory, JobFactory, SavedViewFactory
from .courses import CourseFactory
from .departments import DepartmentFactory
from .disclosures import DisclosureFactory
from .documents import DocumentFactory, DocumentFileFactory
from .enrollments import EnrollmentFactory
from .fees import ChargeFactory, FeeItemFactory, PaymentFactory
from .grade_levels import GradeLevelFactory
from .grades import PostedGradeFactory
from .guardians import GuardianFactory, StudentGuardianFactory
from .households import HouseholdFactory
from .medical import MedicalAlertFactory
from .notes import NoteFactory
from .rooms import RoomFactory
from .schools import SchoolFactory
from .sections import SectionFactory
from .staff import StaffFactory
from .students import StudentFactory
from .tags import TagFactory
from .users import RoleFactory, UserFactory, user_with
from .years import AcademicYearFactory, TermFactory

#: Every factory. Guarded by a test, so that no model goes without one.
FACTORIES = (
    AcademicYearFactory,
    AdmissionFactory,
    AttendanceCodeFactory,
    AttendanceMarkFactory,
    AuditEntryFactory,
    ChargeFactory,
    CourseFactory,
    DepartmentFactory,
    DisclosureFactory,
    DocumentFactory,
    DocumentFileFactory,
    EnrollmentFactory,
    FeeItemFactory,
    GradeLevelFactory,
    GuardianFactory,
    HouseholdFactory,
    JobFactory,
    MedicalAlertFactory,
    NoteFactory,
    PaymentFactory,
    PostedGradeFactory,
    RegisterTakenFactory,
    RoleFactory,
    RoomFactory,
    SavedViewFactory,
    SchoolFactory,
    SectionFactory,
    StaffFactory,
    StudentFactory,
    StudentGuardianFactory,
    TagFactory,
    TermFactory,
    UserFactory,
)

__all__ = [
    "FACTORIES",
    "AcademicYearFactory",
    "AdmissionFactory",
    "AttendanceCodeFactory",
    "AttendanceMarkFactory",
    "AuditEntryFactory",
    "ChargeFactory",
    "CourseFactory",
    "DepartmentFactory",
    "DisclosureFactory",
    "DocumentFactory",
    "DocumentFileFactory",
    "EnrollmentFactory",
    "FeeItemFactory",
    "GradeLevelFactory",
    "GuardianFactory",
    "HouseholdFactory",
    "JobFactory",
    "MedicalAlertFactory",
    "NoteFactory",
    "PaymentFactory",
    "PostedGradeFactory",
    "RegisterTakenFactory",
    "RoleFactory",
    "RoomFactory",
    "SavedViewFactory",
    "SchoolFactory",
    "SectionFactory",
    "StaffFactory",
    "StudentFactory",
    "StudentGuardianFactory",
    "TagFactory",
    "TermFactory",
    "UserFactory",
    "user_with",
]
