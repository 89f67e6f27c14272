"""The second factor: a code of the moment from an application on a phone, or one of the codes on a sheet of paper."""

from __future__ import annotations

import hmac
from collections.abc import Callable
from functools import wraps
from hashlib import sha256
from typing import Any

from flask import Flask, abort, current_app, redirect, session, url_for
from flask_login import current_user
from flask_security import MfRecoveryCodesUtil, Totp
from passlib.exc import TokenError

from ..extensions import security
from .models import User
from .own_secret import own_secret
from .passkeys import forget_passkeys

#: Pages of Flask-Security that nobody is led to: help by e-mail, and the choice of a kind where there is one kind.
CLOSED = ("security.two_factor_rescue", "security.tf_select")
RECOVERY_CODES = 10


class OneTimeCodes(Totp):
    """Codes by RFC 6238, each of which counts once (5.2), however it is typed."""

    def verify_totp(self, token: str, totp_secret: str, user: Any, window: int = 0) -> bool:
        last = user.tf_last_counter if totp_secret == user.tf_totp_secret else None
        try:
            match = self._totp.verify(token, totp_secret, window=window, last_counter=last)
        except (TokenError, ValueError, KeyError):  # the latter for a secret that was kept under another SECRET_KEY
            return False
        user.tf_last_counter = match.counter
        return True


class RecoveryCodes(MfRecoveryCodesUtil):
    """Codes that are shown once, when they are made; the database has what to compare them with."""

    def create_recovery_codes(self, user: Any) -> list[str]:
        codes = security.totp_factory.generate_recovery_codes(RECOVERY_CODES)
        user.mf_recovery_codes = [kept(code) for code in codes]
        return codes

    def get_recovery_codes(self, user: Any) -> list[str]:
        """None: they cannot be shown again."""
        return []

    def check_recovery_code(self, user: Any, code: str) -> bool:
        return any(hmac.compare_digest(kept(code), each) for each in user.mf_recovery_codes or ())

    def delete_recovery_code(self, user: Any, code: str) -> bool:
        before = user.mf_recovery_codes or []
        user.mf_recovery_codes = [each for each in before if each != kept(code)]
        return len(before) > len(user.mf_recovery_codes)


def second_factor_settings(app: Flask) -> dict[str, Any]:
    return {
        "SECURITY_TWO_FACTOR": True,
        "SECURITY_TWO_FACTOR_ENABLED_METHODS": ["authenticator"],
        "SECURITY_TWO_FACTOR_RESCUE_EMAIL": False,
        # One code before and one after the present one: 30 seconds for clocks that differ, RFC 6238, 5.2.
        "SECURITY_TWO_FACTOR_AUTHENTICATOR_VALIDITY": 30,
        "SECURITY_TWO_FACTOR_SETUP_URL": "/second-factor",
        "SECURITY_TWO_FACTOR_TOKEN_VALIDATION_URL": "/second-factor/code",
        "SECURITY_TWO_FACTOR_RESCUE_URL": "/second-factor/help",
        "SECURITY_TWO_FACTOR_SELECT_URL": "/second-factor/kind",
        "SECURITY_TWO_FACTOR_POST_SETUP_VIEW": "/second-factor/recovery-codes",
        "SECURITY_MULTI_FACTOR_RECOVERY_CODES": True,
        "SECURITY_MULTI_FACTOR_RECOVERY_CODES_URL": "/second-factor/recovery-codes",
        "SECURITY_MULTI_FACTOR_RECOVERY_URL": "/second-factor/recovery",
        "SECURITY_TOTP_SECRETS": {"1": own_secret(app, "second factor").hex()},
        "SECURITY_TOTP_ISSUER": app.config["SCHOOL_NAME"],
    }


def narrow_pages(app: Flask) -> None:
    """Close the pages that nobody is led to, and lead those elsewhere who are wrong on one."""
    for endpoint in CLOSED:
        app.view_functions[endpoint] = lambda: abort(404)
    # Flask-Security signs somebody out who opens this one signed in: a link to it would be enough.
    only_when(app, "security.two_factor_token_validation", lambda: not current_user.is_authenticated, "account.index")
    # Codes for somebody without a second factor would be no use to anybody but a thief.
    only_when(app, "security.mf_recovery_codes", lambda: not lacks_second_factor(), "security.two_factor_setup")
    for endpoint in ("security.two_factor_setup", "security.two_factor_token_validation"):
        only_when(app, endpoint, lambda: not has_meanwhile(), "security.login")


def only_when(app: Flask, endpoint: str, right: Callable[[], bool], elsewhere: str) -> None:
    view: Callable[..., Any] = app.view_functions[endpoint]

    @wraps(view)
    def narrowed(**values: Any) -> Any:
        return view(**values) if right() else redirect(url_for(elsewhere))

    app.view_functions[endpoint] = narrowed


def lacks_second_factor() -> bool:
    return current_user.is_authenticated and not current_user.has_second_factor


def has_meanwhile() -> bool:
    """Whether somebody who is about to set their first one up has got one elsewhere since they typed their password.

    The password alone then replaces none, however old the cookie is that says it may.
    """
    if current_user.is_authenticated or session.get("tf_state") not in ("setup_from_login", "validating_profile"):
        return False
    pending: Any = security.datastore.find_user(fs_uniquifier=session.get("tf_user_id", ""))
    return pending is not None and bool(pending.has_second_factor)


def enroll(user: User) -> tuple[str, str]:
    """Give an account a second factor before its first sign-in: the key for the application, and its address.

    For commands, whose user sees to it that the key comes to the right person. Does not commit.
    """
    secret = security.totp_factory.generate_totp_secret()
    security.datastore.tf_set(user, "authenticator", totp_secret=secret)
    user.sign_out_everywhere()
    return security.totp_factory.get_totp_pretty_key(secret), security.totp_factory.get_totp_uri(user.email, secret)


def forget_second_factor(user: User) -> None:
    """Take a lost second factor away, passkeys included; whoever needs one sets a new one up at the next sign-in.

    Ends all sessions of the account. Does not commit.
    """
    forget_passkeys(user)
    user.tf_primary_method = user.tf_totp_secret = user.tf_last_counter = user.mf_recovery_codes = None
    user.sign_out_everywhere()


def kept(code: str) -> str:
    """What the database has of a recovery code: nothing to guess it by without SECRET_KEY."""
    plain = "".join(sign for sign in code.lower() if sign.isalnum())
    return hmac.new(own_secret(current_app, "recovery codes"), plain.encode(), sha256).hexdigest()
