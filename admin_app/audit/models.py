"""What the back office itself keeps: the change log, saved views of lists, and long work."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    JSON,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
    false,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ..accounts import User
from ..database import MYSQL_TABLE, Record, UtcDateTime, choice, db, list_index, not_blank, table_args, trash_index
from ..texts import say


class Change(StrEnum):
    """What happened: to a record, to many at once past the session, or without changing anything."""

    INSERT = "insert"
    UPDATE = "update"
    DELETE = "delete"
    LOAD = "load"
    VIEW = "view"
    EXPORT = "export"
    SIGN_IN = "sign-in"
    FAILED_SIGN_IN = "failed sign-in"
    SIGN_OUT = "sign-out"
    ERASE = "erase"


#: What a record's history consists of.
OF_RECORDS = (Change.INSERT, Change.UPDATE, Change.DELETE)


class JobState(StrEnum):
    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


class AuditEntry(Record):
    """Who changed what, when (`created_at`), from what to what. Written once, never changed; see `log.py`.

    Names and labels are copied in, so that an entry still reads well when the account or the record is gone.
    `changes` is {field: [before, after]}. What one transaction did has one `act`; `undoes` is the act that it took
    back, and `erased` the one that took values out of the entry: see `erasing.py`. `verb` is what was done, where it
    was more than saving a form, and `reason` what somebody typed for it.
    """

    user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id", ondelete="SET NULL"), index=True)
    user_label: Mapped[str] = mapped_column(String(255))
    role: Mapped[str | None] = mapped_column(String(100))
    address: Mapped[str | None] = mapped_column(String(45))
    request_id: Mapped[str | None] = mapped_column(String(64))
    act: Mapped[str | None] = mapped_column(String(32), index=True)
    undoes: Mapped[str | None] = mapped_column(String(32), index=True)
    erased: Mapped[str | None] = mapped_column(String(32), sort_order=94)
    verb: Mapped[str | None] = mapped_column(String(64))
    action: Mapped[Change] = mapped_column(choice(Change, "action"))
    resource: Mapped[str] = mapped_column(String(64))
    record_id: Mapped[int]
    record_label: Mapped[str] = mapped_column(String(200))
    changes: Mapped[dict[str, list[Any]]] = mapped_column(JSON)
    reason: Mapped[str | None] = mapped_column(String(500))

    user: Mapped[User | None] = relationship()

    __audited__ = False
    __large__ = True
    __table_args__ = table_args(
        Index(None, "record_id", "resource", "id"),
        list_index("created_at", also=("action",), name="ix_audit_entry_list"),
        list_index("resource", "created_at"),
        list_index("user_label", "created_at"),
        trash_index(),
    )

    def __str__(self) -> str:
        return say("{action} of {record} by {user}", action=self.action, record=self.record_label, user=self.user_label)


#: What a row that was deleted for good had belonged to: the entry of its deletion, and each record that it referred to.
#: Nothing else leads from there to the entry, since the row is gone.
audit_departure = Table(
    "audit_departure",
    db.metadata,
    Column("entry_id", ForeignKey("audit_entry.id", ondelete="CASCADE"), primary_key=True),
    Column("resource", String(64), primary_key=True),
    Column("record_id", Integer, primary_key=True),
    Index(None, "record_id", "resource", "entry_id"),
    **MYSQL_TABLE,
)


class SavedView(Record):
    """A list as somebody likes it: its search, filters and order as a query string."""

    user_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"))
    resource: Mapped[str] = mapped_column(String(64))
    name: Mapped[str] = mapped_column(String(100))
    query_string: Mapped[str] = mapped_column(Text)
    shared: Mapped[bool] = mapped_column(default=False, server_default=false())

    user: Mapped[User] = relationship(back_populates="saved_views")

    __table_args__ = table_args(
        *not_blank("name"), UniqueConstraint("user_id", "resource", "name"), Index(None, "resource", "shared")
    )
    __constraint_messages__ = {"name_not_blank": ("name", "A name cannot be blank.")}

    def __str__(self) -> str:
        return self.name


# Of an account, but only this file knows it. Through the session, so that the log tells of those that go along with it.
User.saved_views = relationship(SavedView, back_populates="user", cascade="all, delete-orphan")


class Job(Record):
    """A piece of long work: how far it is, and how it ended. `progress` counts up to `total`, once that is known.

    `subject` says in words what it is about, `arguments` what its kind needs to know. A file that it leaves is `file`
    in the folder of exports, and called `file_name` by whoever fetches it.
    """

    kind: Mapped[str] = mapped_column(String(50))
    subject: Mapped[str | None] = mapped_column(String(200))
    arguments: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    state: Mapped[JobState] = mapped_column(
        choice(JobState, "state"), default=JobState.WAITING, server_default="waiting", index=True
    )
    progress: Mapped[int] = mapped_column(default=0, server_default="0")
    total: Mapped[int | None]
    started_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    finished_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    message: Mapped[str | None] = mapped_column(String(500))
    file: Mapped[str | None] = mapped_column(String(100))
    file_name: Mapped[str | None] = mapped_column(String(200))
    requested_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id", ondelete="SET NULL"), index=True)

    requested_by: Mapped[User | None] = relationship()

    __audited__ = False
    __table_args__ = table_args(
        CheckConstraint("progress >= 0", name="progress_not_negative"),
        CheckConstraint("total >= 0", name="total_not_negative"),
        CheckConstraint("finished_at >= started_at", name="finished_after_start"),
    )

    def __str__(self) -> str:
        return say("{kind}, {state}", kind=self.kind, state=self.state)
