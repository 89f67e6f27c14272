"""Which records somebody opened last: ids in their session, and nothing else of the records."""

from __future__ import annotations

from collections.abc import Collection

from flask import Response, request, session

from .. import access
from ..identities import identity

KEY = "opened"
MOST = 8
#: The pages of a record.
PAGES = ("details_view", "edit_view")


def note_opened(answer: Response, tables: Collection[str]) -> None:
    """Remember the record whose page this answer is, if it is one of these tables."""
    table, _, page = (request.endpoint or "").rpartition(".")
    if page not in PAGES or table not in tables or request.method != "GET" or answer.status_code != 200:
        return
    record = (table, identity(request.args.get("id")) or 0)
    before = last_opened()
    if before[:1] != [record]:
        others = [other for other in before if other != record]
        session[KEY] = [access.user().id, [list(each) for each in (record, *others)[:MOST]]]


def last_opened() -> list[tuple[str, int]]:
    """Tables and ids, newest first. What somebody else opened in this browser is nobody's business."""
    whose, records = session.get(KEY) or (None, [])
    return [(table, key) for table, key in records] if whose == access.user().id else []
