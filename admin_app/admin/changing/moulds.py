"""Forms cast instead of drawn: all but what is in the fields is the same each time, so it is drawn once and kept.

Drawing every label, help and attribute anew made up a third of the time that a form took.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import current_app, request
from markupsafe import Markup

from ..drawn import once, readers
from .controls import Attributes, control, quoted, split

#: Stands for a control while a mould is made. No page holds one otherwise: what is typed has none, see `ScreenForm`.
PLACE = "\0"


@dataclass(frozen=True)
class Gap:
    """Where the control of a field goes."""

    name: str
    given: Attributes
    #: What comes before and after the value of a control that is typed into.
    around: tuple[str, str] | None

    @classmethod
    def of(cls, field: Any, given: Attributes) -> Gap:
        return cls(field.short_name, given, split(field, given))

    def fill(self, field: Any) -> str:
        """The field's control, with what is in the field."""
        if self.around is None:
            return control(field, self.given)
        before, after = self.around
        return f"{before}{quoted(field._value())}{after}"  # noqa: SLF001  # as its widget would ask


@dataclass(frozen=True)
class Mould:
    """The HTML before each gap, the gaps, and the HTML after the last one."""

    before: tuple[str, ...]
    gaps: tuple[Gap, ...]
    rest: str

    @classmethod
    def of(cls, form: Any, draw: Callable[[Any], str]) -> Mould:
        gaps: list[Gap] = []
        form.meta.gaps = gaps
        try:
            *before, rest = str(draw(form)).split(PLACE)
        finally:
            form.meta.gaps = None
        return cls(tuple(before), tuple(gaps), rest)

    def cast(self, form: Any) -> Markup:
        """The form as `draw` would have drawn it with these values."""
        parts: list[str] = []
        for before, gap in zip(self.before, self.gaps, strict=True):
            parts += (before, gap.fill(form[gap.name]))
        return Markup("".join(parts) + self.rest)  # noqa: S704  # `draw` and the controls have escaped it


def cast(form: Any, draw: Callable[[Any], Markup]) -> Markup:
    """What `draw` makes of a form in which nothing is wrong, from what was kept of its kind and readers.

    A developer who edits the template sees the change at once.
    """
    if form.errors or current_app.debug:
        return draw(form)
    key = ("form", type(form), tuple(form._fields), readers(), request.script_root, form._prefix)  # noqa: SLF001
    mould = once(key, lambda: Mould.of(form, draw))
    return mould.cast(form)
