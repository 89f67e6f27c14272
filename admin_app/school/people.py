"""What every person on the roster has, be it a student, a guardian or a member of staff."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, String, event
from sqlalchemy.orm import Mapped, Mapper, mapped_column, validates
from sqlalchemy.orm.attributes import get_history

from .errors import InvalidValue

LONGEST_FORMER_NAMES = 500


class Person:
    """A mixin: names as people write them, and how to reach them."""

    # What they were before is known, even where nobody has read it: see `keep_former_name`.
    firstname: Mapped[str] = mapped_column(String(100), active_history=True)
    lastname: Mapped[str] = mapped_column(String(100), active_history=True)
    #: What the person was called before, parted by semicolons. Papers still say it, so it is searched.
    former_names: Mapped[str | None] = mapped_column(String(LONGEST_FORMER_NAMES))
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


@event.listens_for(Person, "before_update", propagate=True)
def keep_former_name(mapper: Mapper[Any], connection: Connection, person: Any) -> None:
    """Whoever is called otherwise from now on can still be found by the name that was theirs.

    A name that comes back is no former one any more, and where there are too many the oldest is forgotten.
    """
    before = " ".join(before_flush(person, field) for field in ("firstname", "lastname"))
    if before.casefold() == str(person).casefold():
        return
    kept = [name for name in (person.former_names or "").split("; ") if name and name not in (before, str(person))]
    kept.append(before)
    while len(joined := "; ".join(kept)) > LONGEST_FORMER_NAMES:
        kept.pop(0)
    person.former_names = joined


def before_flush(person: Any, field: str) -> str:
    """What the database has in a field that may have been set since."""
    history = get_history(person, field)
    found: str = history.deleted[0] if history.deleted else getattr(person, field)
    return found
