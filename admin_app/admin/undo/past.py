"""The page of a record as it was on a day, with what is different today."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from flask import abort, request, url_for
from flask_admin import expose

from ... import clock
from ...accounts import Action, safe_target
from ...audit import AuditEntry, Change, Net, Past, as_of, fields_of, is_kept, present
from ...language import _
from .. import access
from ..identities import identity
from ..pages import PageScreen
from ..record_page.history import Names, relation_behind
from ..viewed import note_seen


class PastScreen(PageScreen):
    """`past/?kind=student&id=5&on=2026-11-01`: for those who may read the record and the change log."""

    def __init__(self) -> None:
        super().__init__(name="As it was", endpoint="past")

    def is_visible(self) -> bool:
        return False

    def is_accessible(self) -> bool:
        return access.may(AuditEntry, Action.READ)

    @expose("/")
    def index(self) -> str:
        """The fields that the user may read, as they were when the day ended, beside what they are now."""
        screen = access.screens().get(request.args.get("kind", "")) or abort(404)
        record = self._record(screen)
        note_seen([record])
        day, complaint = asked_day()
        now = present(record)
        then = as_of(screen.table, record.id, now, end_of(day))
        return self.render(
            "admin/undo/past.html",
            title=str(record),
            screen=screen,
            record=record,
            day=day,
            complaint=complaint,
            there=then.there,
            rows=rows(screen, then, now) if then.there else [],
            return_url=safe_target(request.args.get("url", ""))
            or url_for(f"{screen.table}.details_view", id=record.id),
        )

    def _record(self, screen: Any) -> Any:
        """The record that the address names, in the trash or not; 403 and 404 as on its own page."""
        if not screen.can_view_details:
            abort(403)
        key = identity(request.args.get("id"))
        record = screen.look_up(key, Action.READ)
        if record is None and screen.can_delete:
            record = screen.look_up(key, Action.DELETE, trashed=True)
        return record if record is not None else abort(404)


def asked_day() -> tuple[date, str]:
    """The day in the address, and what is wrong with it; today where there is none."""
    text, today = request.args.get("on", ""), clock.today()
    try:
        day = date.fromisoformat(text) if text else today
    except ValueError:
        return today, _("This is no date.")
    return (day, "") if date.min < day <= today else (today, _("That day has not come yet."))


def end_of(day: date) -> datetime:
    """The instant at which a day ends at the school."""
    return datetime.combine(day + timedelta(days=1), time.min, clock.school_timezone())


def rows(screen: Any, then: Past, now: Past) -> list[dict[str, Any]]:
    """Label, what it was, what it is, and whether that differs."""
    fields = [name for name in fields_of(screen.model) if name in now.values and is_open(screen, name)]
    pairs = {name: [then.values.get(name), now.values[name]] for name in fields}
    names = Names([Net(screen.table, 0, "", Change.UPDATE, pairs, 0, None)])
    found = []
    for name, (before, after) in pairs.items():
        label = screen.get_column_name(relation_behind(screen.model, name) or name)
        kept = is_kept(before)
        found.append(
            {
                "label": label,
                "then": names.shown(screen.model, name, before) if kept else None,
                "now": names.shown(screen.model, name, after),
                "differs": not kept or (before or None) != (after or None),
            }
        )
    return found


def is_open(screen: Any, name: str) -> bool:
    """Whether the user may read a field, and the relation that it is the key of."""
    relation = relation_behind(screen.model, name) or name
    return name != "deleted_at" and all(access.may_read_field(screen.model, each) for each in (name, relation))
