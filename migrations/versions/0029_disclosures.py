"""Who was given what about a student, and why."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None

BASES = "'family request', 'consent', 'transfer', 'authority', 'court order', 'emergency', 'directory', 'other'"


def upgrade() -> None:
    op.create_table(
        "disclosure",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("student_id", sa.Integer(), nullable=False),
        sa.Column("disclosed_on", sa.Date(), nullable=False),
        sa.Column("recipient", sa.String(length=200), nullable=False),
        sa.Column("information", sa.String(length=500), nullable=False),
        sa.Column("purpose", sa.String(length=500), nullable=False),
        sa.Column("legal_basis", sa.String(length=20), nullable=False),
        sa.Column("created_at", sa.DateTime(), server_default=sa.func.current_timestamp(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), server_default=sa.func.current_timestamp(), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("deleted_at", sa.DateTime(), nullable=True),
        sa.CheckConstraint(f"legal_basis IN ({BASES})", name=op.f("ck_disclosure_legal_basis")),
        sa.CheckConstraint("trim(recipient) <> ''", name=op.f("ck_disclosure_recipient_not_blank")),
        sa.CheckConstraint("trim(information) <> ''", name=op.f("ck_disclosure_information_not_blank")),
        sa.CheckConstraint("trim(purpose) <> ''", name=op.f("ck_disclosure_purpose_not_blank")),
        sa.ForeignKeyConstraint(["student_id"], ["student.id"], name=op.f("fk_disclosure_student_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_disclosure")),
        mysql_engine="InnoDB",
        mysql_charset="utf8mb4",
        mysql_collate="utf8mb4_bin",
    )
    op.create_index(op.f("ix_disclosure_student_id"), "disclosure", ["student_id"])
    op.create_index(op.f("ix_disclosure_disclosed_on_id"), "disclosure", ["disclosed_on", "id"])


def downgrade() -> None:
    op.drop_table("disclosure")
