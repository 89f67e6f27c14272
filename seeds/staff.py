"""Staff and the accounts they sign in with. Who the staff are is in `campuses.py`."""

from __future__ import annotations

from sqlalchemy import select

from admin_app.accounts import User
from admin_app.database import db
from admin_app.school import Staff


def link_accounts() -> None:
    """Give each member of staff the account with their e-mail address, if there is one. Does not commit."""
    pairs = select(Staff, User).join(User, User.email == Staff.email).where(Staff.user_id.is_(None))
    for member, user in db.session.execute(pairs).all():
        member.user = user
    db.session.flush()
