"""What was previewed, sealed: the page carries it from the preview to the confirmation, and cannot change it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from flask import abort, current_app
from itsdangerous import BadData, URLSafeTimedSerializer

from ...language import _
from .. import access

#: Seconds for which a preview can be confirmed.
LASTS = 60 * 60

#: Field → what was typed, as forms send it.
Typed = dict[str, list[str]]


@dataclass(frozen=True)
class Plan:
    """What is to be done: the deed, what was typed for it, and each record's id with the stamp that it had."""

    table: str
    deed: str
    typed: Typed
    stamps: Mapping[int, str]


def serializer() -> URLSafeTimedSerializer:
    secret = current_app.secret_key
    assert secret is not None
    return URLSafeTimedSerializer(secret, salt="many")


def seal(plan: Plan) -> str:
    """The plan as a text that only this user can hand back, and nobody can change."""
    rows = [[key, stamp] for key, stamp in plan.stamps.items()]
    sealed: str | bytes = serializer().dumps([access.user().id, plan.table, plan.deed, plan.typed, rows])
    return sealed if isinstance(sealed, str) else sealed.decode()


def unseal(text: str, *, table: str, deed: str) -> Plan:
    """The plan in a sealed text. Answers 400 for one that is not of this user, screen and deed, or too old."""
    try:
        user, of, name, typed, rows = serializer().loads(text, max_age=LASTS)
    except BadData:
        user = of = name = typed = rows = None
    if (user, of, name) != (access.user().id, table, deed):
        abort(400, _("The preview is too old, or of somebody else. Choose the records again."))
    return Plan(table, deed, typed, dict(rows))
