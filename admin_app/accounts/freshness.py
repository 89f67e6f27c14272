"""Before what matters, whoever sits there types their password again: it may not be who signed in this morning."""

from __future__ import annotations

from typing import NoReturn

from flask import abort, current_app, has_request_context, redirect, request, url_for
from flask_security.utils import check_and_update_authn_fresh, get_request_attr

from .errors import PasswordNeeded
from .redirects import safe_target
from .strangers import wants_fragment


def ask_password_again() -> None:
    """Lead to the page that asks for the password and back here, unless it was typed a few minutes ago.

    For pages that are about to be filled in: nothing is lost on the way, and there is time to fill them in.
    """
    if request.method == "GET" and not wants_fragment() and not is_fresh():
        ask_first(request.script_root + request.full_path.removesuffix("?"))


def ask_first(page: str) -> NoReturn:
    """Lead to the page that asks for the password, and from there to a page of ours."""
    abort(redirect(url_for("security.verify", next=safe_target(page))))


def need_fresh_password() -> None:
    """Refuse what matters where the password was typed too long ago. Raises PasswordNeeded. A command may do all."""
    if has_request_context() and not is_fresh():
        raise PasswordNeeded(
            "Type your password again first: choose “Your account”, then “Type your password again”, in another tab. "
            "Then do this once more."
        )


def is_fresh() -> bool:
    """Whether whoever is signed in typed their password within FRESH_MINUTES, or began what they do within them."""
    within, grace = (current_app.config[f"SECURITY_FRESHNESS{name}"] for name in ("", "_GRACE_PERIOD"))
    return bool(check_and_update_authn_fresh(within, grace, get_request_attr("fs_authn_via")))
