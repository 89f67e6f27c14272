"""What time it is for the school: instants in UTC, days in the school's own time zone."""

from __future__ import annotations

from datetime import UTC, date, datetime, tzinfo

from flask import current_app, has_app_context


def school_timezone() -> tzinfo:
    """The time zone of SCHOOL_TIMEZONE; UTC outside an application."""
    return current_app.config["SCHOOL_TIMEZONE"] if has_app_context() else UTC


def now() -> datetime:
    """This instant, aware, in UTC."""
    return datetime.now(UTC)


def today() -> date:
    """The school's date: at 20:00 in Chicago it is not tomorrow yet, although it is in UTC."""
    return now().astimezone(school_timezone()).date()


def local(instant: datetime) -> datetime:
    """An instant as the school's wall clock shows it."""
    return instant.astimezone(school_timezone())
