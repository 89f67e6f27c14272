"""Sentences with values in them, said in the language of whoever reads. Bottom layer: it knows no language but English.

The domain says what it has to say as an English template with names in braces, and the values. Where somebody reads,
`language` has put itself between: it finds the template in their language, and shows the values as they write them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

#: (template, what kind of text it is where one word has several meanings, values) → the text.
Speaker = Callable[[str, str, Mapping[str, Any]], str]


def in_english(template: str, context: str, values: Mapping[str, Any]) -> str:
    return template.format(**values) if values else template


class Voice:
    """Who speaks for the whole process: English by itself, until there are readers."""

    speaker: Speaker = staticmethod(in_english)


def later(text: str) -> str:
    """The same text: marks one that is said later, by whoever draws it, for the translators."""
    return text


def say(template: str, /, context: str = "", **values: Any) -> str:
    """A text for whoever reads: `say("{student} in {section}", student=…, section=…)`."""
    return Voice.speaker(template, context, values)
