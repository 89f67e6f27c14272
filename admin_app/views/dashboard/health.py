"""The home page about health: the alerts in force, and what was recorded last."""

from __future__ import annotations

from collections.abc import Iterator

from flask import url_for
from flask_login import current_user

from ...accounts import ALL, Action, scopes
from ...admin.wording import member_text
from ...clock import local
from ...language import _
from ...school import figures
from .blocks import Block, Cell, Column, Line, count, listed, reads_all
from .kept import Figures

RECORDS_SHOWN = 5


def health_blocks(kept: Figures) -> Iterator[Block]:
    if reads_all("medical_alert"):
        yield alerts(kept)
        yield recorded_last(kept)


def alerts(kept: Figures) -> Block:
    columns = (Column(_("Severity"), is_number=False), Column(_("Alerts"), "alerts"))
    rows = [
        (
            Cell(member_text(severity)),
            count(number, listed("medical_alert", severity_is=severity.value, in_force_is=1)),
        )
        for severity, number in kept.ask(figures.alerts_by_severity)
    ]
    return Block("alerts", _("Medical alerts by severity"), _("Alerts in force today."), columns, rows, chart="bar")


def recorded_last(kept: Figures) -> Block:
    """Alerts, and medical notes for those who may read all of them, newest first."""
    records = [("medical_alert", record) for record in kept.ask(figures.newest_alerts)]
    if scopes(current_user, "note", Action.READ) & {ALL, "medical"}:
        records += [("note", record) for record in kept.ask(figures.newest_medical_notes)]
    lines = [
        Line(record.title, url_for(f"{resource}.details_view", id=record.id), record.student, local(record.recorded_at))
        for resource, record in sorted(records, key=lambda item: item[1].recorded_at, reverse=True)
    ]
    return Block("recorded", _("Recorded last"), lines=lines[:RECORDS_SHOWN], empty=_("Nothing was recorded yet."))
