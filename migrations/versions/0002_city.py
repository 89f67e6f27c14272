"""The city a student lives in."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("student") as student:
        student.add_column(sa.Column("city", sa.String(length=100), nullable=True))
        student.create_index(op.f("ix_student_city"), ["city"])


def downgrade() -> None:
    with op.batch_alter_table("student") as student:
        student.drop_index(op.f("ix_student_city"))
        student.drop_column("city")
