"""What every person on the roster has, be it a student, a guardian or a member of staff."""

from __future__ import annotations

from typing import Any

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column, validates

from .errors import InvalidValue


class Person:
    """A mixin: names as people write them, and how to reach them."""

    firstname: Mapped[str] = mapped_column(String(100))
    lastname: Mapped[str] = mapped_column(String(100))
    phone: Mapped[str | None] = mapped_column(String(30))
    sourced_id: Mapped[str | None] = mapped_column(String(100), unique=True)

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.firstname}>"

    def __str__(self) -> str:
        return f"{self.firstname} {self.lastname}"

    @validates("firstname", "lastname")
    def _named(self, field: str, value: Any) -> Any:
        if isinstance(value, str) and not value.strip():
            raise InvalidValue("A name cannot be blank.", field=field)
        return value.strip() if isinstance(value, str) else value

    @validates("email")
    def _one_spelling(self, field: str, value: Any) -> Any:
        """An address is the same in upper and lower case, so it is kept in one spelling and found as a duplicate."""
        return value.strip().lower() or None if isinstance(value, str) else value
