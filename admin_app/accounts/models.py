"""Who signs in: users and their roles. What a role may do is not here but in `permissions.py`."""

from __future__ import annotations

from enum import StrEnum
from typing import Any
from uuid import uuid4

from flask import current_app
from flask_security import RoleMixin, UserMixin
from sqlalchemy import (
    JSON,
    BigInteger,
    Column,
    ForeignKey,
    Integer,
    LargeBinary,
    String,
    Table,
    event,
    exists,
    select,
    true,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship, validates

from ..database import MYSQL_TABLE, Record, UtcDateTime, choice, db, not_blank, table_args
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

#: The public halves of what signs somebody in without a password: see `passkeys.py`.
passkey = Table(
    "passkey",
    db.metadata,
    Column("id", Integer, primary_key=True),
    Column("user_id", ForeignKey("user.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("name", String(100), nullable=False),
    #: By which the device knows it, in base64url.
    Column("credential_id", String(700), nullable=False, unique=True),
    Column("public_key", LargeBinary, nullable=False),
    #: How often the device says that it has signed; many never count.
    Column("sign_count", BigInteger, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("used_at", UtcDateTime),
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
    #: Sessions count while the account has the key with which they began, so that a new one ends all of them.
    fs_uniquifier: Mapped[str] = mapped_column(String(64), unique=True, default=new_key)

    #: The school that they see and nothing else; without one they see all. `school` is what it is called there.
    school_id: Mapped[int | None] = mapped_column(ForeignKey("school.id"), index=True)

    #: Resource → the saved view that its list opens with. Here, since the account is read on every request anyway.
    usual_views: Mapped[dict[str, int] | None] = mapped_column(JSON)

    #: The code of the language that they have chosen; without one, their browser says.
    language: Mapped[str | None] = mapped_column(String(10))

    #: "authenticator" for those who have a second factor, and what it is checked with: see `second_factor.py`.
    tf_primary_method: Mapped[str | None] = mapped_column(String(20))
    tf_totp_secret: Mapped[str | None] = mapped_column(String(500), deferred=True, deferred_group="second_factor")
    tf_last_counter: Mapped[int | None] = mapped_column(deferred=True, deferred_group="second_factor")
    mf_recovery_codes: Mapped[list[str] | None] = mapped_column(JSON, deferred=True, deferred_group="second_factor")

    roles: Mapped[list[Role]] = relationship(  # type: ignore[assignment]  # the mixin has a list of its own base
        secondary=user_role, back_populates="users"
    )

    __searchable__ = Searchable(number=18, names=("email", "name"))
    __sensitive__ = frozenset({"password", "fs_uniquifier", "tf_totp_secret", "tf_last_counter", "mf_recovery_codes"})
    __table_args__ = table_args(*not_blank("email"))
    __constraint_messages__ = {"email_not_blank": ("email", "An e-mail address cannot be blank.")}

    @validates("email")
    def _one_spelling(self, _: str, value: Any) -> Any:
        """An address is the same in upper and lower case, so it is kept in one spelling and found in any."""
        return value.strip().lower() if isinstance(value, str) else value

    @validates("password", "active", "deleted_at", "school_id", "school")
    def _end_sessions(self, _: str, value: Any) -> Any:
        """A new password, another school, a disabled account and one in the trash sign their user out everywhere."""
        self.sign_out_everywhere()
        return value

    def sign_out_everywhere(self) -> None:
        """End every session of the account, and make links worthless that were sent to it. Does not commit."""
        self.fs_uniquifier = new_key()

    @property
    def is_active(self) -> bool:
        """Whether the account may be used at all; Flask-Login and the permission table ask."""
        return bool(self.active) and self.deleted_at is None

    @property
    def needs_second_factor(self) -> bool:
        """Whether they have to have one, by SECOND_FACTOR."""
        rule = current_app.config["SECOND_FACTOR"]
        return rule == "everybody" or (rule == "administrators" and RoleName.ADMINISTRATOR in self.role_names)

    @property
    def has_passkey(self) -> bool:
        """Asks the database."""
        return bool(db.session.scalar(select(exists().where(passkey.c.user_id == self.id))))

    @property
    def has_second_factor(self) -> bool:
        """Whether the password alone does not sign them in: an application on a phone does, or a passkey."""
        return self.tf_primary_method is not None or self.has_passkey

    def check_tf_required(self, tf_setup_methods: list[Any], tf_fresh: bool) -> tuple[bool, list[Any]]:
        """Flask-Security asks after the password: who has a second factor is asked for it, need it or not."""
        return bool(tf_setup_methods) or self.needs_second_factor, tf_setup_methods

    def check_tf_required_setup(self) -> bool:
        """Flask-Security asks before it lets somebody do without the application on their phone."""
        return self.needs_second_factor and not self.has_passkey

    @property
    def role_names(self) -> frozenset[RoleName]:
        """Never kept, so that a role given or taken counts from the next look on."""
        return frozenset(role.name for role in self.roles)

    def __repr__(self) -> str:
        return f"<User {self.email}>"

    def __str__(self) -> str:
        return self.name or self.email


@event.listens_for(User.roles, "append")
@event.listens_for(User.roles, "remove")
def role_changed(user: User, *_: Any) -> None:
    """A role given or taken signs its user out as well: what they may do has to be seen to be understood."""
    user.sign_out_everywhere()
