"""Passkeys: a device signs somebody in by answering a question with a key that never leaves it (WebAuthn, Level 2).

The device makes sure who is there, by a finger, a face or a PIN, before it signs; so a passkey counts as both factors.
The database has the public half of the key. Each question is answered once: a copy of an answer is worth nothing.
"""

from __future__ import annotations

import json
import re
import secrets
from base64 import urlsafe_b64decode
from collections.abc import Callable
from datetime import timedelta
from ipaddress import ip_address
from typing import Any, TypeVar
from urllib.parse import urlsplit

from blinker import Signal
from flask import current_app, request, session
from sqlalchemy import Row, delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from ..clock import now
from ..database import db
from ..language import _
from .errors import LastSecondFactor, PasskeyRefused
from .models import User, passkey
from .own_secret import own_secret
from .tries import DatabaseTries
from .user_agents import browser_of, system_of

#: Sent with the `user`, and the names of their passkeys `before` and `after`.
passkeys_changed = Signal()

#: How long a device may take to answer.
PATIENCE = timedelta(minutes=5)
#: Ed25519, P-256 and RSA, by their numbers in RFC 9053 and RFC 8812: one of them is known to every device.
ALGORITHMS = (-8, -7, -257)
LONGEST_NAME, LONGEST_ANSWER = 100, 20_000
IN_BASE64URL = re.compile(r"[A-Za-z0-9_-]{1,700}")
QUESTION = "passkey_question"

Proof = TypeVar("Proof")


def passkeys_of(user: User) -> list[Row[Any]]:
    """The passkeys of an account, the oldest first."""
    return list(db.session.execute(select(passkey).where(passkey.c.user_id == user.id).order_by(passkey.c.id)))


def passkey_host() -> str | None:
    """The host that passkeys are made for, and without which they do not sign in; None where there can be none.

    A device takes no address in numbers for one.
    """
    host = current_app.config["PASSKEY_HOST"] or urlsplit(front_page()).hostname or ""
    try:
        ip_address(host)
    except ValueError:
        return host or None
    return None


def front_page() -> str:
    return current_app.config["SCHOOL_URL"] or request.host_url


def origin() -> str:
    """Where the browser has to be when it answers: scheme, host and port."""
    return "{0.scheme}://{0.netloc}".format(urlsplit(front_page()))


def question() -> dict[str, Any]:
    """What a device is asked to sign, by whoever it belongs to. The browser keeps it until it answers."""
    challenge = secrets.token_urlsafe(32)
    session[QUESTION] = [challenge, now().timestamp()]
    return {
        "challenge": challenge,
        "rpId": passkey_host(),
        "userVerification": "required",
        "timeout": PATIENCE // timedelta(milliseconds=1),
    }


def question_for_new(user: User) -> dict[str, Any]:
    """What a device is asked that is to make a key for somebody and keep it with their name."""
    asked = question()
    known = [{"type": "public-key", "id": row.credential_id} for row in passkeys_of(user)]
    return {
        "challenge": asked["challenge"],
        "timeout": asked["timeout"],
        "rp": {"id": asked["rpId"], "name": current_app.config["SCHOOL_NAME"]},
        "user": {"id": handle_of(user), "name": user.email, "displayName": str(user)},
        "pubKeyCredParams": [{"type": "public-key", "alg": algorithm} for algorithm in ALGORITHMS],
        "excludeCredentials": known,
        "authenticatorSelection": {
            "residentKey": "required",
            "requireResidentKey": True,
            "userVerification": "required",
        },
        "attestation": "none",
    }


def handle_of(user: User) -> str:
    """What a device calls an account: it has one key for each, and learns nothing by it."""
    return own_secret(current_app, f"passkeys of {user.id}").hex()


def add_passkey(user: User, name: str, answer: str) -> None:
    """Let what has answered sign somebody in from now on. Raises PasskeyRefused. Does not commit."""
    from webauthn import verify_registration_response  # noqa: PLC0415  # costs a start 0.2 s, and few ever ask

    credential = parsed(answer)
    made = proven(
        lambda challenge: verify_registration_response(
            credential=credential,
            expected_challenge=challenge,
            expected_rp_id=passkey_host() or "",
            expected_origin=origin(),
            require_user_verification=True,
        )
    )
    before = names_of(user)
    values = {
        "user_id": user.id,
        "name": named(name),
        "credential_id": credential["id"],
        "public_key": made.credential_public_key,
        "sign_count": made.sign_count,
        "created_at": now(),
    }
    try:
        with db.session.begin_nested():
            db.session.connection().execute(insert(passkey), values)
    except IntegrityError as error:
        raise PasskeyRefused("This passkey is known here already.", user=user) from error
    passkeys_changed.send(user=user, before=before, after=names_of(user))


def owner_of(answer: str, only: User | None = None) -> User:
    """Whose passkey has answered; of no other than `only`. Raises PasskeyRefused. Does not commit."""
    from webauthn import verify_authentication_response  # noqa: PLC0415  # the same

    credential = parsed(answer)
    row = db.session.execute(select(passkey).where(passkey.c.credential_id == credential["id"])).one_or_none()
    user = db.session.get(User, row.user_id) if row is not None else None
    if row is None or user is None or not user.is_active or (only is not None and user.id != only.id):
        raise PasskeyRefused("This passkey is not known here.", user=user)
    proof = proven(
        lambda challenge: verify_authentication_response(
            credential=credential,
            expected_challenge=challenge,
            expected_rp_id=passkey_host() or "",
            expected_origin=origin(),
            credential_public_key=row.public_key,
            credential_current_sign_count=row.sign_count,
            require_user_verification=True,
        ),
        user,
    )
    used = update(passkey).where(passkey.c.id == row.id).values(sign_count=proof.new_sign_count, used_at=now())
    db.session.connection().execute(used)
    return user


def parsed(answer: str) -> dict[str, Any]:
    """An answer as the browser has written it. Raises PasskeyRefused for what is none."""
    try:
        found: dict[str, Any] = json.loads(answer[: LONGEST_ANSWER + 1])
        if len(answer) <= LONGEST_ANSWER and IN_BASE64URL.fullmatch(found["id"]):
            return found
    except (ValueError, TypeError, KeyError, RecursionError):
        pass
    raise PasskeyRefused("This passkey was not accepted.")


def proven(verify: Callable[[bytes], Proof], user: User | None = None) -> Proof:
    """What comes of the answer to this browser's question. Raises PasskeyRefused for any but the first and the right.

    `user` is whose passkey it is said to be.
    """
    challenge, asked_at = session.pop(QUESTION, ("", 0.0))
    patience = PATIENCE.total_seconds()
    in_time = 0 <= now().timestamp() - asked_at <= patience
    if not in_time or DatabaseTries().incr(f"answered {challenge}", int(2 * patience)) > 1:
        raise PasskeyRefused("That took too long, or was answered already. Try again.", user=user)
    try:
        return verify(urlsafe_b64decode(f"{challenge}="))
    except Exception as error:  # whatever goes wrong with an answer, it proves nothing; and it may be anything
        current_app.logger.info("A passkey was refused: %s", error)
        raise PasskeyRefused("This passkey was not accepted.", user=user) from error


def remove_passkey(user: User, id_: int) -> bool:
    """Take a passkey away; whether there was such a one of theirs. Raises LastSecondFactor. Does not commit."""
    passkeys = passkeys_of(user)
    if [row.id for row in passkeys] == [id_] and user.needs_second_factor and user.tf_primary_method is None:
        raise LastSecondFactor("Your role needs a second factor. Set up another one first, then remove this passkey.")
    return forget(user, passkey.c.id == id_) > 0


def forget_passkeys(user: User) -> None:
    """Take all of somebody's passkeys away. Does not commit."""
    forget(user)


def forget(user: User, *which: Any) -> int:
    before = names_of(user)
    statement = delete(passkey).where(passkey.c.user_id == user.id, *which)
    gone = db.session.connection().execute(statement).rowcount
    if gone:
        passkeys_changed.send(user=user, before=before, after=names_of(user))
    return gone


def names_of(user: User) -> list[str]:
    return [row.name for row in passkeys_of(user)]


def named(name: str) -> str:
    """As it is kept: in one line, and never nothing."""
    plain = " ".join("".join(sign if sign.isprintable() else " " for sign in name).split())
    return plain[:LONGEST_NAME].strip() or name_of_device()


def name_of_device() -> str:
    """What somebody may call the passkey of this device."""
    browser, system = (find(request.user_agent.string) for find in (browser_of, system_of))
    return _("%(browser)s on %(system)s", browser=browser, system=system) if browser and system else _("Passkey")
