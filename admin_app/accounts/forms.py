"""The forms of signing in: Flask-Security's, with our fields and our words."""

from __future__ import annotations

from typing import Any

from blinker import Signal
from flask import current_app
from flask_security import (
    ChangePasswordForm,
    ForgotPasswordForm,
    LoginForm,
    MfRecoveryForm,
    ResetPasswordForm,
    TwoFactorVerifyCodeForm,
    VerifyForm,
)
from flask_security.forms import EmailValidation
from flask_security.recoverable import send_reset_password_instructions
from wtforms import BooleanField, EmailField, PasswordField, StringField
from wtforms.validators import EqualTo, InputRequired, Length

from ..database import db
from ..language import lazy_gettext
from ..texts import later
from .mail import afterwards
from .models import User
from .passwords import LONGEST_PASSWORD
from .users import LONGEST_EMAIL

REFUSED = later("The e-mail address or the password is not right.")
#: Sent with the `user` whom somebody failed to sign in as; None where there is no such account.
sign_in_failed = Signal()
MISSING = lazy_gettext("Type your password.")
DIFFERENT = lazy_gettext("The two are not the same.")
CODE_MISSING = lazy_gettext("Type the code.")


def printable(value: str | None) -> str | None:
    """What may be shown again on the page: no control characters."""
    return value if value is None or value.isprintable() else ""


def one_spelling(value: str | None) -> str:
    """An address as it is stored. One with control characters is none, and must not be shown again on the page."""
    value = (value or "").strip().lower()
    return value if value.isprintable() else ""


def email_field() -> EmailField:
    return EmailField(
        lazy_gettext("E-mail address"),
        [InputRequired(), Length(max=LONGEST_EMAIL), EmailValidation(verify=False)],
        filters=[one_spelling],
        render_kw={"autocomplete": "username"},
    )


def own_password() -> PasswordField:
    """The bound keeps a huge password from the hash, which would refuse it with an error of its own."""
    return PasswordField(
        lazy_gettext("Password"),
        [InputRequired(MISSING), Length(max=LONGEST_PASSWORD)],
        render_kw={"autocomplete": "current-password"},
    )


def new_password() -> PasswordField:
    return PasswordField(
        lazy_gettext("New password"),
        [InputRequired(MISSING)],
        description=lazy_gettext("At least 8 characters; a few words make a good one."),
        render_kw={"autocomplete": "new-password"},
    )


def same_again(name: str) -> PasswordField:
    return PasswordField(
        lazy_gettext("The same once more"),
        [InputRequired(MISSING), EqualTo(name, DIFFERENT)],
        render_kw={"autocomplete": "new-password"},
    )


class Spoken:
    """Says what is wrong as text, now that it is known in which language: pages take nothing else for a message."""

    def validate(self, **options: Any) -> bool:
        valid: bool = super().validate(**options)  # type: ignore[misc]  # a form's
        for field in self:  # type: ignore[attr-defined]
            field.errors = [str(error) for error in field.errors]
        return valid


class SignInForm(LoginForm):
    """Says the same whatever was wrong, so that it cannot be asked who has an account."""

    email = email_field()
    password = own_password()
    remember = BooleanField(lazy_gettext("Remember me"))

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.password.description = ""  # a link of Flask-Security's, which our page has in our words

    def validate(self, **options: Any) -> bool:
        if super().validate(**options):
            self.next.data = self.next.data or current_app.config["SECURITY_POST_LOGIN_VIEW"]  # for after the code
            return True
        self.email.errors, self.password.errors = [], []
        self.form_errors[:] = [REFUSED]
        sign_in_failed.send(user=self.user)
        return False


class ChangeForm(Spoken, ChangePasswordForm):
    password = own_password()
    new_password = new_password()
    new_password_confirm = same_again("new_password")


class ResetForm(Spoken, ResetPasswordForm):
    password = new_password()
    password_confirm = same_again("password")


class ForgottenForm(ForgotPasswordForm):
    """Is answered the same whoever asks: the letter, which takes its time, is written when the answer is out."""

    email = email_field()

    def validate(self, **options: Any) -> bool:
        """False for everybody, which Flask-Security answers in words that tell nothing."""
        if super(ForgotPasswordForm, self).validate(**options):
            address = self.email.data
            afterwards(lambda: send_link(address))
        return False


def send_link(address: str) -> None:
    user = db.session.scalar(db.select(User).where(User.email == address))
    if user is not None and user.is_active:
        send_reset_password_instructions(user)  # type: ignore[no-untyped-call]


class AgainForm(Spoken, VerifyForm):
    """The password once more, before what matters."""

    password = own_password()


class Noted(Spoken):
    """Tells of a code that was wrong, as of a password."""

    def validate(self, **options: Any) -> bool:
        valid = super().validate(**options)
        if not valid:
            sign_in_failed.send(user=self.user)  # type: ignore[attr-defined]  # a form's
        return valid


class CodeForm(Noted, TwoFactorVerifyCodeForm):
    code = StringField(
        lazy_gettext("Code"),
        [InputRequired(CODE_MISSING), Length(max=20)],
        filters=[printable],
        render_kw={"autocomplete": "one-time-code", "inputmode": "numeric"},
    )


class RecoveryForm(Noted, MfRecoveryForm):
    code = StringField(
        lazy_gettext("Recovery code"),
        [InputRequired(CODE_MISSING), Length(max=40)],
        filters=[printable],
        render_kw={"autocomplete": "off"},
    )
