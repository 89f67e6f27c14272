"""Documents about students."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "document",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("student_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("title", sa.String(length=150), nullable=False),
        sa.Column("number", sa.String(length=50), nullable=True),
        sa.Column("issued_on", sa.Date(), nullable=True),
        sa.Column("expires_on", sa.Date(), nullable=True),
        sa.Column("file_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(), server_default=sa.func.current_timestamp(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), server_default=sa.func.current_timestamp(), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("deleted_at", sa.DateTime(), nullable=True),
        sa.CheckConstraint(
            "kind IN ('birth certificate', 'passport', 'immunization', 'transcript', 'court order', "
            "'consent', 'other')",
            name=op.f("ck_document_kind"),
        ),
        sa.CheckConstraint("trim(title) <> ''", name=op.f("ck_document_title_not_blank")),
        sa.CheckConstraint("expires_on >= issued_on", name=op.f("ck_document_expires_after_issue")),
        sa.ForeignKeyConstraint(["file_id"], ["document_file.id"], name=op.f("fk_document_file_id")),
        sa.ForeignKeyConstraint(["student_id"], ["student.id"], name=op.f("fk_document_student_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_document")),
        mysql_engine="InnoDB",
        mysql_charset="utf8mb4",
        mysql_collate="utf8mb4_bin",
    )
    op.create_index(op.f("ix_document_expires_on"), "document", ["expires_on"])
    op.create_index(op.f("ix_document_file_id"), "document", ["file_id"])
    op.create_index(op.f("ix_document_student_id"), "document", ["student_id"])


def downgrade() -> None:
    op.drop_table("document")
