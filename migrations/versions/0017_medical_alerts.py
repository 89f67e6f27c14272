"""Medical alerts."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "medical_alert",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("student_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("title", sa.String(length=150), nullable=False),
        sa.Column("severity", sa.String(length=20), nullable=False),
        sa.Column("instructions", sa.Text(), nullable=True),
        sa.Column("starts_on", sa.Date(), nullable=True),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("created_at", sa.DateTime(), server_default=sa.func.current_timestamp(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), server_default=sa.func.current_timestamp(), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("deleted_at", sa.DateTime(), nullable=True),
        sa.CheckConstraint(
            "kind IN ('allergy', 'condition', 'medication', 'other')", name=op.f("ck_medical_alert_kind")
        ),
        sa.CheckConstraint(
            "severity IN ('low', 'moderate', 'severe', 'life-threatening')", name=op.f("ck_medical_alert_severity")
        ),
        sa.CheckConstraint("trim(title) <> ''", name=op.f("ck_medical_alert_title_not_blank")),
        sa.CheckConstraint("ends_on >= starts_on", name=op.f("ck_medical_alert_ends_after_start")),
        sa.ForeignKeyConstraint(["student_id"], ["student.id"], name=op.f("fk_medical_alert_student_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_medical_alert")),
        mysql_engine="InnoDB",
        mysql_charset="utf8mb4",
        mysql_collate="utf8mb4_bin",
    )
    op.create_index(op.f("ix_medical_alert_student_id"), "medical_alert", ["student_id"])


def downgrade() -> None:
    op.drop_table("medical_alert")
