"""What a model says about how it is found. Bottom layer, so that accounts can say it too."""

from __future__ import annotations

from dataclasses import dataclass

#: The parts of an entry. A user searches those of which they may read every field.
COLUMNS = ("names", "details", "related_names", "related_details")


@dataclass(frozen=True)
class Searchable:
    """The fields that a record is found by, as `__searchable__` of its model.

    `number` says whose an entry is; it is kept for ever. `names` is what a record is called, numbers and codes
    included, `details` is what fewer people may read. The other two lead to other records by dotted names, such as
    `guardian_links.guardian.lastname`. Each of the four holds fields that the same people may read.
    """

    number: int
    names: tuple[str, ...]
    details: tuple[str, ...] = ()
    related_names: tuple[str, ...] = ()
    related_details: tuple[str, ...] = ()

    def fields(self, column: str) -> tuple[str, ...]:
        """The fields of one of COLUMNS."""
        found: tuple[str, ...] = getattr(self, column)
        return found
