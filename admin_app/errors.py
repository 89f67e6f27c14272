"""The base of every error that a rule of the domain raises. Bottom layer: it knows neither school nor screens."""

from __future__ import annotations

from typing import Any

from .texts import in_english


class DomainError(Exception):
    """A rule said no. The message is a sentence for the person at the screen.

    It is a template and the values in it, so that it can be said in another language: `str()` of the error is English.
    `field` names the form field to show it at; None puts it at the top of the form.
    """

    def __init__(self, template: str, /, *, field: str | None = None, **values: Any) -> None:
        super().__init__(in_english(template, "", values))
        self.template, self.values, self.field = template, values, field
