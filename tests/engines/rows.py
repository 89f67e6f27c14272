"""Rows that migrations have to keep, and whether they did."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from admin_app.database import db

from .reflection import BOOKKEEPING

#: One row for each table, at the revision that makes the table and in the columns that it has by then.
ROWS: dict[str, list[tuple[str, dict[str, Any]]]] = {
    "0001": [
        ("student", {"firstname": "Sammy", "lastname": "Shark", "email": "s@example.com", "age": 20, "bio": "Fins"}),
    ],
    "0003": [
        ("guardian", {"firstname": "Sue", "lastname": "Shark"}),
        ("household", {"name": "Sharks"}),
        ("household_guardian", {"household_id": 1, "guardian_id": 1}),
        ("household_student", {"household_id": 1, "student_id": 1}),
        ("student_guardian", {"student_id": 1, "guardian_id": 1, "relation": "mother"}),
    ],
    "0004": [
        ("school", {"code": "A", "name": "A"}),
        ("academic_year", {"name": "26", "starts_on": "2026-08-01", "ends_on": "2027-06-01"}),
        ("term", {"academic_year_id": 1, "name": "1", "starts_on": "2026-08-01", "ends_on": "2027-01-01"}),
        ("grade_level", {"name": "9", "rank": 9}),
        ("department", {"name": "Science"}),
        ("room", {"school_id": 1, "name": "101"}),
    ],
    "0005": [
        ("user", {"email": "a@example.com", "password": "*", "fs_uniquifier": "a"}),
        ("role", {"name": "teacher"}),
        ("user_role", {"user_id": 1, "role_id": 1}),
    ],
    "0006": [
        ("staff", {"firstname": "T", "lastname": "T", "email": "t@example.com", "user_id": 1, "department_id": 1}),
    ],
    "0007": [
        ("course", {"code": "M", "title": "Math", "department_id": 1}),
        ("section", {"course_id": 1, "term_id": 1, "code": "M1", "room_id": 1}),
        ("section_teacher", {"section_id": 1, "staff_id": 1}),
    ],
    "0008": [("document_file", {"name": "f", "media_type": "text/plain", "size": 0, "sha256": "0", "content": ""})],
    "0010": [
        ("admission", {"student_id": 1, "school_id": 1, "academic_year_id": 1, "grade_level_id": 1}
         | {"entered_on": "2026-08-01", "entry_code": "new"}),
    ],
    "0011": [("enrollment", {"student_id": 1, "section_id": 1, "starts_on": "2026-08-01"})],
    "0012": [
        ("attendance_code", {"code": "A", "name": "Absent", "counts_as": "absent"}),
        ("attendance_mark", {"student_id": 1, "section_id": 1, "on_date": "2026-08-02", "teacher_code_id": 1}),
        ("register_taken", {"section_id": 1, "on_date": "2026-08-02", "taken_at": "2026-08-02 09:00:00"}),
    ],
    "0013": [
        ("posted_grade", {"student_id": 1, "section_id": 1, "term_id": 1}
         | {"course_code": "M", "course_title": "Math", "mark": "A"}),
    ],
    "0014": [
        ("fee_item", {"code": "L", "name": "Lunch", "amount": 10}),
        ("charge", {"student_id": 1, "fee_item_id": 1, "description": "Lunch", "amount": 10}
         | {"charged_on": "2026-09-01", "due_on": "2026-10-01"}),
        ("payment", {"student_id": 1, "amount": 10, "paid_on": "2026-09-02", "method": "cash"}),
    ],
    "0015": [("document", {"student_id": 1, "kind": "passport", "title": "Passport", "file_id": 1})],
    "0016": [("note", {"student_id": 1, "author_id": 1, "title": "Swims", "body": "A lot"})],
    "0017": [("medical_alert", {"student_id": 1, "kind": "allergy", "title": "Nets", "severity": "severe"})],
    "0018": [("tag", {"name": "swimmer"}), ("student_tag", {"student_id": 1, "tag_id": 1})],
    "0019": [
        ("audit_entry", {"user_id": 1, "user_label": "a", "action": "insert", "resource": "student"}
         | {"record_id": 1, "record_label": "Sammy Shark", "changes": "{}"}),
        ("saved_view", {"user_id": 1, "resource": "student", "name": "Mine", "query_string": ""}),
        ("job", {"kind": "import"}),
    ],
    "0026": [("audit_departure", {"entry_id": 1, "resource": "household", "record_id": 1})],
    "0029": [("disclosure", {"student_id": 1, "disclosed_on": "2026-09-01", "recipient": "A school"}
             | {"information": "Transcript", "purpose": "Enrollment", "legal_basis": "transfer"})],
    "0030": [("sign_in", {"key_hash": "a", "user_id": 1, "user_key": "a", "remembered": False}
              | dict.fromkeys(("began_at", "used_at", "ends_at", "expires_at"), "2026-09-01 08:00:00")),
             ("sign_in_try", {"key_hash": "a", "count": 1, "expires_at": "2026-09-01 08:00:00"})],
    "0033": [("passkey", {"user_id": 1, "name": "Phone", "credential_id": "a", "public_key": b"a", "sign_count": 0}
              | {"created_at": "2026-09-01 08:00:00"})],
}  # fmt: skip


def contents() -> dict[str, list[dict[str, Any]]]:
    """Every row of every table that there is, as the database keeps it. The search index only repeats them."""
    with db.engine.connect() as connection:
        quote = connection.dialect.identifier_preparer.quote
        names = set(sa.inspect(connection).get_table_names()) - BOOKKEEPING - {"search_entry", "search_word"}
        found = {name: connection.execute(sa.text(f"SELECT * FROM {quote(name)}")).mappings() for name in names}  # noqa: S608  # our own names
        return {name: sorted((dict(row) for row in rows), key=by_key) for name, rows in found.items()}


def by_key(row: dict[str, Any]) -> Any:
    """What rows are in order of: the id, or all the ids of a table that only links others."""
    return row["id"] if "id" in row else sorted(row.items())


def insert_rows(revision: str) -> None:
    """The rows of ROWS for a revision, in plain SQL: the models know columns that are not there yet."""
    with db.engine.begin() as connection:
        for name, values in ROWS.get(revision, []):
            quote = connection.dialect.identifier_preparer.quote
            columns = ", ".join(quote(column) for column in values)
            parameters = ", ".join(f":{column}" for column in values)
            connection.execute(sa.text(f"INSERT INTO {quote(name)} ({columns}) VALUES ({parameters})"), values)  # noqa: S608  # our own names


def kept(before: list[dict[str, Any]], after: list[dict[str, Any]]) -> bool:
    """Whether the same rows are there with the same values in the columns that both have."""
    if len(before) != len(after):
        return False
    return all(
        old[column] == new[column] for old, new in zip(before, after, strict=True) for column in old.keys() & new.keys()
    )
