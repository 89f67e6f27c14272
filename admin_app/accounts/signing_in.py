"""Signing in and out: Flask-Security, narrowed to an e-mail address, a password, and the pages /login and /logout."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import Flask, abort, current_app, request
from flask_security import SQLAlchemyUserDatastore, uia_email_mapper
from werkzeug.datastructures import ImmutableMultiDict, MultiDict

from ..database import db
from ..extensions import csrf, security
from ..language import texts
from ..texts import later
from .forms import AgainForm, ChangeForm, CodeForm, ForgottenForm, RecoveryForm, ResetForm, SignInForm
from .limits import init_limits
from .mail import Post, init_mail
from .models import Role, User
from .passkey_pages import init_passkeys
from .passwords import Passwords
from .redirects import safe_target
from .second_factor import OneTimeCodes, RecoveryCodes, narrow_pages, second_factor_settings
from .sessions import init_sessions
from .strangers import sign_in_first
from .users import DEMO_USERS
from .wording import MESSAGES

SETTINGS: dict[str, Any] = {
    # Argon2id, the second choice of RFC 9106, section 4: 64 MiB, three passes, four lanes. No pepper, so that
    # SECRET_KEY can be changed without locking everybody out.
    "SECURITY_PASSWORD_HASH": "argon2",
    "SECURITY_PASSWORD_SCHEMES": ["argon2"],
    "SECURITY_PASSWORD_SINGLE_HASH": {"argon2"},
    "SECURITY_PASSWORD_HASH_PASSLIB_OPTIONS": {
        "argon2__type": "ID",
        "argon2__memory_cost": 64 * 1024,
        "argon2__time_cost": 3,
        "argon2__parallelism": 4,
    },
    # Addresses are stored in lower case and the form lowers what is typed, so the unique index serves the look-up.
    "SECURITY_USER_IDENTITY_ATTRIBUTES": [{"email": {"mapper": uia_email_mapper, "case_insensitive": False}}],
    "SECURITY_POST_LOGIN_VIEW": "/admin/",
    "SECURITY_POST_LOGOUT_VIEW": "/login",
    "SECURITY_LOGOUT_METHODS": ["POST"],
    "SECURITY_CHANGEABLE": True,
    "SECURITY_CHANGE_URL": "/password",
    "SECURITY_POST_CHANGE_VIEW": "/admin/account/",
    "SECURITY_RESET_URL": "/forgotten-password",
    "SECURITY_VERIFY_URL": "/password-again",
    "SECURITY_FRESHNESS_GRACE_PERIOD": timedelta(hours=1),  # to fill in what was opened in time
    "SECURITY_EMAIL_HTML": False,
    "SECURITY_EMAIL_SUBJECT_PASSWORD_RESET": later("A new password"),
    "SECURITY_EMAIL_SUBJECT_PASSWORD_NOTICE": later("Your password was changed"),
    "SECURITY_EMAIL_SUBJECT_PASSWORD_CHANGE_NOTICE": later("Your password was changed"),
    "SECURITY_CACHE_CONTROL": {"private": None, "no-store": None},  # its own default comes out as `no-store=True`
    "SECURITY_API_ENABLED_METHODS": ["session"],
    "SECURITY_RETURN_GENERIC_RESPONSES": True,
    # These close what Flask-Security opens unasked: a static folder, and two groups of commands.
    "SECURITY_STATIC_FOLDER": None,
    "SECURITY_CLI_USERS_NAME": None,
    "SECURITY_CLI_ROLES_NAME": None,
}


def init_signing_in(app: Flask) -> None:
    """Set up sessions, the CSRF check of every write, and the pages."""
    messages = {f"SECURITY_MSG_{name}": message for name, message in MESSAGES.items()}
    of_letters = dict.fromkeys(("SECURITY_RECOVERABLE", "SECURITY_SEND_PASSWORD_CHANGE_EMAIL"), app.config["LETTERS"])
    for name, value in (SETTINGS | messages | of_letters | second_factor_settings(app)).items():
        app.config.setdefault(name, value)
    init_mail(app)
    csrf.init_app(app)  # first, so that a write without a token is refused before anything else happens
    app.before_request(narrow_sign_in)
    security.want_json(lambda request: False)
    security.unauthn_handler(sign_in_first)
    use_our_own()
    security.init_app(
        app,
        SQLAlchemyUserDatastore(db, User, Role),
        login_form=SignInForm,
        change_password_form=ChangeForm,
        forgot_password_form=ForgottenForm,
        reset_password_form=ResetForm,
        verify_form=AgainForm,
        two_factor_verify_code_form=CodeForm,
        mf_recovery_form=RecoveryForm,
    )
    security.i18n_domain = texts
    narrow_pages(app)
    init_passkeys(app)
    # A session or a remember-me cookie signs in, and nothing else: no token in a header or in the address.
    security.login_manager.request_loader(None)
    init_sessions(app)
    # Flask-Principal would load the user before every request, those for static files included. Nothing here asks it.
    security.principal.identity_loaders.clear()
    app.context_processor(demo_sign_ins)
    init_limits(app)


def use_our_own() -> None:
    """What its constructor takes and `init_app` does not: the extension is made before there is an application."""
    security._password_util_cls = Passwords  # noqa: SLF001
    security._mail_util_cls = Post  # noqa: SLF001
    security._totp_cls = OneTimeCodes  # noqa: SLF001
    security._mf_recovery_codes_util_cls = RecoveryCodes  # noqa: SLF001


def narrow_sign_in() -> None:
    """Take away what the two pages have no use for: JSON, and a `next` that would leave this site."""
    if request.blueprint != current_app.config["SECURITY_BLUEPRINT_NAME"]:
        return
    if request.is_json:
        abort(415)
    if "next" in request.args and safe_target(request.args["next"]) is None:
        request.args = without_next(request.args)
    if "next" in request.form and safe_target(request.form["next"]) is None:
        request.form = without_next(request.form)


def without_next(values: MultiDict[str, str]) -> ImmutableMultiDict[str, str]:
    return ImmutableMultiDict([(name, value) for name, value in values.items(multi=True) if name != "next"])


def demo_sign_ins() -> dict[str, Any]:
    """For the sign-in page: address and role of the demo accounts, where the settings say that this is a demo."""
    shown = DEMO_USERS if current_app.config["DEMO_SIGN_INS"] else ()
    return {"demo_sign_ins": [(email, role) for email, role, _ in shown]}
