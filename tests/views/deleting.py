"""Deleting a record as somebody does it."""

from __future__ import annotations

from tests.client import Browser

from .reading import flashed


def remove(browser: Browser, resource: str, identity: int) -> None:
    """Delete a record that nothing refers to."""
    confirm = f"/admin/{resource}/delete/confirm/?id={identity}"
    assert browser.get(f"/admin/{resource}/delete/?id={identity}").status_code == 405
    assert "gone for good" in browser.get(confirm).text
    answer = browser.post_form(confirm, to=f"/admin/{resource}/delete/", follow_redirects=True)
    assert "was deleted" in flashed(answer)[0]
    for page in ("details", "edit", "delete/confirm"):
        assert browser.get(f"/admin/{resource}/{page}/?id={identity}").status_code == 404
