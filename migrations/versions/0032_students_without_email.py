"""A small child has no e-mail address."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("student") as student:
        student.alter_column("email", existing_type=sa.String(length=80), nullable=True)


def downgrade() -> None:
    """Everybody had an address before; whoever has none by now is given one that leads nowhere (RFC 2606)."""
    student = sa.table("student", sa.column("id", sa.Integer()), sa.column("email", sa.String()))
    made = sa.literal("student") + sa.cast(student.c.id, sa.String()) + sa.literal("@nowhere.invalid")
    op.execute(student.update().where(student.c.email.is_(None)).values(email=made))
    with op.batch_alter_table("student") as table:
        table.alter_column("email", existing_type=sa.String(length=80), nullable=False)
