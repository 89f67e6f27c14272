"""How often signing in may be tried: in the memory of the process, or in Redis for all processes together."""

from __future__ import annotations

from hashlib import sha256
from typing import Any

from flask import Flask, request
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address

from ..config import REDIS_OPTIONS

ENDPOINT = "security.login"


def init_limits(app: Flask) -> None:
    """Count what is sent to the sign-in page. The next try after too many is answered 429, and when to come back.

    A Redis that does not answer is asked again later; until then each process counts for itself.
    """
    if not app.config["SIGN_INS_LIMITED"]:
        return
    limiter = Limiter(
        get_remote_address,
        app=app,
        storage_uri=app.config["REDIS_URL"] or "memory://",
        storage_options=dict(REDIS_OPTIONS) if app.config["REDIS_URL"] else {},
        in_memory_fallback_enabled=True,
        headers_enabled=True,
        key_prefix="homeroom",
    )
    limiter.request_filter(lambda: request.endpoint != ENDPOINT)  # or every page would look for its limits
    of_account = limiter.limit(app.config["SIGN_INS_PER_ACCOUNT"], key_func=account_and_address, methods=["POST"])
    of_address = limiter.limit(app.config["SIGN_INS_PER_ADDRESS"], methods=["POST"])
    view: Any = app.view_functions[ENDPOINT]
    app.view_functions[ENDPOINT] = of_address(of_account(view))


def account_and_address() -> str:
    """Who is trying, and from where. Not the account alone: anybody could then lock anybody out.

    Hashed, since what was typed may be long, and is nobody's business in Redis.
    """
    email = request.form.get("email", "").strip().lower()
    return sha256(f"{email}\n{get_remote_address()}".encode()).hexdigest()
