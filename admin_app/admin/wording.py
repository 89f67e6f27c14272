"""Words for people, made from the names in the code."""

from __future__ import annotations

import re
from enum import Enum

from ..language import word

_WORD_STARTS = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


def sentence(name: str) -> str:
    """`date_of_birth` → "Date of birth", `AcademicYear` → "Academic year", `grade_level.name` → "Grade level name"."""
    words = _WORD_STARTS.sub(" ", name).replace("_", " ").replace(".", " ").lower().strip()
    return words[:1].upper() + words[1:]


def plural(noun: str) -> str:
    """The plural of a regular English noun; a view with an irregular one says so itself (`name = "Staff"`)."""
    if re.search(r"[^aeiou]y$", noun):
        return f"{noun[:-1]}ies"
    return f"{noun}es" if re.search(r"(s|x|z|ch|sh)$", noun) else f"{noun}s"


def member_label(member: Enum | str) -> str:
    """What people read for one of a few words: its `label`, else its value where that is text, else its name."""
    label = getattr(member, "label", None)
    if isinstance(label, str):
        return label
    value = getattr(member, "value", member)
    return sentence(value if isinstance(value, str) else str(getattr(member, "name", value)))


def member_text(member: Enum | str) -> str:
    """The same in the language of whoever reads."""
    return word(member, member_label(member))
