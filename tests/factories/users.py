from __future__ import annotations

from typing import Any

import factory
from sqlalchemy import select

from admin_app.accounts import Role, RoleName, User
from admin_app.database import db

from .base import Factory


class RoleFactory(Factory):
    class Meta:
        model = Role

    name = RoleName.VIEWER

    @classmethod
    def _create(cls, model_class: type[Role], *args: Any, **values: Any) -> Role:
        """There is one row for each role, so a second request for a role gets the first one's."""
        held = db.session.scalar(select(Role).where(Role.name == values["name"]))
        return held or super()._create(model_class, *args, **values)


class UserFactory(Factory):
    """An account that nobody can sign in to with a password: hashing one takes longer than most tests."""

    class Meta:
        model = User

    email = factory.Sequence(lambda n: f"user{n}@school.example")
    name = factory.Sequence(lambda n: f"User {n}")
    password = "*"


def user_with(*roles: str) -> User:
    """An account with these roles."""
    return UserFactory(roles=[RoleFactory(name=RoleName(role)) for role in roles])
