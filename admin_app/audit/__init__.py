"""The change log, and what else the back office keeps for itself."""

from .models import AuditEntry, Change, Job, JobState, SavedView

__all__ = ["AuditEntry", "Change", "Job", "JobState", "SavedView"]
