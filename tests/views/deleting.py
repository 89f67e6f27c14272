"""Deleting a record as somebody does it."""

from __future__ import annotations

from admin_app.admin.access import screens
from admin_app.database import db
from tests.client import Browser

from .reading import flashed


def remove(browser: Browser, resource: str, identity: int) -> None:
    """Delete a record that nothing refers to; from the trash as well, where it goes there."""
    confirm = f"/admin/{resource}/delete/confirm/?id={identity}"
    assert browser.get(f"/admin/{resource}/delete/?id={identity}").status_code == 405
    kept = "goes to the trash" in browser.get(confirm).text
    answer = browser.post_form(confirm, to=f"/admin/{resource}/delete/", follow_redirects=True)
    assert ("is in the trash now" if kept else "was deleted") in flashed(answer)[0]
    for page in ("details", "edit", "delete/confirm"):
        found = browser.get(f"/admin/{resource}/{page}/?id={identity}").status_code
        assert found == (200 if kept and page == "details" else 404)
    if kept:
        db.session.delete(db.session.get_one(screens()[resource].model, identity))
        db.session.commit()
