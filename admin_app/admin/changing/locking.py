"""Holding records, so that nobody else changes them until the transaction ends."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import select

from ..paths import Model


def hold(session: Any, model: Model, keys: Iterable[int]) -> None:
    """Keep everybody else from changing these records until we are done, in one order for all."""
    table = model.__table__
    session.execute(select(table.c.id).where(table.c.id.in_(list(keys))).order_by(table.c.id).with_for_update())
