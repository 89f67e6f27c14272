"""What must hold is held by the database itself: plain SQL, past every form and model, is refused on all engines."""

from __future__ import annotations

import pytest
from sqlalchemy import CheckConstraint, Enum, Table, func, insert, select, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, scoped_session

from admin_app.accounts.models import passkey
from admin_app.accounts.sessions import sign_in
from admin_app.accounts.tries import counted
from admin_app.audit.models import AuditEntry, audit_departure
from admin_app.clock import now
from admin_app.database import db
from tests.factories import (
    FACTORIES,
    AuditEntryFactory,
    GuardianFactory,
    HouseholdFactory,
    SectionFactory,
    StaffFactory,
    StudentFactory,
    TagFactory,
    user_with,
)

#: Constraint → what to set to break it. Blank texts and unknown words are not listed: the models tell those.
RULES = {
    "ck_academic_year_ends_after_start": "ends_on = '2026-08-01'",
    "ck_admission_exit_is_whole": "exited_on = '2027-01-01'",
    "ck_admission_exits_after_entry": "exited_on = '2026-08-01', exit_code = 'other'",
    "ck_attendance_mark_has_a_code": "teacher_code_id = NULL",
    "ck_charge_amount_positive": "amount = -0.01",
    "ck_charge_due_after_charge": "due_on = '2026-08-31'",
    "ck_course_credits_not_negative": "credits = -1",
    "ck_document_expires_after_issue": "issued_on = '2026-02-01', expires_on = '2026-01-31'",
    "ck_document_file_size_not_negative": "size = -1",
    "ck_enrollment_ends_after_start": "ends_on = '2026-08-01'",
    "ck_fee_item_amount_positive": "amount = 0",
    "ck_job_finished_after_start": "started_at = '2026-08-02', finished_at = '2026-08-01'",
    "ck_job_progress_not_negative": "progress = -1",
    "ck_job_total_not_negative": "total = -1",
    "ck_medical_alert_ends_after_start": "starts_on = '2026-02-01', ends_on = '2026-01-31'",
    "ck_payment_amount_positive": "amount = 0",
    "ck_payment_transfer_is_whole": "kind = 'credit in'",
    "ck_posted_grade_credits_not_negative": "credits = -1",
    "ck_posted_grade_points_not_negative": "points = -1",
    "ck_room_capacity_positive": "capacity = 0",
    "ck_section_seats_positive": "seats = 0",
    "ck_student_age_possible": "age = 130",
    "ck_student_born_before_entered": "date_of_birth = '2999-01-01'",
    "ck_student_guardian_emergency_order_positive": "emergency_order = 0",
    "ck_term_ends_after_start": "ends_on = '2026-08-01'",
}


def checks() -> dict[str, Table]:
    """The name of every check, and the table it guards."""
    return {
        str(check.name if str(check.name).startswith("ck_") else f"ck_{table.name}_{check.name}"): table
        for table in db.metadata.sorted_tables
        for check in table.constraints
        if isinstance(check, CheckConstraint)
    }


def ways_to_break(name: str, table: Table) -> str | None:
    """What to set to break a check; None for one that this test does not know."""
    column = name.removeprefix(f"ck_{table.name}_")
    if column in table.c and isinstance(table.c[column].type, Enum):
        return f"{column} = 'nonsense'"
    if column.endswith("_not_blank"):
        return f"{column.removesuffix('_not_blank')} = '  '"
    return RULES.get(name)


@pytest.fixture(autouse=True)
def a_row_of_everything(session: scoped_session[Session]) -> None:
    for factory in FACTORIES:
        factory()
    HouseholdFactory(students=[StudentFactory(tags=[TagFactory()])], guardians=[GuardianFactory()])
    SectionFactory(teachers=[StaffFactory()])
    user, moment = user_with("viewer"), now()
    signed_in = {"key_hash": "a", "user_id": user.id, "user_key": user.fs_uniquifier, "remembered": False}
    times = dict.fromkeys(("began_at", "used_at", "ends_at", "expires_at"), moment)
    session.execute(insert(sign_in), signed_in | times)
    values = {"name": "Laptop", "credential_id": "a", "public_key": b"a", "sign_count": 2**32 - 1, "created_at": moment}
    session.execute(insert(passkey), values | {"user_id": user.id})
    session.execute(insert(counted), {"key_hash": "a", "count": 1, "expires_at": moment})
    gone = {"entry_id": AuditEntryFactory().id, "resource": "note", "record_id": 1}
    session.execute(insert(audit_departure), gone)
    session.commit()


def refusal(session: scoped_session[Session], table: Table, change: str) -> str:
    """What the database says to a change of the first row of a table, in lower case; empty when it lets it pass."""
    row = session.execute(select(*table.primary_key).limit(1)).one()._asdict()
    this = " AND ".join(f"{column} = :{column}" for column in row)
    name = quoted(session, table.name)
    statement = f"UPDATE {name} SET {change} WHERE {this}"  # noqa: S608  # ours
    if table is AuditEntry.__table__:  # no entry may be changed, whatever to: what the change would have made is added
        column, value = change.split(" = ")
        values = {quoted(session, each): quoted(session, each) for each in table.c.keys() if each != "id"}  # noqa: SIM118
        values[column] = value
        statement = (
            f"INSERT INTO {name} ({', '.join(values)}) SELECT {', '.join(values.values())} FROM {name} WHERE {this}"  # noqa: S608  # ours
        )
    try:
        session.execute(text(statement), row)
        session.commit()
    except IntegrityError as error:
        return str(error.orig).lower()
    finally:
        session.rollback()
    return ""


def quoted(session: scoped_session[Session], name: str) -> str:
    return session.connection().dialect.identifier_preparer.quote(name)


def test_there_is_a_row_of_everything(session: scoped_session[Session]) -> None:
    tables = db.metadata.sorted_tables
    assert [table.name for table in tables if not session.scalar(select(func.count()).select_from(table))] == []


def test_every_check_refuses_what_breaks_it(session: scoped_session[Session]) -> None:
    changes = {name: (table, ways_to_break(name, table)) for name, table in checks().items()}
    assert [name for name, (_, change) in changes.items() if change is None] == [], "say in RULES how to break these"
    assert changes.keys() >= RULES.keys()
    passed = [name for name, (table, change) in changes.items() if name not in refusal(session, table, change or "")]
    assert passed == []


def test_every_reference_refuses_what_is_not_there(session: scoped_session[Session]) -> None:
    references = [column for table in db.metadata.sorted_tables for column in table.c if column.foreign_keys]
    passed = [one for one in references if "foreign key" not in refusal(session, one.table, f"{one.name} = 4711")]
    assert passed == []


def test_what_is_required_cannot_be_empty(session: scoped_session[Session]) -> None:
    columns = [column for table in db.metadata.sorted_tables for column in table.c]
    required = [column for column in columns if not column.nullable and column.name != "id"]
    nothing = {column: f"{quoted(session, column.name)} = NULL" for column in required}
    assert [one for one in required if "null" not in refusal(session, one.table, nothing[one])] == []
