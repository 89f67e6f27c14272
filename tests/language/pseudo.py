"""Languages that nobody speaks: one that marks each text, and one that is written from right to left."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from babel.support import NullTranslations

from admin_app.language import LANGUAGES, Language

PLACEHOLDER = re.compile(r"(%\(\w+\)[sd]|%%|\{\w*\})")
#: Latin letters as Arabic ones: not to be read, but as wide and in the right direction.
ARABIC = str.maketrans("abcdefghijklmnopqrstuvwxyz", "ابجدهوزحطيكلمنسعفصقرشتثخذض")


class Marked(NullTranslations):
    """Every text in brackets."""

    def say(self, text: str) -> str:
        return f"⟦{text}⟧"

    def gettext(self, message: str) -> str:
        return self.say(message)

    ugettext = gettext  # as Flask-Babel asks

    def ngettext(self, singular: str, plural: str, count: int) -> str:
        return self.say(singular if count == 1 else plural)

    def pgettext(self, context: str, message: str) -> str:
        return self.say(message)


class Arabic(Marked):
    def say(self, text: str) -> str:
        parts = PLACEHOLDER.split(text)
        return "".join(part if number % 2 else part.lower().translate(ARABIC) for number, part in enumerate(parts))


@dataclass(frozen=True)
class Made(Language):
    """A language whose catalog is made here."""

    translations: Any = field(default=None, kw_only=True, compare=False)  # type: ignore[assignment]  # a field in its place


MARKED = Made("en-XA", "Marked", "en_US", translations=Marked())
RIGHT_TO_LEFT = Made("ar", "العربية", "ar", rtl=True, translations=Arabic())
WITH_MADE_ONES = {**LANGUAGES, MARKED.code: MARKED, RIGHT_TO_LEFT.code: RIGHT_TO_LEFT}
