"""Accounts: who signs in, and the table of who may do what."""

from .errors import EmailTaken, InvalidEmail, UnknownRole, WeakPassword
from .models import Role, RoleName, User, user_role
from .own_language import own_language
from .permissions import (
    ALL,
    FIELD_GRANTS,
    ONLY_FIELDS,
    RESOURCES,
    Action,
    granted_scopes,
    may,
    may_read_field,
    may_write_field,
    roles_of,
    scopes,
)
from .redirects import safe_target
from .signing_in import ask_nobody_who_it_is, sign_in_failed, sign_in_first, wants_fragment
from .signing_in import init_signing_in as init_accounts
from .users import (
    DEMO_PASSWORD,
    DEMO_USERS,
    create_demo_users,
    create_user,
    disable,
    ensure_roles,
    has_demo_users,
    set_password,
)

__all__ = [
    "ALL",
    "DEMO_PASSWORD",
    "DEMO_USERS",
    "FIELD_GRANTS",
    "ONLY_FIELDS",
    "RESOURCES",
    "Action",
    "EmailTaken",
    "InvalidEmail",
    "Role",
    "RoleName",
    "UnknownRole",
    "User",
    "WeakPassword",
    "ask_nobody_who_it_is",
    "create_demo_users",
    "create_user",
    "disable",
    "ensure_roles",
    "granted_scopes",
    "has_demo_users",
    "init_accounts",
    "may",
    "may_read_field",
    "may_write_field",
    "own_language",
    "roles_of",
    "safe_target",
    "scopes",
    "set_password",
    "sign_in_failed",
    "sign_in_first",
    "user_role",
    "wants_fragment",
]
