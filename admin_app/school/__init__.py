"""The school: what is true. Models and their verbs; no screens here."""

from sqlalchemy.orm import relationship

from ..accounts import User
from .admissions import Admission, EntryCode, ExitCode, admit, readmit, withdraw
from .attendance import AttendanceCode, AttendanceMark, Presence, RegisterTaken, mark_attendance, marks_by_code
from .courses import Course
from .departments import Department
from .disclosures import Disclosure, LegalBasis, disclose
from .documents import Document, DocumentFile, DocumentKind
from .enrollments import Enrollment, EnrollmentStatus, drop, enroll
from .erasure import Category, Holding, erase, holdings, may_be_erased
from .fees import Charge, FeeItem, Payment, PaymentKind, PaymentMethod, balance, charge, pay, transfer_credit
from .grade_levels import GradeLevel
from .grades import PostedGrade, post_grade
from .guardians import Guardian, Relation, StudentGuardian, whom_to_call
from .households import Household, share_address
from .medical import AlertKind, MedicalAlert, Severity
from .notes import Note, NoteCategory
from .rooms import Room
from .schools import School
from .sections import Section
from .staff import Staff
from .students import Sex, Student, StudentStatus, siblings_of
from .tags import Tag
from .years import AcademicYear, Term, TermState, YearState

# Of an account, which knows no schools. It is known to the mapper already, so all that a school has must be as well.
User.school = relationship(School)

#: Every model of the school, in the order in which their rows can be made. Guarded by a test.
MODELS = (
    School,
    AcademicYear,
    Term,
    GradeLevel,
    Department,
    Room,
    Staff,
    Course,
    Section,
    Household,
    Guardian,
    DocumentFile,
    Student,
    StudentGuardian,
    Tag,
    Admission,
    Enrollment,
    AttendanceCode,
    AttendanceMark,
    RegisterTaken,
    PostedGrade,
    FeeItem,
    Charge,
    Payment,
    Document,
    Note,
    MedicalAlert,
    Disclosure,
)

__all__ = [
    "MODELS",
    "AcademicYear",
    "Admission",
    "AlertKind",
    "AttendanceCode",
    "AttendanceMark",
    "Category",
    "Charge",
    "Course",
    "Department",
    "Disclosure",
    "Document",
    "DocumentFile",
    "DocumentKind",
    "Enrollment",
    "EnrollmentStatus",
    "EntryCode",
    "ExitCode",
    "FeeItem",
    "GradeLevel",
    "Guardian",
    "Holding",
    "Household",
    "LegalBasis",
    "MedicalAlert",
    "Note",
    "NoteCategory",
    "Payment",
    "PaymentKind",
    "PaymentMethod",
    "PostedGrade",
    "Presence",
    "RegisterTaken",
    "Relation",
    "Room",
    "School",
    "Section",
    "Severity",
    "Sex",
    "Staff",
    "Student",
    "StudentGuardian",
    "StudentStatus",
    "Tag",
    "Term",
    "TermState",
    "YearState",
    "admit",
    "balance",
    "charge",
    "disclose",
    "drop",
    "enroll",
    "erase",
    "holdings",
    "mark_attendance",
    "marks_by_code",
    "may_be_erased",
    "pay",
    "post_grade",
    "readmit",
    "share_address",
    "siblings_of",
    "transfer_credit",
    "whom_to_call",
    "withdraw",
]
