"""What somebody sees of their own account: where they are signed in, and how to end that."""

from __future__ import annotations

from typing import Any

from flask import abort, current_app, flash, redirect, request
from flask_admin import expose
from flask_login import current_user
from flask_security.utils import logout_user

from ..accounts import User, current_session, end_session, passkeys_of, sessions_of
from ..admin import PageScreen
from ..admin.identities import identity
from ..database import db
from ..language import _


class OwnAccountView(PageScreen):
    """Open to whoever is signed in, and about nobody else: it takes no id of an account."""

    def __init__(self) -> None:
        super().__init__(name="Your account", endpoint="account")

    def is_visible(self) -> bool:
        """Whether it is in the menu: it is in that of the user."""
        return False

    def is_accessible(self) -> bool:
        return bool(current_user.is_authenticated)

    @expose("/")
    def index(self) -> str:
        return self.render(
            "school/own_account/index.html",
            devices=sessions_of(own_account()),
            this_device=current_session(),
            passkeys=passkeys_of(own_account()),
        )

    @expose("/sign-out-device/", methods=["POST"])
    def sign_out_device(self) -> Any:
        """End one session of one's own; another's is not found."""
        id_ = identity(request.form.get("id"))
        if id_ is None or not end_session(own_account(), id_):
            abort(404)
        db.session.commit()
        flash(_("That device is signed out."), "success")
        return redirect(self.get_url(".index"))

    @expose("/sign-out-everywhere/", methods=["POST"])
    def sign_out_everywhere(self) -> Any:
        """End every session, this one included."""
        own_account().sign_out_everywhere()
        db.session.commit()
        logout_user()
        return redirect(current_app.config["SECURITY_POST_LOGOUT_VIEW"])


def own_account() -> User:
    user: User = current_user._get_current_object()  # noqa: SLF001 - the way to the user behind Flask-Login's proxy
    return user
