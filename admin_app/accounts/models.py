"""Who signs in: users and their roles. What a role may do is not here but in `permissions.py`."""

from __future__ import annotations

from enum import StrEnum
from typing import Any
from uuid import uuid4

from flask_security import RoleMixin, UserMixin
from sqlalchemy import JSON, Column, ForeignKey, String, Table, true
from sqlalchemy.orm import Mapped, mapped_column, relationship, validates

from ..database import MYSQL_TABLE, Record, choice, db, not_blank, table_args
from ..searchable import Searchable
from ..texts import say


class RoleName(StrEnum):
    ADMINISTRATOR = "administrator"
    REGISTRAR = "registrar"
    TEACHER = "teacher"
    BURSAR = "bursar"
    NURSE = "nurse"
    VIEWER = "viewer"


user_role = Table(
    "user_role",
    db.metadata,
    Column("user_id", ForeignKey("user.id", ondelete="CASCADE"), primary_key=True),
    Column("role_id", ForeignKey("role.id"), primary_key=True, index=True),
    **MYSQL_TABLE,
)


def new_key() -> str:
    """A value for `User.fs_uniquifier` that nobody has had before."""
    return uuid4().hex


class Role(Record, RoleMixin):
    """One of the six roles. Their powers are the table in `permissions.py`, so the database takes no seventh."""

    name: Mapped[RoleName] = mapped_column(choice(RoleName, "name"), unique=True)
    description: Mapped[str | None] = mapped_column(String(200))

    users: Mapped[list[User]] = relationship(secondary=user_role, back_populates="roles")

    def __repr__(self) -> str:
        return f"<Role {self.name}>"

    def __str__(self) -> str:
        return say(self.name.capitalize(), "RoleName")


class User(Record, UserMixin):
    """Somebody with an e-mail address and a password. `name` is how screens and the change log call them."""

    email: Mapped[str] = mapped_column(String(255), unique=True)
    name: Mapped[str | None] = mapped_column(String(200))
    password: Mapped[str] = mapped_column(String(255))
    active: Mapped[bool] = mapped_column(default=True, server_default=true())
    #: What sessions and remember-me cookies hold instead of the id, so that changing it ends all of them.
    fs_uniquifier: Mapped[str] = mapped_column(String(64), unique=True, default=new_key)

    #: Resource → the saved view that its list opens with. Here, since the account is read on every request anyway.
    usual_views: Mapped[dict[str, int] | None] = mapped_column(JSON)

    #: The code of the language that they have chosen; without one, their browser says.
    language: Mapped[str | None] = mapped_column(String(10))

    roles: Mapped[list[Role]] = relationship(  # type: ignore[assignment]  # the mixin has a list of its own base
        secondary=user_role, back_populates="users"
    )

    __searchable__ = Searchable(number=18, names=("email", "name"))
    __sensitive__ = frozenset({"password", "fs_uniquifier"})
    __table_args__ = table_args(*not_blank("email"))
    __constraint_messages__ = {"email_not_blank": ("email", "An e-mail address cannot be blank.")}

    @validates("email")
    def _one_spelling(self, _: str, value: Any) -> Any:
        """An address is the same in upper and lower case, so it is kept in one spelling and found in any."""
        return value.strip().lower() if isinstance(value, str) else value

    @validates("password", "active", "deleted_at")
    def _end_sessions(self, _: str, value: Any) -> Any:
        """A new password, a disabled account and one in the trash sign their user out everywhere."""
        self.fs_uniquifier = new_key()
        return value

    @property
    def is_active(self) -> bool:
        """Whether the account may be used at all; Flask-Login and the permission table ask."""
        return bool(self.active) and self.deleted_at is None

    @property
    def role_names(self) -> frozenset[RoleName]:
        """Never kept, so that a role given or taken counts from the next look on."""
        return frozenset(role.name for role in self.roles)

    def __repr__(self) -> str:
        return f"<User {self.email}>"

    def __str__(self) -> str:
        return self.name or self.email
