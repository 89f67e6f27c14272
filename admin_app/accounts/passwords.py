"""What a password has to be, in one place for every form, command and link that sets one.

The rules are those of NIST SP 800-63B, 3.1.1.2: a length, no word that is tried first, and nothing about kinds of
characters.
"""

from __future__ import annotations

from typing import Any

from flask_security import PasswordUtil, hash_password

from ..extensions import security
from ..language import explained
from .errors import WeakPassword

SHORTEST_PASSWORD = 8
LONGEST_PASSWORD = 128
#: zxcvbn's scale of 0 to 4: from 2 on a password holds out against guesses that are slowed down, as they are here.
LEAST_SCORE = 2
#: How much of a password is looked at for words: the time that it takes grows with the square.
LOOKED_AT = 64
OF_THE_HOUSE = ("homeroom", "school", "escuela")


class Passwords(PasswordUtil):
    """The rules, as Flask-Security's forms ask for them."""

    def validate(self, password: str, is_register: bool, **about: Any) -> tuple[list[str] | None, str]:
        user = about["user"]
        try:
            check_password(password, email=user.email, name=user.name)
        except WeakPassword as error:
            return [explained(error)], password
        return None, self.normalize(password)


def hashed(password: str, *, email: str, name: str | None = None) -> str:
    """The password as it is stored. Raises WeakPassword.

    Normalized like the sign-in form does, so that an accent typed on another keyboard is the same accent.
    """
    check_password(password, email=email, name=name)
    return hash_password(security.password_util.normalize(password))


def check_password(password: str, *, email: str, name: str | None = None) -> None:
    """Raise WeakPassword for one that is too short, too long, or among the first to be tried for this person."""
    if not SHORTEST_PASSWORD <= len(password) <= LONGEST_PASSWORD:
        raise WeakPassword(
            "A password has from {least} to {most} characters.",
            field="password",
            least=SHORTEST_PASSWORD,
            most=LONGEST_PASSWORD,
        )
    if not password.strip() or password.strip().lower() == email.lower():
        raise WeakPassword("A password is neither blank nor the e-mail address.", field="password")
    from zxcvbn import zxcvbn  # whose lists of words take 13 MB, in a process that sets a password

    name = name or ""
    known = [*OF_THE_HOUSE, email, *email.replace("@", ".").split("."), name, *name.split()]
    if zxcvbn(password[:LOOKED_AT], user_inputs=known)["score"] < LEAST_SCORE:
        raise WeakPassword(
            "This password is among the first that would be tried. Three or four words that do not belong together are "
            "easy to remember and hard to guess.",
            field="password",
        )
