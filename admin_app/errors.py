"""The base of every error that a rule of the domain raises. Bottom layer: it knows neither school nor screens."""

from __future__ import annotations


class DomainError(Exception):
    """A rule said no. The message is a sentence for the person at the screen.

    `field` names the form field to show it at; None puts it at the top of the form.
    """

    def __init__(self, message: str, *, field: str | None = None) -> None:
        super().__init__(message)
        self.field = field
