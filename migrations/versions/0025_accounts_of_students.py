"""Indexes that know a student's account: what is still due of a charge is added up in them alone.

A foreign key on MySQL needs an index at all times, so the new ones come first.
"""

from __future__ import annotations

from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

LIST = ("due_on", "id", "charged_on", "amount", "fee_item_id")


def upgrade() -> None:
    op.create_index("ix_charge_account", "charge", ["student_id", "due_on", "id", "amount", "deleted_at"])
    op.create_index("ix_payment_account", "payment", ["student_id", "id", "kind", "amount", "deleted_at"])
    op.drop_index(op.f("ix_charge_student_id"), table_name="charge")
    op.drop_index(op.f("ix_payment_student_id"), table_name="payment")
    op.drop_index("ix_charge_list", table_name="charge")
    op.create_index("ix_charge_list", "charge", [*LIST, "student_id", "deleted_at"])


def downgrade() -> None:
    op.drop_index("ix_charge_list", table_name="charge")
    op.create_index("ix_charge_list", "charge", [*LIST, "deleted_at"])
    op.create_index(op.f("ix_payment_student_id"), "payment", ["student_id"])
    op.create_index(op.f("ix_charge_student_id"), "charge", ["student_id"])
    op.drop_index("ix_payment_account", table_name="payment")
    op.drop_index("ix_charge_account", table_name="charge")
