"""Sessions are kept by the server: a browser holds a random key, and the table `sign_in` says what it is worth.

The session cookie and the remember-me cookie hold the same key, of which the table has the hash only. A row counts
while its account has the key that it had at the sign-in (`User.fs_uniquifier`): a new one ends all sessions.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from hashlib import sha256
from ipaddress import ip_address, ip_network
from secrets import token_urlsafe
from typing import Any, NamedTuple

from flask import Flask, Response, current_app, g, request, session
from flask_login import user_logged_out
from flask_security import user_authenticated
from flask_security.utils import set_request_attr
from sqlalchemy import (
    Boolean,
    Column,
    ColumnElement,
    ForeignKey,
    Integer,
    Row,
    String,
    Table,
    and_,
    bindparam,
    delete,
    insert,
    select,
    update,
)
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import joinedload

from ..clock import now
from ..database import MYSQL_TABLE, UtcDateTime, db
from ..extensions import security
from .models import User
from .user_agents import browser_of, system_of

sign_in = Table(
    "sign_in",
    db.metadata,
    Column("id", Integer, primary_key=True),
    Column("key_hash", String(64), nullable=False, unique=True),
    Column("user_id", ForeignKey("user.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("user_key", String(64), nullable=False),
    Column("began_at", UtcDateTime, nullable=False),
    Column("used_at", UtcDateTime, nullable=False),
    #: When it ends however much it is used, and when it ends unless it is used before.
    Column("ends_at", UtcDateTime, nullable=False),
    Column("expires_at", UtcDateTime, nullable=False, index=True),
    Column("remembered", Boolean, nullable=False),
    Column("address", String(45)),
    Column("browser", String(30)),
    Column("system", String(30)),
    **MYSQL_TABLE,
)

#: How often the table is told that a session is in use: it is asked on every request, and need not be written then.
NOTED_EVERY = timedelta(minutes=5)
#: How much of an address is kept: enough to know one's own home from another country, and not who it was.
KEPT_BITS = {4: 24, 6: 48}

#: Where Flask keeps what the next page is to tell.
MESSAGES = "_flashes"

IS_OF_USER = and_(sign_in.c.user_id == User.id, sign_in.c.user_key == User.fs_uniquifier)
#: On every request: whose session it is. Making a statement takes longer than asking it.
BY_KEY = (
    select(User, sign_in.c.id, sign_in.c.used_at, sign_in.c.ends_at, sign_in.c.remembered)
    .join(sign_in, IS_OF_USER)
    .options(joinedload(User.roles))
    .where(sign_in.c.key_hash == bindparam("hash"), sign_in.c.expires_at > bindparam("now"))
)


class Current(NamedTuple):
    """The session of this request."""

    id: int
    used_at: datetime
    ends_at: datetime
    remembered: bool


def init_sessions(app: Flask) -> None:
    """Let Flask-Login ask the table. Called when Flask-Security has set up its own."""
    security.login_manager.user_loader(user_of)
    security.login_manager._clear_cookie = forget_remembered  # noqa: SLF001
    user_authenticated.connect(begin, app)
    user_logged_out.connect(end_current, app)
    app.after_request(note_use)


def user_of(key: str) -> User | None:
    """Whoever the key of a cookie signs in: one statement for the session, the account and its roles."""
    row = db.session.execute(BY_KEY, {"hash": hash_of(key), "now": now()}).unique().one_or_none()
    if row is None or not row[0].is_active:
        if key == session.get("_user_id"):
            forget_ended(key)
        return None
    user: User = row[0]
    g.sign_in = Current(*row[1:])
    set_request_attr("fs_authn_via", "session")
    set_request_attr("fs_paa", session.get("fs_paa", 0))
    return user


def begin(app: Flask, user: User, **how: Any) -> None:
    """A new session, with a key that nobody had before, in place of the one that this browser had. Does not commit."""
    moment, key = now(), token_urlsafe(32)
    forget(sign_in.c.expires_at <= moment)
    if "sign_in" in g:
        forget(sign_in.c.id == g.sign_in.id)
    session["_user_id"] = key
    remembered = session.get("_remember") == "set"
    ends = moment + app.config["REMEMBER_COOKIE_DURATION" if remembered else "PERMANENT_SESSION_LIFETIME"]
    values = {
        "remembered": remembered,
        "key_hash": hash_of(key),
        "user_id": user.id,
        "user_key": user.fs_uniquifier,
        "began_at": moment,
        "used_at": moment,
        "ends_at": ends,
        "expires_at": unused_until(moment, ends, remembered=remembered),
        "address": shortened(request.remote_addr),
        "browser": browser_of(request.user_agent.string),
        "system": system_of(request.user_agent.string),
    }
    ids: Any = db.session.connection().execute(insert(sign_in), values).inserted_primary_key
    g.sign_in = Current(ids[0], moment, ends, remembered)


def unused_until(moment: datetime, ends: datetime, *, remembered: bool) -> datetime:
    """When a session ends that is not used again. Whoever asked to be remembered may be away for a weekend."""
    idle: timedelta = current_app.config["SESSION_IDLE"]
    return ends if remembered else min(ends, moment + idle)


def end_current(app: Flask, **who: Any) -> None:
    """Signing out is for good: a copy of the cookie is worth nothing. Commits, since nothing else is written then."""
    session.pop(MESSAGES, None)
    if "sign_in" in g:
        forget(sign_in.c.id == g.pop("sign_in").id)
        db.session.commit()


def forget_ended(key: str) -> None:
    """Take from the browser what is left of a session that has ended, and what it had yet to tell: that names records.

    Once, since what somebody is told on the way in, as that a letter is on its way, is told after this and stays.
    """
    for name in ("_user_id", MESSAGES):
        session.pop(name, None)
    if request.cookies.get(current_app.config["REMEMBER_COOKIE_NAME"], "").startswith(f"{key}|"):
        session["_remember"] = "clear"  # for Flask-Login, which takes the cookie away then


def forget_remembered(answer: Response) -> None:
    """Have the browser drop the remember-me cookie.

    Flask-Login's own leaves out Secure, without which browsers take nothing called `__Host-…`, not even its end.
    """
    settings = current_app.config
    answer.delete_cookie(
        settings["REMEMBER_COOKIE_NAME"],
        secure=settings["REMEMBER_COOKIE_SECURE"],
        httponly=settings["REMEMBER_COOKIE_HTTPONLY"],
        samesite=settings["REMEMBER_COOKIE_SAMESITE"],
    )


def note_use(answer: Response) -> Response:
    """Move the end of an idle session on. While reading only: a request that writes may still hold a lock.

    Not worth an error: where the database is busy the next request does it.
    """
    current: Current | None = g.get("sign_in")
    if current is None or request.method != "GET" or now() - current.used_at < NOTED_EVERY:
        return answer
    moment = now()
    expires = unused_until(moment, current.ends_at, remembered=current.remembered)
    statement = update(sign_in).where(sign_in.c.id == current.id).values(used_at=moment, expires_at=expires)
    try:
        with db.engine.begin() as connection:
            connection.execute(statement)
    except SQLAlchemyError:
        current_app.logger.warning("The use of a session could not be noted.")
    return answer


def current_session() -> int | None:
    """The id of the session of this request."""
    return g.sign_in.id if "sign_in" in g else None


def sessions_of(user: User) -> list[Row[Any]]:
    """The sessions that an account has now, the one used last first."""
    theirs = (sign_in.c.user_id == user.id, sign_in.c.user_key == user.fs_uniquifier, sign_in.c.expires_at > now())
    return list(db.session.execute(select(sign_in).where(*theirs).order_by(sign_in.c.used_at.desc(), sign_in.c.id)))


def end_session(user: User, id_: int) -> bool:
    """Sign one device of a user out; whether there was such a session of theirs. Does not commit."""
    return forget(and_(sign_in.c.user_id == user.id, sign_in.c.id == id_)) > 0


def forget(which: ColumnElement[bool]) -> int:
    return db.session.connection().execute(delete(sign_in).where(which)).rowcount


def hash_of(key: str) -> str:
    """The key is long and random, so that a fast hash will do."""
    return sha256(key.encode()).hexdigest()


def shortened(address: str | None) -> str | None:
    """A network in place of an address: `203.0.113.0/24`, `2001:db8:1::/48`."""
    try:
        full = ip_address(address or "")
    except ValueError:
        return None
    return str(ip_network((full, KEPT_BITS[full.version]), strict=False))
