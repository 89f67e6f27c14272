"""The home page: how the school stands, at a glance. Its figures are cached and made anew after a write."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import Flask, Response, abort, current_app, url_for
from flask_admin import AdminIndexView, expose
from flask_login import current_user
from sqlalchemy import event, select
from sqlalchemy.orm import ORMExecuteState, Session, UOWTransaction

from ..accounts import ALL, Action, may, scopes
from ..audit import AuditEntry, Change
from ..clock import local
from ..config import REDIS_OPTIONS
from ..database import db
from ..extensions import cache
from ..school.figures import (
    AttendanceDay,
    FeesDue,
    NewStudent,
    attendance_of_last_days,
    enrolled_by_grade_level,
    fees_due,
    newest_students,
    students_by_status,
)

FIGURES = "figures"
#: Imported only where there is a Redis: its client takes as long to import as Flask.
SHARED_CACHE = "admin_app.views.shared_cache.SharedCache"
#: Seconds after which figures are made anew even when this process has seen no write: another one may have.
FIGURES_LAST = 30
CHANGES_SHOWN = 8
DONE = {Change.INSERT: "Added", Change.UPDATE: "Changed", Change.DELETE: "Deleted"}


@dataclass(frozen=True)
class Figures:
    """What the home page shows of the whole school."""

    by_status: dict[str, int]
    by_grade_level: list[tuple[str, int]]
    attendance: list[AttendanceDay]
    fees: FeesDue
    newest: list[NewStudent]


class DashboardView(AdminIndexView):
    """The page under /admin/. Everybody who signs in has one; each part is for those who may read what it adds up."""

    def is_accessible(self) -> bool:
        return may(current_user, "dashboard", Action.READ)

    def inaccessible_callback(self, name: str, **kwargs: Any) -> Response:
        if current_user.is_authenticated:
            abort(403)
        answer: Response = current_app.login_manager.unauthorized()  # type: ignore[attr-defined]  # set by Flask-Login
        return answer

    @expose("/")
    def index(self) -> str:
        return self.render("school/dashboard/index.html", **parts_of_page())


def parts_of_page() -> dict[str, Any]:
    """The parts that this user may see; a part that is not here is not drawn. A link leads to just what was counted."""
    parts: dict[str, Any] = {}
    if reads_all("student"):
        parts |= students_part(figures_of_school())
    if reads_all("attendance_mark"):
        parts["attendance"] = [
            (day.on, day.present, day.absent, day.percent, url_for("attendance_mark.index_view", flt0_on_is=day.on))
            for day in figures_of_school().attendance
        ]
    if reads_all("charge"):
        parts["fees"] = fees_part(figures_of_school().fees)
    if may(current_user, "audit_entry", Action.READ):
        parts["changes"] = change_lines(last_changes())
    return parts


def students_part(figures: Figures) -> dict[str, Any]:
    return {
        "by_status": [
            (status.capitalize(), count, url_for("student.index_view", flt0_status_is=status))
            for status, count in figures.by_status.items()
        ],
        "by_grade_level": [
            (name, count, url_for("student.index_view", flt0_grade_level_is=name, flt1_status_is="enrolled"))
            for name, count in figures.by_grade_level
        ],
        "newest": [
            {"name": student.name, "note": student.grade_level, "url": url_for("student.details_view", id=student.id)}
            for student in figures.newest
        ],
    }


def fees_part(fees: FeesDue) -> dict[str, Any]:
    return {
        "outstanding": f"{fees.outstanding:,.2f}",
        "overdue": f"{fees.overdue:,.2f}",
        "overdue_students": fees.students_overdue,
    }


def change_lines(entries: list[AuditEntry]) -> list[dict[str, Any]]:
    """The changes in words, newest first, with the way to each record unless a later change deleted it."""
    deleted: set[tuple[str, int]] = set()
    lines = []
    for entry in entries:
        record = (entry.resource, entry.record_id)
        if entry.action is Change.DELETE:
            deleted.add(record)
        lines.append(change_line(entry, exists=record not in deleted))
    return lines


def change_line(entry: AuditEntry, *, exists: bool) -> dict[str, Any]:
    screen = f"{entry.resource}.details_view"
    linked = exists and may(current_user, entry.resource, Action.READ) and screen in current_app.view_functions
    return {
        "when": local(entry.created_at),
        "who": entry.user_label,
        "what": f"{DONE[entry.action]} {entry.resource.replace('_', ' ')} {entry.record_label}",
        "url": url_for(screen, id=entry.record_id) if linked else None,
    }


def reads_all(resource: str) -> bool:
    """Whether the user may read every row, and so may know how many there are."""
    return ALL in scopes(current_user, resource, Action.READ)


def figures_of_school() -> Figures:
    """The figures, from the cache if nothing was written since."""
    figures: Figures | None = cache.get(FIGURES)
    if figures is None:
        figures = Figures(
            by_status={str(status): count for status, count in students_by_status().items()},
            by_grade_level=enrolled_by_grade_level(),
            attendance=attendance_of_last_days(),
            fees=fees_due(),
            newest=newest_students(),
        )
        cache.set(FIGURES, figures, timeout=FIGURES_LAST)
    return figures


def last_changes() -> list[AuditEntry]:
    """What changed last, newest first: everything, or what the user did themselves."""
    statement = select(AuditEntry).order_by(AuditEntry.id.desc()).limit(CHANGES_SHOWN)
    if not reads_all("audit_entry"):
        statement = statement.where(AuditEntry.user_id == current_user.id)
    return list(db.session.scalars(statement))


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
    if not state.is_select:
        state.session.info["wrote"] = True


@event.listens_for(Session, "after_commit")
def forget_figures(session: Session) -> None:
    if session.info.pop("wrote", False) and current_app and "cache" in current_app.extensions:
        cache.delete(FIGURES)


@event.listens_for(Session, "after_rollback")
def nothing_written(session: Session) -> None:
    session.info.pop("wrote", None)
