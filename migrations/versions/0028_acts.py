"""The change log says which changes were one act, what was done, and what it took back; and nobody rewrites it.

Of the entries that are there, those of one request are one act.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None

CHECK = "ck_audit_entry_action"
BEFORE = "action IN ('insert', 'update', 'delete')"
AFTER = "action IN ('insert', 'update', 'delete', 'load', 'view', 'export', 'sign-in', 'failed sign-in', 'sign-out')"
SAME = (
    *("id", "user_label", "role", "address", "request_id", "act", "undoes", "verb", "action", "resource"),
    *("record_id", "record_label", "reason", "created_at"),
)
REFUSAL = "An entry of the change log cannot be changed or deleted."
REFUSE = (
    "CREATE FUNCTION audit_entry_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
    f"RAISE EXCEPTION '{REFUSAL}' USING ERRCODE = 'restrict_violation'; END $$"
)
#: An account that is deleted leaves its entries, without the link to it: that alone may change. MySQL and MariaDB have
#: no trigger, since it takes a privilege there that an application should not have where changes are replicated.
GUARDS = {
    "sqlite": (
        "CREATE TRIGGER audit_entry_update BEFORE UPDATE ON audit_entry WHEN "
        + " OR ".join(f"old.{name} IS NOT new.{name}" for name in (*SAME, "changes"))
        + f" OR new.user_id IS NOT NULL BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END",
    ),
    "postgresql": (
        REFUSE,
        "CREATE TRIGGER audit_entry_update BEFORE UPDATE ON audit_entry FOR EACH ROW WHEN ("
        + " OR ".join(f"old.{name} IS DISTINCT FROM new.{name}" for name in SAME)
        + " OR old.changes::text IS DISTINCT FROM new.changes::text OR new.user_id IS NOT NULL) "
        "EXECUTE FUNCTION audit_entry_refuse()",
    ),
}
FREEDOM = {
    "sqlite": ("DROP TRIGGER audit_entry_update",),
    "postgresql": ("DROP TRIGGER audit_entry_update ON audit_entry", "DROP FUNCTION audit_entry_refuse()"),
}


def upgrade() -> None:
    with op.batch_alter_table("audit_entry") as table:
        table.drop_index(op.f("ix_audit_entry_request_id"))
        table.alter_column("request_id", type_=sa.String(64), existing_type=sa.String(32), existing_nullable=True)
        table.add_column(sa.Column("act", sa.String(32), nullable=True))
        table.add_column(sa.Column("undoes", sa.String(32), nullable=True))
        table.add_column(sa.Column("verb", sa.String(64), nullable=True))
        table.drop_constraint(op.f(CHECK), type_="check")
        table.create_check_constraint(op.f(CHECK), sa.text(AFTER))
        table.create_index(op.f("ix_audit_entry_act"), ["act"])
        table.create_index(op.f("ix_audit_entry_undoes"), ["undoes"])
    op.execute("UPDATE audit_entry SET act = request_id")
    run(GUARDS)


def downgrade() -> None:
    run(FREEDOM)
    op.execute("DELETE FROM audit_entry WHERE action NOT IN ('insert', 'update', 'delete')")
    op.execute("UPDATE audit_entry SET request_id = substr(request_id, 1, 32)")
    with op.batch_alter_table("audit_entry") as table:
        table.drop_index(op.f("ix_audit_entry_undoes"))
        table.drop_index(op.f("ix_audit_entry_act"))
        table.drop_constraint(op.f(CHECK), type_="check")
        table.create_check_constraint(op.f(CHECK), sa.text(BEFORE))
        for name in ("verb", "undoes", "act"):
            table.drop_column(name)
        table.alter_column("request_id", type_=sa.String(32), existing_type=sa.String(64), existing_nullable=True)
        table.create_index(op.f("ix_audit_entry_request_id"), ["request_id"])


def run(statements: dict[str, tuple[str, ...]]) -> None:
    for statement in statements.get(op.get_bind().dialect.name, ()):
        op.get_bind().exec_driver_sql(statement)
