"""The figures of the home page, kept until somebody writes."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Any, TypeVar
from uuid import uuid4

from flask import Flask, current_app
from sqlalchemy import event
from sqlalchemy.orm import ORMExecuteState, Session, UOWTransaction

from ...audit import AuditEntry
from ...config import REDIS_OPTIONS
from ...extensions import cache

Answer = TypeVar("Answer")

FIGURES = "figures"
#: Where among the figures it says which write they are newer than.
WRITTEN = "written"
#: Imported only where there is a Redis: its client takes as long to import as Flask.
SHARED_CACHE = "admin_app.views.shared_cache.SharedCache"
#: Seconds after which figures are made anew even when this process has seen no write: another one may have.
FIGURES_LAST = 30


class Figures:
    """What one page asks for: from the cache if nothing was written since, and only what this page shows.

    With a `school`, of that school alone.
    """

    def __init__(self, school: int | None = None) -> None:
        self.school = school
        self.found: dict[Hashable, Any] = cache.get(FIGURES) or {}
        self.is_new = False

    def ask(self, figure: Callable[..., Answer], *args: Hashable) -> Answer:
        """What a function of `school.figures` gives for the school, if there is one."""
        return self.once((figure.__name__, self.school, *args), lambda: figure(*args, school=self.school))

    def ask_of_all(self, figure: Callable[[], Answer]) -> Answer:
        """What one gives that is the same for all schools."""
        return self.once((figure.__name__,), figure)

    def once(self, key: Hashable, make: Callable[[], Answer]) -> Answer:
        if key not in self.found:
            self.found[key] = make()
            self.is_new = True
        answer: Answer = self.found[key]
        return answer

    def keep(self) -> None:
        """Put what was asked for where the next page finds it, unless somebody has written meanwhile."""
        if self.is_new and (cache.get(FIGURES) or {}).get(WRITTEN) == self.found.get(WRITTEN):
            cache.set(FIGURES, self.found, timeout=FIGURES_LAST)


def init_figures(app: Flask) -> None:
    """Cache the figures, in Redis where there is one, and forget them with every commit that wrote something."""
    settings: dict[str, Any] = {"CACHE_KEY_PREFIX": "homeroom:", "CACHE_TYPE": "SimpleCache"}
    if app.config["REDIS_URL"]:
        settings["CACHE_TYPE"] = SHARED_CACHE
        settings["CACHE_REDIS_URL"] = app.config["REDIS_URL"]
        settings["CACHE_OPTIONS"] = dict(REDIS_OPTIONS)
    cache.init_app(app, config=settings)


@event.listens_for(Session, "after_flush")
def notice_flush(session: Session, flushed: UOWTransaction) -> None:
    session.info["wrote"] = True


@event.listens_for(Session, "do_orm_execute")
def notice_statement(state: ORMExecuteState) -> None:
    # What was looked at and taken out is noted by statements of its own, and no figure tells of it.
    if not state.is_select and getattr(state.statement, "table", None) is not AuditEntry.__table__:
        state.session.info["wrote"] = True


@event.listens_for(Session, "after_commit")
def forget_figures(session: Session) -> None:
    if session.info.pop("wrote", False) and current_app and "cache" in current_app.extensions:
        cache.set(FIGURES, {WRITTEN: uuid4().hex}, timeout=FIGURES_LAST)


@event.listens_for(Session, "after_rollback")
def nothing_written(session: Session) -> None:
    session.info.pop("wrote", None)
