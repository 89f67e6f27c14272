"""What a job is about, and the file it leaves."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("job") as table:
        table.add_column(sa.Column("subject", sa.String(length=200), nullable=True))
        table.add_column(sa.Column("arguments", sa.JSON(), nullable=True))
        table.add_column(sa.Column("file", sa.String(length=100), nullable=True))
        table.add_column(sa.Column("file_name", sa.String(length=200), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("job") as table:
        table.drop_column("file_name")
        table.drop_column("file")
        table.drop_column("arguments")
        table.drop_column("subject")
