"""What happened has happened: entries of the change log are neither changed nor deleted, but by `erasing.py`."""

from __future__ import annotations

from typing import Any

from flask import Flask
from sqlalchemy import Connection, Delete, Engine, Update
from sqlalchemy.orm import Mapper

from ..database import listen_once
from ..errors import DomainError
from .models import AuditEntry, audit_departure

#: The execution option of the one statement that may change entries.
ERASING = "homeroom_erasing"
REFUSAL = "An entry of the change log cannot be changed or deleted."


class LogIsAppendOnly(DomainError):
    """Something would rewrite the change log."""


def init_guard(app: Flask) -> None:
    """Watch the model and every engine. The databases that can do so cheaply refuse changes themselves."""
    for when in ("before_update", "before_delete"):
        listen_once(AuditEntry, when, refuse_change)
    listen_once(Engine, "before_execute", refuse_statement)


def refuse_change(mapper: Mapper[Any], connection: Connection, entry: AuditEntry) -> None:
    raise LogIsAppendOnly(REFUSAL)


def refuse_statement(connection: Connection, statement: Any, *_: Any) -> None:
    if not isinstance(statement, (Update, Delete)) or statement.table not in (AuditEntry.__table__, audit_departure):
        return
    if isinstance(statement, Delete) or ERASING not in statement.get_execution_options():
        raise LogIsAppendOnly(REFUSAL)
