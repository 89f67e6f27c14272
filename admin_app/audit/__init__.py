"""The change log, and what else the back office keeps for itself."""

from .log import HIDDEN, LogIsAppendOnly, because, init_audit
from .models import AuditEntry, Change, Job, JobState, SavedView, audit_departure
from .saved_views import keep_view, open_with, usual_view, views_for

__all__ = [
    "HIDDEN",
    "AuditEntry",
    "Change",
    "Job",
    "JobState",
    "LogIsAppendOnly",
    "SavedView",
    "audit_departure",
    "because",
    "init_audit",
    "keep_view",
    "open_with",
    "usual_view",
    "views_for",
]
