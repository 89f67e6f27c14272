"""Sending what is done to many records: choosing, previewing, confirming, and reading what a page says to it."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, scoped_session
from werkzeug.test import TestResponse

from admin_app.audit import AuditEntry
from tests.client import Browser
from tests.html import check_page, forms

LIST = "/admin/student/"
MANY = f"{LIST}many/"
Typed = dict[str, Any]
Store = scoped_session[Session]


def ids(records: list[Any]) -> str:
    return ",".join(str(record.id) for record in records)


def send(browser: Browser, address: str, typed: Typed) -> TestResponse:
    return browser.post(address, data={**typed, "csrf_token": browser.token()})


def preview(
    browser: Browser, deed: str, records: list[Any], typed: Typed | None = None, at: str = LIST
) -> TestResponse:
    return send(browser, f"{at}many/{deed}/preview/", {"rowid": ids(records), **(typed or {})})


def plan_in(answer: TestResponse) -> str:
    """The sealed plan of a preview."""
    assert answer.status_code == 200, answer.status
    found = [form for form in forms(check_page(answer.text), LIST) if "plan" in form.values]
    assert len(found) == 1, "the preview offers nothing to confirm"
    return found[0].values["plan"][0]


def confirm(browser: Browser, deed: str, answer: TestResponse, at: str = LIST) -> TestResponse:
    return send(browser, f"{at}many/{deed}/confirm/", {"plan": plan_in(answer)})


def words(answer: TestResponse) -> str:
    """What a page says, with single spaces."""
    body = check_page(answer.text).find(".//main")
    assert body is not None
    return " ".join("".join(body.itertext()).split())


def entries(session: Store, resource: str) -> list[AuditEntry]:
    return list(session.scalars(select(AuditEntry).where(AuditEntry.resource == resource).order_by(AuditEntry.id)))
