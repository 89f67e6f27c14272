"""Accounts: who signs in, and the table of who may do what."""

from .models import Role, RoleName, User, user_role
from .permissions import RESOURCES, Action, may, may_read_field, may_write_field, scopes
from .redirects import safe_target

__all__ = [
    "RESOURCES",
    "Action",
    "Role",
    "RoleName",
    "User",
    "may",
    "may_read_field",
    "may_write_field",
    "safe_target",
    "scopes",
    "user_role",
]
