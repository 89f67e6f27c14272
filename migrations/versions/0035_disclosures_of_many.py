"""What was given out about many students at once."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("disclosure") as table:
        table.alter_column("student_id", existing_type=sa.Integer(), nullable=True)


def downgrade() -> None:
    op.execute("DELETE FROM disclosure WHERE student_id IS NULL")
    with op.batch_alter_table("disclosure") as table:
        table.alter_column("student_id", existing_type=sa.Integer(), nullable=False)
