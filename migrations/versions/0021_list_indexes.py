"""The indexes of lists: each order that a large list offers, and each filter that leaves a few of very many rows.

An index ends with what tells the rows in the trash, so that a page is found in it alone. Those that begin a new one are
dropped; a foreign key on MySQL needs one at all times, so the new ones come first.
"""

from __future__ import annotations

from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

#: Name, table, columns, and those of them that are sorted by and may be blank.
NEW: tuple[tuple[str, str, tuple[str, ...], tuple[str, ...]], ...] = (
    ("ix_document_file_list", "document_file", ("deleted_at", "id", "media_type", "size", "created_at"), ()),
    ("ix_document_file_media_type_id_deleted_at", "document_file", ("media_type", "id", "deleted_at"), ()),
    ("ix_document_file_size_id_deleted_at", "document_file", ("size", "id", "deleted_at"), ()),
    ("ix_guardian_deleted_at_id", "guardian", ("deleted_at", "id"), ()),
    ("ix_guardian_firstname_lastname_id_deleted_at", "guardian", ("firstname", "lastname", "id", "deleted_at"), ()),
    (
        "ix_guardian_home_language_lastname_firstname_id_deleted_at",
        "guardian",
        ("home_language", "lastname", "firstname", "id", "deleted_at"),
        (),
    ),
    ("ix_guardian_list", "guardian", ("lastname", "firstname", "id", "home_language", "deleted_at"), ()),
    ("ix_household_city_name_id_deleted_at", "household", ("city", "name", "id", "deleted_at"), ("city",)),
    ("ix_household_deleted_at_id", "household", ("deleted_at", "id"), ()),
    ("ix_household_list", "household", ("name", "id", "city", "postal_code", "deleted_at"), ()),
    (
        "ix_household_postal_code_name_id_deleted_at",
        "household",
        ("postal_code", "name", "id", "deleted_at"),
        ("postal_code",),
    ),
    ("ix_audit_entry_deleted_at_id", "audit_entry", ("deleted_at", "id"), ()),
    ("ix_audit_entry_list", "audit_entry", ("created_at", "id", "action", "deleted_at"), ()),
    ("ix_audit_entry_record_id_resource_id", "audit_entry", ("record_id", "resource", "id"), ()),
    (
        "ix_audit_entry_resource_created_at_id_deleted_at",
        "audit_entry",
        ("resource", "created_at", "id", "deleted_at"),
        (),
    ),
    (
        "ix_audit_entry_user_label_created_at_id_deleted_at",
        "audit_entry",
        ("user_label", "created_at", "id", "deleted_at"),
        (),
    ),
    (
        "ix_student_age_list",
        "student",
        ("date_of_birth", "age", "id", "lastname", "firstname", "deleted_at"),
        ("date_of_birth", "age"),
    ),
    (
        "ix_student_city_list",
        "student",
        ("city", "lastname", "firstname", "id", "date_of_birth", "age", "deleted_at"),
        ("city",),
    ),
    ("ix_student_created_at_id_deleted_at", "student", ("created_at", "id", "deleted_at"), ()),
    ("ix_student_deleted_at_id", "student", ("deleted_at", "id"), ()),
    ("ix_student_firstname_lastname_id_deleted_at", "student", ("firstname", "lastname", "id", "deleted_at"), ()),
    (
        "ix_student_grade_level_id_lastname_firstname_id_deleted_at",
        "student",
        ("grade_level_id", "lastname", "firstname", "id", "deleted_at"),
        (),
    ),
    (
        "ix_student_home_language_lastname_firstname_id_deleted_at",
        "student",
        ("home_language", "lastname", "firstname", "id", "deleted_at"),
        (),
    ),
    (
        "ix_student_list",
        "student",
        (
            "lastname",
            "firstname",
            "id",
            "status",
            "grade_level_id",
            "city",
            "date_of_birth",
            "age",
            "sex",
            "home_language",
            "created_at",
            "deleted_at",
        ),
        (),
    ),
    (
        "ix_student_status_lastname_firstname_id_deleted_at",
        "student",
        ("status", "lastname", "firstname", "id", "deleted_at"),
        (),
    ),
    ("ix_student_student_number_id_deleted_at", "student", ("student_number", "id", "deleted_at"), ("student_number",)),
    (
        "ix_admission_academic_year_id_entered_on_id_deleted_at",
        "admission",
        ("academic_year_id", "entered_on", "id", "deleted_at"),
        (),
    ),
    ("ix_admission_deleted_at_id", "admission", ("deleted_at", "id"), ()),
    ("ix_admission_exited_on_id_deleted_at", "admission", ("exited_on", "id", "deleted_at"), ("exited_on",)),
    (
        "ix_admission_grade_level_id_entered_on_id_deleted_at",
        "admission",
        ("grade_level_id", "entered_on", "id", "deleted_at"),
        (),
    ),
    (
        "ix_admission_list",
        "admission",
        (
            "entered_on",
            "id",
            "school_id",
            "academic_year_id",
            "grade_level_id",
            "entry_code",
            "exited_on",
            "exit_code",
            "repeating",
            "deleted_at",
        ),
        (),
    ),
    (
        "ix_admission_school_id_entered_on_id_deleted_at",
        "admission",
        ("school_id", "entered_on", "id", "deleted_at"),
        (),
    ),
    ("ix_charge_amount_id_deleted_at", "charge", ("amount", "id", "deleted_at"), ()),
    ("ix_charge_charged_on_id_deleted_at", "charge", ("charged_on", "id", "deleted_at"), ()),
    ("ix_charge_deleted_at_id", "charge", ("deleted_at", "id"), ()),
    ("ix_charge_fee_item_id_due_on_id_deleted_at", "charge", ("fee_item_id", "due_on", "id", "deleted_at"), ()),
    ("ix_charge_list", "charge", ("due_on", "id", "charged_on", "amount", "fee_item_id", "deleted_at"), ()),
    ("ix_document_expires_on_id_deleted_at", "document", ("expires_on", "id", "deleted_at"), ("expires_on",)),
    ("ix_document_issued_on_id_deleted_at", "document", ("issued_on", "id", "deleted_at"), ("issued_on",)),
    ("ix_document_list", "document", ("deleted_at", "id", "kind", "issued_on", "expires_on"), ()),
    ("ix_medical_alert_ends_on_id_deleted_at", "medical_alert", ("ends_on", "id", "deleted_at"), ("ends_on",)),
    ("ix_medical_alert_list", "medical_alert", ("deleted_at", "id", "kind", "severity", "starts_on", "ends_on"), ()),
    ("ix_medical_alert_starts_on_id_deleted_at", "medical_alert", ("starts_on", "id", "deleted_at"), ("starts_on",)),
    ("ix_note_category_created_at_id_deleted_at", "note", ("category", "created_at", "id", "deleted_at"), ()),
    ("ix_note_deleted_at_id", "note", ("deleted_at", "id"), ()),
    ("ix_note_list", "note", ("created_at", "id", "category", "deleted_at"), ()),
    ("ix_payment_amount_id_deleted_at", "payment", ("amount", "id", "deleted_at"), ()),
    ("ix_payment_deleted_at_id", "payment", ("deleted_at", "id"), ()),
    ("ix_payment_kind_paid_on_id_deleted_at", "payment", ("kind", "paid_on", "id", "deleted_at"), ()),
    ("ix_payment_list", "payment", ("paid_on", "id", "amount", "kind", "method", "deleted_at"), ()),
    (
        "ix_student_guardian_list",
        "student_guardian",
        ("deleted_at", "id", "relation", "is_primary", "lives_with", "may_collect", "legal_guardian"),
        (),
    ),
    ("ix_attendance_mark_deleted_at_id", "attendance_mark", ("deleted_at", "id"), ()),
    (
        "ix_attendance_mark_list",
        "attendance_mark",
        ("on_date", "id", "teacher_code_id", "office_code_id", "deleted_at"),
        (),
    ),
    (
        "ix_attendance_mark_office_code_id_on_date_id_deleted_at",
        "attendance_mark",
        ("office_code_id", "on_date", "id", "deleted_at"),
        (),
    ),
    (
        "ix_attendance_mark_teacher_code_id_on_date_id_deleted_at",
        "attendance_mark",
        ("teacher_code_id", "on_date", "id", "deleted_at"),
        (),
    ),
    ("ix_enrollment_deleted_at_id", "enrollment", ("deleted_at", "id"), ()),
    ("ix_enrollment_ends_on_id_deleted_at", "enrollment", ("ends_on", "id", "deleted_at"), ("ends_on",)),
    ("ix_enrollment_list", "enrollment", ("starts_on", "id", "status", "ends_on", "deleted_at"), ()),
    ("ix_enrollment_status_starts_on_id_deleted_at", "enrollment", ("status", "starts_on", "id", "deleted_at"), ()),
    ("ix_posted_grade_course_code_id_deleted_at", "posted_grade", ("course_code", "id", "deleted_at"), ()),
    ("ix_posted_grade_list", "posted_grade", ("deleted_at", "id", "term_id", "course_code", "mark", "points"), ()),
    ("ix_posted_grade_mark_id_deleted_at", "posted_grade", ("mark", "id", "deleted_at"), ()),
    ("ix_posted_grade_points_id_deleted_at", "posted_grade", ("points", "id", "deleted_at"), ("points",)),
    ("ix_posted_grade_term_id_id_deleted_at", "posted_grade", ("term_id", "id", "deleted_at"), ()),
    ("ix_register_taken_deleted_at_id", "register_taken", ("deleted_at", "id"), ()),
    ("ix_register_taken_on_date_id_deleted_at", "register_taken", ("on_date", "id", "deleted_at"), ()),
)
OLD: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("ix_guardian_lastname_firstname_id", "guardian", ("lastname", "firstname", "id")),
    ("ix_household_city", "household", ("city",)),
    ("ix_household_name", "household", ("name",)),
    ("ix_audit_entry_created_at_id", "audit_entry", ("created_at", "id")),
    ("ix_audit_entry_resource_record_id_id", "audit_entry", ("resource", "record_id", "id")),
    ("ix_student_city", "student", ("city",)),
    ("ix_student_created_at", "student", ("created_at",)),
    ("ix_student_date_of_birth", "student", ("date_of_birth",)),
    ("ix_student_grade_level_id", "student", ("grade_level_id",)),
    ("ix_student_lastname_firstname_id", "student", ("lastname", "firstname", "id")),
    ("ix_student_status", "student", ("status",)),
    ("ix_admission_academic_year_id", "admission", ("academic_year_id",)),
    ("ix_admission_entered_on", "admission", ("entered_on",)),
    ("ix_admission_exited_on", "admission", ("exited_on",)),
    ("ix_admission_grade_level_id", "admission", ("grade_level_id",)),
    ("ix_admission_school_id", "admission", ("school_id",)),
    ("ix_charge_due_on", "charge", ("due_on",)),
    ("ix_charge_fee_item_id", "charge", ("fee_item_id",)),
    ("ix_document_expires_on", "document", ("expires_on",)),
    ("ix_payment_paid_on", "payment", ("paid_on",)),
    ("ix_attendance_mark_office_code_id", "attendance_mark", ("office_code_id",)),
    ("ix_attendance_mark_on_date", "attendance_mark", ("on_date",)),
    ("ix_attendance_mark_teacher_code_id", "attendance_mark", ("teacher_code_id",)),
    ("ix_posted_grade_term_id", "posted_grade", ("term_id",)),
    ("ix_register_taken_on_date", "register_taken", ("on_date",)),
)


def upgrade() -> None:
    for name, table, columns, blanks in NEW:
        # Blanks are the smallest value everywhere; PostgreSQL has to be told.
        op.create_index(op.f(name), table, list(columns), postgresql_ops=dict.fromkeys(blanks, "NULLS FIRST"))
    for name, table, _ in OLD:
        op.drop_index(op.f(name), table_name=table)


def downgrade() -> None:
    for name, table, columns in OLD:
        op.create_index(op.f(name), table, list(columns))
    for name, table, _, _ in NEW:
        op.drop_index(op.f(name), table_name=table)
