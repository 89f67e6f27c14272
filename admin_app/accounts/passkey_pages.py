"""The pages of passkeys: adding one, taking one away, and signing in with one."""

from __future__ import annotations

import time
from typing import Any

from flask import (
    Blueprint,
    Flask,
    abort,
    current_app,
    flash,
    jsonify,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from flask_login import current_user
from flask_security.tf_plugin import TfPluginBase, tf_check_state, tf_clean_session
from flask_security.utils import get_message
from werkzeug import Response

from ..database import db
from ..extensions import security
from ..language import _, explained
from .errors import LastSecondFactor, PasskeyRefused
from .forms import sign_in_failed
from .freshness import ask_first, is_fresh
from .models import User
from .passkeys import (
    add_passkey,
    name_of_device,
    owner_of,
    passkey_host,
    passkeys_of,
    question,
    question_for_new,
    remove_passkey,
)
from .redirects import safe_target
from .strangers import sign_in_first

pages = Blueprint("passkeys", __name__, url_prefix="/passkeys")


class PasskeyFactor(TfPluginBase):
    """What Flask-Security asks after the password of those who have a passkey and no application on a phone.

    Whoever has both is asked for a code, on a page that takes the passkey too.
    """

    def get_setup_methods(self, user: Any) -> list[tuple[str, str]]:
        return [("passkey", "passkey")] if user.tf_primary_method is None and user.has_passkey else []

    def tf_login(self, user: Any, json_payload: dict[str, Any], next_loc: str | None) -> Response:
        session["tf_state"] = "ready"
        return redirect(url_for("passkeys.second_factor", next=next_loc))


def init_passkeys(app: Flask) -> None:
    """The pages, and the place among the second factors. Called when Flask-Security has set up its own."""
    app.register_blueprint(pages)
    app.before_request_funcs.setdefault("passkeys", []).append(only_where_there_can_be_some)
    app.context_processor(lambda: {"passkeys_work": passkey_host})
    security.two_factor_plugins.register_tf_impl(app, "passkey", PasskeyFactor)


def only_where_there_can_be_some() -> None:
    if passkey_host() is None:
        abort(404)


@pages.get("/question")
def ask() -> Response:
    """For the script: what a passkey is to sign."""
    return jsonify(question())


@pages.post("/sign-in")
def sign_in() -> Any:
    """Let somebody in whose passkey has answered, or believe who is in already that they are still themselves."""
    try:
        user = owner_of(request.form.get("answer", ""), current_user if current_user.is_authenticated else None)
    except PasskeyRefused as error:
        sign_in_failed.send(user=error.user)
        flash(explained(error), "error")
        return redirect(back_to_start())
    if current_user.is_authenticated:
        session["fs_paa"] = time.time()
        flash(*get_message("REAUTHENTICATION_SUCCESSFUL"))
    else:
        let_in(user)
    db.session.commit()
    return redirect(wanted())


def let_in(user: User) -> None:
    """Sign somebody in, remembered where they asked for that with the password."""
    if session.get("tf_user_id") != user.fs_uniquifier:
        tf_clean_session()  # type: ignore[no-untyped-call]
    security.two_factor_plugins.tf_complete(user, dologin=True)


def wanted() -> str:
    """Where somebody wanted to go."""
    home: str = current_app.config["SECURITY_POST_LOGIN_VIEW"]
    return safe_target(request.form.get("next")) or home


def back_to_start() -> str:
    """The page that the passkey was asked for on, with where somebody wanted to go."""
    later = safe_target(request.form.get("next"))
    if current_user.is_authenticated:
        return url_for("security.verify", next=later)
    pending = tf_check_state(["ready"]) if "tf_user_id" in session else None
    if pending is None:
        return url_for("security.login", next=later)
    has_phone = pending.tf_primary_method is not None
    return url_for("security.two_factor_token_validation" if has_phone else "passkeys.second_factor", next=later)


@pages.get("/second-factor")
def second_factor() -> Any:
    """After the password, for whoever has passkeys only."""
    if current_user.is_authenticated or tf_check_state(["ready"]) is None:
        return redirect(url_for("security.login"))
    return render_template("security/passkey.html")


@pages.get("/new/question")
def ask_for_new() -> Response:
    """For the script: what a device is told that is to make a passkey."""
    return jsonify(question_for_new(whoever_adds()))


@pages.route("/new", methods=["GET", "POST"])
def add() -> Any:
    """Add a passkey, which signs in whoever had to before they could go on."""
    user = whoever_adds()
    if request.method == "GET":
        asked = not current_user.is_authenticated
        return render_template("security/passkey_new.html", name=name_of_device(), asked=asked)
    try:
        add_passkey(user, request.form.get("name", ""), request.form.get("answer", ""))
    except PasskeyRefused as error:
        flash(explained(error), "error")
        return redirect(url_for("passkeys.add"))
    if not current_user.is_authenticated:
        let_in(user)
    db.session.commit()
    flash(_("You can sign in with this passkey from now on."), "success")
    return redirect(url_for("account.index"))


def whoever_adds() -> User:
    """Who is signed in and typed their password lately; or has just typed it, and needs a second factor to go on."""
    if current_user.is_authenticated:
        return who_is_fresh(url_for("passkeys.add"))
    pending: Any = tf_check_state(["setup_from_login", "validating_profile"])
    if pending is None or pending.has_second_factor:
        abort(sign_in_first())
    user: User = pending
    return user


def who_is_fresh(page: str) -> User:
    """Who is signed in, led to the page that asks for the password where they typed it too long ago."""
    if not is_fresh():
        ask_first(page)
    user: User = current_user._get_current_object()  # noqa: SLF001  # the user behind Flask-Login's proxy
    return user


@pages.route("/remove", methods=["GET", "POST"])
def remove() -> Any:
    """Take the passkey away that `id` names; another's is not found."""
    if not current_user.is_authenticated:
        return sign_in_first()
    id_ = request.args.get("id", type=int) or 0
    user = who_is_fresh(url_for("passkeys.remove", id=id_))
    found = next((row for row in passkeys_of(user) if row.id == id_), None)
    if found is None:
        abort(404)
    if request.method == "GET":
        return render_template("security/passkey_remove.html", passkey=found)
    try:
        remove_passkey(user, id_)
    except LastSecondFactor as error:
        flash(explained(error), "error")
    else:
        db.session.commit()
        flash(_("The passkey “%(name)s” signs nobody in any more.", name=found.name), "success")
    return redirect(url_for("account.index"))
