"""Where tries to sign in are counted without Redis: in the database, so that all processes and a new start count on."""

from __future__ import annotations

from datetime import timedelta
from hashlib import sha256

from limits.storage import Storage
from sqlalchemy import Column, Integer, String, Table, delete, insert, or_, select, update
from sqlalchemy.exc import IntegrityError, SQLAlchemyError

from ..clock import now
from ..database import MYSQL_TABLE, UtcDateTime, db

counted = Table(
    "sign_in_try",
    db.metadata,
    Column("key_hash", String(64), primary_key=True),
    Column("count", Integer, nullable=False),
    Column("expires_at", UtcDateTime, nullable=False, index=True),
    **MYSQL_TABLE,
)


class DatabaseTries(Storage):
    """Flask-Limiter's counters as rows, each written in a transaction of its own. Needs an application context."""

    STORAGE_SCHEME = ["database"]
    base_exceptions = SQLAlchemyError

    def incr(self, key: str, expiry: int, amount: int = 1) -> int:
        """Count, and say how many there are now. `expiry` is in seconds, from the first on."""
        try:
            return self.count(key, expiry, amount)
        except IntegrityError:  # another process has made the row meanwhile
            return self.count(key, expiry, amount)

    def count(self, key: str, expiry: int, amount: int) -> int:
        moment, row = now(), counted.c.key_hash == hashed(key)
        more = update(counted).where(row, counted.c.expires_at > moment).values(count=counted.c.count + amount)
        with db.engine.begin() as connection:
            if connection.execute(more).rowcount == 0:
                connection.execute(delete(counted).where(or_(row, counted.c.expires_at <= moment)))
                first = {"key_hash": hashed(key), "count": amount, "expires_at": moment + timedelta(seconds=expiry)}
                connection.execute(insert(counted), first)
                return amount
            return connection.scalar(select(counted.c.count).where(row)) or amount

    def get(self, key: str) -> int:
        row = (counted.c.key_hash == hashed(key), counted.c.expires_at > now())
        with db.engine.connect() as connection:
            return connection.scalar(select(counted.c.count).where(*row)) or 0

    def get_expiry(self, key: str) -> float:
        """When it begins to count anew, in seconds since 1970."""
        with db.engine.connect() as connection:
            found = connection.scalar(select(counted.c.expires_at).where(counted.c.key_hash == hashed(key)))
        return (found or now()).timestamp()

    def check(self) -> bool:
        try:
            self.get("")
        except SQLAlchemyError:
            return False
        return True

    def reset(self) -> int:
        with db.engine.begin() as connection:
            return connection.execute(delete(counted)).rowcount

    def clear(self, key: str) -> None:
        with db.engine.begin() as connection:
            connection.execute(delete(counted).where(counted.c.key_hash == hashed(key)))


def hashed(key: str) -> str:
    """Of one length, whatever was typed."""
    return sha256(key.encode()).hexdigest()
