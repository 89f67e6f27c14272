"""What can go wrong with an account, named as an administrator would name it."""

from __future__ import annotations

from typing import Any

from ..errors import DomainError


class InvalidEmail(DomainError):
    """This is no e-mail address."""


class EmailTaken(DomainError):
    """Somebody signs in with this e-mail address already."""


class WeakPassword(DomainError):
    """The password is too short, too long, or says who it belongs to."""


class UnknownRole(DomainError):
    """There is no such role, or none was given."""


class PasswordNeeded(DomainError):
    """Whoever is signed in typed their password too long ago for this."""


class PasskeyRefused(DomainError):
    """What a device has answered signs nobody in. `user` is whose passkey it was, where that is known."""

    def __init__(self, template: str, /, *, user: Any = None) -> None:
        super().__init__(template)
        self.user = user


class LastSecondFactor(DomainError):
    """Whoever needs a second factor would be left without one."""
