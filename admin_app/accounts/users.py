"""What is done with accounts: make one, change its password, disable it. None of these commits; the caller does."""

from __future__ import annotations

from collections.abc import Iterable
from secrets import token_urlsafe

from email_validator import EmailNotValidError, validate_email
from sqlalchemy import select

from ..database import db
from .errors import EmailTaken, InvalidEmail, UnknownRole
from .mail import invite
from .models import Role, RoleName, User
from .passwords import hashed

LONGEST_EMAIL = 255

#: The sign-ins of the demo school: e-mail, role, name. All have the same, well-known password.
DEMO_USERS: tuple[tuple[str, RoleName, str], ...] = (
    ("admin@example.com", RoleName.ADMINISTRATOR, "Ada Admin"),
    ("registrar@example.com", RoleName.REGISTRAR, "Rosa Registrar"),
    ("teacher@example.com", RoleName.TEACHER, "Tom Teacher"),
    ("bursar@example.com", RoleName.BURSAR, "Bo Bursar"),
    ("nurse@example.com", RoleName.NURSE, "Nora Nurse"),
    ("viewer@example.com", RoleName.VIEWER, "Vic Viewer"),
)
DEMO_PASSWORD = "homeroom-demo-2026"  # noqa: S105 - known to everybody, and good for the demo only


def create_user(*, email: str, password: str, roles: Iterable[str], name: str | None = None) -> User:
    """A new account with at least one role, added to the session and flushed.

    Raises InvalidEmail, EmailTaken, WeakPassword, UnknownRole.
    """
    email = valid_email(email)
    names = valid_roles(roles)
    if db.session.scalar(select(User.id).where(User.email == email)):
        raise EmailTaken("Somebody signs in with {email} already.", field="email", email=email)
    user = User(email=email, name=name, password=hashed(password, email=email, name=name), active=True)
    user.roles = [role for role in ensure_roles() if role.name in names]
    db.session.add(user)
    db.session.flush()
    return user


def invite_user(*, email: str, roles: Iterable[str], name: str | None = None) -> User:
    """As `create_user`, for somebody who is sent a link to choose the password with."""
    user = create_user(email=email, password=token_urlsafe(32), roles=roles, name=name)
    invite(user)
    return user


def set_password(user: User, password: str) -> None:
    """Give the account a new password, which signs its user out everywhere. Raises WeakPassword."""
    user.password = hashed(password, email=user.email, name=user.name)


def disable(user: User) -> None:
    """Close the account: its user is signed out everywhere and cannot sign in. What they did keeps their name."""
    user.active = False


def ensure_roles() -> list[Role]:
    """The six roles, made where they are missing, in the order of RoleName."""
    held = {role.name: role for role in db.session.scalars(select(Role))}
    missing = {name: Role(name=name) for name in RoleName if name not in held}
    db.session.add_all(missing.values())
    return [(held | missing)[name] for name in RoleName]


def create_demo_users() -> list[User]:
    """The six demo accounts, in the order of DEMO_USERS. Raises EmailTaken where one exists."""
    return [
        create_user(email=email, password=DEMO_PASSWORD, roles=[role], name=name) for email, role, name in DEMO_USERS
    ]


def has_demo_users() -> bool:
    """Whether anybody could sign in with a demo account: such a database is not fit for service."""
    emails = [email for email, _, _ in DEMO_USERS]
    return db.session.scalar(select(User.id).where(User.email.in_(emails), User.active).limit(1)) is not None


def valid_email(email: str) -> str:
    """The address in the one spelling that is stored. Raises InvalidEmail. Asks no name server."""
    try:
        normalized = validate_email(email.strip(), check_deliverability=False).normalized.lower()
    except EmailNotValidError as error:
        raise InvalidEmail("This is no e-mail address: {problem}", field="email", problem=error) from error
    if len(normalized) > LONGEST_EMAIL:
        raise InvalidEmail("An e-mail address has at most {most} characters.", field="email", most=LONGEST_EMAIL)
    return normalized


def valid_roles(roles: Iterable[str]) -> frozenset[RoleName]:
    """The roles by name. Raises UnknownRole for one that does not exist, and for none at all."""
    try:
        names = frozenset(RoleName(role) for role in roles)
    except ValueError as error:
        raise UnknownRole(
            "{problem}. The roles are {roles}.", field="roles", problem=error, roles=", ".join(RoleName)
        ) from error
    if not names:
        raise UnknownRole("An account needs a role: {roles}.", field="roles", roles=", ".join(RoleName))
    return names
