"""How the school stands, in numbers. Each function is one statement over whole tables: cache what it gives.

What a number counts, a list can show: the conditions are those of the lists' filters. With a `school`, only what
belongs to it counts, as `belonging.py` says.
"""

from .attendance import AttendanceDay, Registers, attendance_of_last_days, registers_of_today
from .fees import AgeBand, Balance, FeesDue, Received, fees_due, largest_balances, received_this_month
from .health import MedicalRecord, alerts_by_severity, newest_alerts, newest_medical_notes
from .moves import Month, SchoolYear, moves_by_month, school_year
from .students import (
    GradeLevelCount,
    NewStudent,
    enrolled_by_grade_level,
    here_a_year_ago,
    newest_students,
    students_by_status,
    year_before,
)

__all__ = [
    "AgeBand",
    "AttendanceDay",
    "Balance",
    "FeesDue",
    "GradeLevelCount",
    "MedicalRecord",
    "Month",
    "NewStudent",
    "Received",
    "Registers",
    "SchoolYear",
    "alerts_by_severity",
    "attendance_of_last_days",
    "enrolled_by_grade_level",
    "fees_due",
    "here_a_year_ago",
    "largest_balances",
    "moves_by_month",
    "newest_alerts",
    "newest_medical_notes",
    "newest_students",
    "received_this_month",
    "registers_of_today",
    "school_year",
    "students_by_status",
    "year_before",
]
