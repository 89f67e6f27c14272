"""Signing in and out: Flask-Security, narrowed to an e-mail address, a password, and the pages /login and /logout."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from blinker import Signal
from flask import Flask, abort, current_app, g, redirect, request, url_for
from flask_security import LoginForm, SQLAlchemyUserDatastore, uia_email_mapper
from flask_security.forms import EmailValidation
from sqlalchemy import bindparam, select
from sqlalchemy.orm import joinedload
from werkzeug import Response
from werkzeug.datastructures import ImmutableMultiDict, MultiDict
from wtforms import BooleanField, EmailField, PasswordField
from wtforms.validators import InputRequired, Length

from ..database import db
from ..extensions import csrf, security
from ..language import lazy_gettext
from ..texts import later
from .limits import init_limits
from .models import Role, User
from .redirects import safe_target
from .users import DEMO_USERS, LONGEST_EMAIL, LONGEST_PASSWORD

#: On every request: whose session it is. Making a statement takes longer than asking it.
BY_SESSION = select(User).options(joinedload(User.roles)).where(User.fs_uniquifier == bindparam("key"))
REFUSED = later("The e-mail address or the password is not right.")
#: Sent with the `user` whom somebody failed to sign in as; None where there is no such account.
sign_in_failed = Signal()

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
    "SECURITY_FLASH_MESSAGES": False,
    "SECURITY_CACHE_CONTROL": {"private": None, "no-store": None},  # its own default comes out as `no-store=True`
    # These close what Flask-Security opens unasked: a page that asks for the password again (a negative time switches
    # it off), a static folder, and two groups of commands.
    "SECURITY_FRESHNESS": timedelta(seconds=-1),
    "SECURITY_STATIC_FOLDER": None,
    "SECURITY_CLI_USERS_NAME": None,
    "SECURITY_CLI_ROLES_NAME": None,
}


def one_spelling(value: str | None) -> str:
    """An address as it is stored. One with control characters is none, and must not be shown again on the page."""
    value = (value or "").strip().lower()
    return value if value.isprintable() else ""


class SignInForm(LoginForm):
    """Says the same whatever was wrong, so that it cannot be asked who has an account."""

    email = EmailField(
        lazy_gettext("E-mail address"),
        [InputRequired(), Length(max=LONGEST_EMAIL), EmailValidation(verify=False)],
        filters=[one_spelling],
        render_kw={"autocomplete": "username"},
    )
    # The bound keeps a huge password from the hash, which would refuse it with an error of its own.
    password = PasswordField(
        lazy_gettext("Password"),
        [InputRequired(), Length(max=LONGEST_PASSWORD)],
        render_kw={"autocomplete": "current-password"},
    )
    remember = BooleanField(lazy_gettext("Remember me"))

    def validate(self, **options: Any) -> bool:
        if super().validate(**options):
            return True
        self.email.errors, self.password.errors = [], []
        self.form_errors[:] = [REFUSED]
        sign_in_failed.send(user=self.user)
        return False


class Accounts(SQLAlchemyUserDatastore):
    """Where Flask-Security finds users."""

    def find_user(self, case_insensitive: bool = False, **attribute: Any) -> Any:
        if attribute.keys() == {"fs_uniquifier"}:
            return self.db.session.scalar(BY_SESSION, {"key": attribute["fs_uniquifier"]})
        return super().find_user(case_insensitive, **attribute)


def init_signing_in(app: Flask) -> None:
    """Set up sessions, the CSRF check of every write, and the two pages."""
    for name, value in SETTINGS.items():
        app.config.setdefault(name, value)
    csrf.init_app(app)  # first, so that a write without a token is refused before anything else happens
    app.before_request(narrow_sign_in)
    security.want_json(lambda request: False)
    security.unauthn_handler(sign_in_first)
    security.init_app(app, Accounts(db, User, Role), login_form=SignInForm)
    # A session or a remember-me cookie signs in, and nothing else: no token in a header or in the address.
    security.login_manager.request_loader(None)
    # Flask-Principal would load the user before every request, those for static files included. Nothing here asks it.
    security.principal.identity_loaders.clear()
    app.context_processor(demo_sign_ins)
    init_limits(app)


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


def sign_in_first(mechanisms: object = None, headers: object = None) -> Response:
    """The answer to somebody who has not signed in: a page leads to the sign-in page and back, a fragment is a 401.

    Flask-Login calls it without arguments and Flask-Security with two; neither makes a difference here.
    """
    if wants_fragment():
        abort(401)
    here = request.script_root + request.full_path.removesuffix("?")
    back = safe_target(here) if request.method in ("GET", "HEAD") else None
    return redirect(url_for("security.login", next=back))


def ask_nobody_who_it_is() -> None:
    """Take whoever asks for a stranger from here on: the database, which knows them, does not answer this request."""
    g._login_user = security.login_manager.anonymous_user()  # noqa: SLF001  # where Flask-Login keeps it


def wants_fragment() -> bool:
    """Whether a script asked, which has no use for a sign-in page: htmx, fetch, or one of Flask-Admin's ajax routes."""
    return (
        "HX-Request" in request.headers
        or request.headers.get("X-Requested-With") == "XMLHttpRequest"
        or request.is_json
        or request.accept_mimetypes.best == "application/json"
        or (request.endpoint or "").rpartition(".")[2].startswith("ajax")
    )


def demo_sign_ins() -> dict[str, Any]:
    """For the sign-in page: address and role of the demo accounts, where the settings say that this is a demo."""
    shown = DEMO_USERS if current_app.config["DEMO_SIGN_INS"] else ()
    return {"demo_sign_ins": [(email, role) for email, role, _ in shown]}
