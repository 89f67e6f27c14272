"""The change log, and what else the back office keeps for itself."""

from __future__ import annotations

from flask import Flask

from .acts import Net, entries_of, later, net_of, undone_by
from .authors import last_act
from .emptying import days_in_trash, empty_trash
from .erasing import Forgotten, erase_from_log
from .events import NO_RECORD, event_entry, note_event, write_events
from .guard import LogIsAppendOnly, init_guard
from .log import EMPTIED, HIDDEN, all_relations, because, init_log, logged_columns
from .models import OF_RECORDS, AuditEntry, Change, Job, JobState, SavedView, audit_departure
from .past import Past, as_of, fields_of, is_kept, present
from .saved_views import keep_view, open_with, usual_view, views_for
from .sign_ins import init_sign_ins
from .statements import UnloggedWrite, changed_fields, concerned, given_ids, init_statements, last_id_of
from .trash import is_kept_nowhere_else, put_in_trash, take_out, went_along
from .values import as_logged, from_log, put_back

__all__ = [
    "EMPTIED",
    "HIDDEN",
    "NO_RECORD",
    "OF_RECORDS",
    "AuditEntry",
    "Change",
    "Forgotten",
    "Job",
    "JobState",
    "LogIsAppendOnly",
    "Net",
    "Past",
    "SavedView",
    "UnloggedWrite",
    "all_relations",
    "as_logged",
    "as_of",
    "audit_departure",
    "because",
    "changed_fields",
    "concerned",
    "days_in_trash",
    "empty_trash",
    "entries_of",
    "erase_from_log",
    "event_entry",
    "fields_of",
    "from_log",
    "given_ids",
    "init_audit",
    "is_kept",
    "is_kept_nowhere_else",
    "keep_view",
    "last_act",
    "last_id_of",
    "later",
    "logged_columns",
    "net_of",
    "note_event",
    "open_with",
    "present",
    "put_back",
    "put_in_trash",
    "take_out",
    "undone_by",
    "usual_view",
    "views_for",
    "went_along",
    "write_events",
]


def init_audit(app: Flask) -> None:
    """Let the change log write itself. Doing so twice is the same as once."""
    init_log(app)
    init_statements(app)
    init_guard(app)
    init_sign_ins(app)
