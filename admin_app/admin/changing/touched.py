"""Which fields of a form somebody has changed, and what there is to choose where others have done so too."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from wtforms.fields import Field

from ..identities import identity
from .lookups import LookupField
from .seen import LOST, plain

#: In place of a value that a form says nothing of.
UNSEEN: Any = object()
#: Before the name of a field that two people have changed: whose value is to stay.
KEEP = "keep_"
THEIRS, MINE, BOTH = "theirs", "mine", "both"


@dataclass(frozen=True)
class Conflict:
    """A field that two people have given different values, in words; `before` is None where nobody knows it."""

    before: str | None
    theirs: str
    mine: str
    #: Whether several can be there together.
    several: bool = False
    chosen: str | None = None


def is_touched(field: Field, before: Any) -> bool:
    """Whether what was sent for a field is another value than the one that the form was drawn with."""
    if isinstance(field, LookupField):
        return typed_ids(field) != before
    return bool(field.process_errors) or plain(field.data) != before


def typed_ids(field: LookupField) -> Any:
    """The ids that were sent for a relation, be they there or not, as `plain` has them."""
    texts = [text for text in field.raw_data or () if text and text != "__None"]
    ids = [identity(text) for text in texts]
    if not field.raw_data or None in ids:
        return UNSEEN if texts else plain(field.data)
    return sorted(set(ids), key=str) if field.widget.multiple else next(iter(ids), None)


def typed_value(field: Field) -> Any:
    """What was sent for a field, as `plain` has it; no value equals one that could not be read."""
    return UNSEEN if field.process_errors else plain(field.data)


def adopt(field: Field) -> None:
    """Let a field hold what the record holds."""
    field.raw_data, field.process_errors = [], []
    field.process_data(field.object_data)


def put_together(field: LookupField, before: Any) -> None:
    """Let a field with several records hold what either added to those of before, and nothing that either took out."""
    held = set() if before == LOST else set(before)
    theirs, mine = field.records(field.object_data), field.records(field.data)
    kept = [record for record in theirs if record.id not in held or record in mine]
    field.data = kept + [record for record in mine if record not in theirs and record.id not in held]
