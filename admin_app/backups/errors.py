"""Why a copy could not be made, or not be put back."""

from ..errors import DomainError


class BackupError(DomainError):
    """The message says what happened, in what state the database is, and what to do."""


class HalfRestored(BackupError):
    """Putting a copy back broke off in the midst, on an engine that does not take the first half back."""
