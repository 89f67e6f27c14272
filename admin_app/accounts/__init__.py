"""Accounts: who signs in, and the table of who may do what."""

from .errors import EmailTaken, InvalidEmail, PasswordNeeded, UnknownRole, WeakPassword
from .forms import sign_in_failed
from .freshness import ask_password_again, need_fresh_password
from .mail import can_write
from .models import Role, RoleName, User, user_role
from .own_language import own_language
from .passkeys import passkeys_changed, passkeys_of
from .permissions import (
    ALL,
    FIELD_GRANTS,
    LIMITS,
    ONLY_FIELDS,
    RESOURCES,
    SCHOOL,
    Action,
    granted_scopes,
    limits_of,
    may,
    may_read_field,
    may_write_field,
    roles_of,
    school_of,
    scopes,
)
from .redirects import safe_target
from .second_factor import enroll, forget_second_factor
from .sessions import current_session, end_session, sessions_of, sign_in
from .signing_in import init_signing_in as init_accounts
from .strangers import ask_nobody_who_it_is, sign_in_first, wants_fragment
from .users import (
    DEMO_PASSWORD,
    DEMO_USERS,
    create_demo_users,
    create_user,
    disable,
    ensure_roles,
    has_demo_users,
    invite_user,
    set_password,
)

__all__ = [
    "ALL",
    "DEMO_PASSWORD",
    "DEMO_USERS",
    "FIELD_GRANTS",
    "LIMITS",
    "ONLY_FIELDS",
    "RESOURCES",
    "SCHOOL",
    "Action",
    "EmailTaken",
    "InvalidEmail",
    "PasswordNeeded",
    "Role",
    "RoleName",
    "UnknownRole",
    "User",
    "WeakPassword",
    "ask_nobody_who_it_is",
    "ask_password_again",
    "can_write",
    "create_demo_users",
    "create_user",
    "current_session",
    "disable",
    "end_session",
    "enroll",
    "ensure_roles",
    "forget_second_factor",
    "granted_scopes",
    "has_demo_users",
    "init_accounts",
    "invite_user",
    "limits_of",
    "may",
    "may_read_field",
    "may_write_field",
    "need_fresh_password",
    "own_language",
    "passkeys_changed",
    "passkeys_of",
    "roles_of",
    "safe_target",
    "school_of",
    "scopes",
    "sessions_of",
    "set_password",
    "sign_in",
    "sign_in_failed",
    "sign_in_first",
    "user_role",
    "wants_fragment",
]
