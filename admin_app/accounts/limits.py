"""How often signing in may be tried: counted in the database, or in Redis, for all processes together."""

from __future__ import annotations

from collections.abc import Callable
from hashlib import sha256
from typing import Any

from flask import Flask, request, session
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_login import current_user

from ..config import REDIS_OPTIONS
from .tries import DatabaseTries


def init_limits(app: Flask) -> None:
    """Count what is sent to the pages that take a secret. After too many the next is told 429, and when to come back.

    A database or Redis that does not answer is asked again later; until then each process counts for itself.
    """
    if not app.config["SIGN_INS_LIMITED"]:
        return
    limiter = Limiter(
        get_remote_address,
        app=app,
        storage_uri=app.config["REDIS_URL"] or f"{DatabaseTries.STORAGE_SCHEME[0]}://",
        storage_options=dict(REDIS_OPTIONS) if app.config["REDIS_URL"] else {},
        in_memory_fallback_enabled=True,
        headers_enabled=True,
        key_prefix="homeroom",
    )
    limiter.request_filter(lambda: request.endpoint not in COUNTED)  # or every page would look for its limits
    of_address = limiter.limit(app.config["SIGN_INS_PER_ADDRESS"], methods=["POST"])
    for endpoint, of_whom in COUNTED.items():
        view: Any = app.view_functions.get(endpoint)
        if view is None:
            continue
        if of_whom is not None:
            setting, key = of_whom
            view = limiter.limit(app.config[setting], key_func=key, methods=["POST"])(view)
        app.view_functions[endpoint] = of_address(view)


def account_and_address() -> str:
    """Who is trying, and from where. Not the account alone: anybody could then lock anybody out.

    Hashed, since what was typed may be long, and is nobody's business where it is counted.
    """
    email = request.form.get("email", "").strip().lower()
    return hidden(f"{email}\n{get_remote_address()}")


def account() -> str:
    """Whose password has been right already, or whose session it is: nobody else can use their tries up."""
    known = current_user.fs_uniquifier if current_user.is_authenticated else session.get("tf_user_id")
    return hidden(known or get_remote_address())


def hidden(text: str) -> str:
    return sha256(text.encode()).hexdigest()


#: Endpoint → the setting that says how often, and whose tries are counted together; None where those of the address
#: will do, since nobody guesses what a passkey answers.
COUNTED: dict[str, tuple[str, Callable[[], str]] | None] = {
    "security.login": ("SIGN_INS_PER_ACCOUNT", account_and_address),
    "security.forgot_password": ("LETTERS_PER_ACCOUNT", account_and_address),
    "security.verify": ("SIGN_INS_PER_ACCOUNT", account),
    "security.change_password": ("SIGN_INS_PER_ACCOUNT", account),
    "security.two_factor_token_validation": ("SECOND_FACTORS_PER_ACCOUNT", account),
    "security.mf_recovery": ("SECOND_FACTORS_PER_ACCOUNT", account),
    "passkeys.sign_in": None,
}
