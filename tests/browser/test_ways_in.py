"""Nobody is shut out on the way in: axe-core finds nothing on any page of signing in, in any look."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

import pytest
from flask_security.recoverable import generate_reset_link
from playwright.sync_api import Page

from admin_app import create_app
from admin_app.accounts import create_user, enroll
from admin_app.config import in_use
from admin_app.database import db
from tests.accounts.test_second_factor import Phone

from .conftest import Visit
from .test_accessibility import LOOKS, check
from .test_passkeys import Device, knock

PASSWORD = "correct horse battery"


@dataclass(frozen=True)
class Newcomer:
    email: str
    phone: Phone
    #: Where the letter leads that invites them.
    link: str


@pytest.fixture
def newcomer(address: str, database: str) -> Iterator[Newcomer]:
    """Somebody with an application on their phone and a link, at the demo school."""
    app = create_app("demo", SQLALCHEMY_DATABASE_URI=database)
    in_use.discard("demo")  # this process serves nobody
    with app.app_context(), app.test_request_context():
        user = create_user(email="newcomer@example.com", password=PASSWORD, roles=["viewer"])
        key = enroll(user)[0]
        db.session.commit()
        yield Newcomer(user.email, Phone(key), urlsplit(generate_reset_link(user)[0]).path)
        db.session.rollback()  # the server has written meanwhile
        db.session.delete(user)
        db.session.commit()
        db.engine.dispose()


def look(page: Page) -> None:
    """As it is, on a desk and on a phone, in light and dark."""
    for options in LOOKS.values():
        page.emulate_media(color_scheme=options["color_scheme"], reduced_motion="reduce")
        page.set_viewport_size(options["viewport"])
        check(page)


def type_password(page: Page, email: str, password: str) -> None:
    page.goto("/login")
    page.get_by_label("E-mail address").fill(email)
    page.get_by_label("Password", exact=True).fill(password)
    page.get_by_role("button", name="Sign in", exact=True).click()


def test_with_a_letter_a_phone_and_paper(visit: Visit, newcomer: Newcomer) -> None:
    page = visit()
    page.goto("/forgotten-password")
    look(page)
    page.goto(newcomer.link)
    look(page)
    for label in ("New password", "The same once more"):
        page.get_by_label(label).fill("short")
    page.get_by_role("button", name="Save").click()
    look(page)
    type_password(page, newcomer.email, PASSWORD)
    page.wait_for_url("**/second-factor/code**")
    look(page)
    page.get_by_role("link", name="Use a recovery code").click()
    look(page)
    type_password(page, newcomer.email, PASSWORD)
    page.get_by_label("Code").fill("000000")
    page.get_by_role("button", name="Sign in").click()
    look(page)
    page.get_by_label("Code").fill(newcomer.phone.code())
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("button", name="Signed in as").wait_for()
    for address in (
        "/admin/account/",
        "/password",
        "/password-again",
        "/second-factor",
        "/second-factor/recovery-codes",
    ):
        page.goto(address)
        look(page)
    page.get_by_role("button", name="Make ten codes").click()
    look(page)
    page.goto("/second-factor")
    page.get_by_role("button", name="Set up an application").click()
    page.get_by_role("img", name="The key").wait_for()
    look(page)


def test_with_a_passkey(own_page: Page) -> None:
    page = own_page
    device = Device(page)
    page.goto("/login")
    look(page)
    type_password(page, "nurse@example.com", "homeroom-demo-2026")
    page.goto("/passkeys/new")
    look(page)
    page.get_by_role("button", name="Add it").click()
    page.get_by_role("status").wait_for()
    look(page)
    page.get_by_role("link", name="Remove:").click()
    look(page)
    page.goto("/password-again")
    look(page)
    page.context.clear_cookies()
    type_password(page, "nurse@example.com", "homeroom-demo-2026")
    page.get_by_role("button", name="Use your passkey").wait_for()
    look(page)
    device.cdp.send("WebAuthn.setUserVerified", {"authenticatorId": device.id, "isUserVerified": False})
    page.get_by_role("button", name="Use your passkey").click()
    page.get_by_role("alert").wait_for()
    look(page)
    device.cdp.send("WebAuthn.setUserVerified", {"authenticatorId": device.id, "isUserVerified": True})
    knock(page)
    page.wait_for_url("**/admin/")
    page.goto("/admin/account/")
    page.get_by_role("link", name="Remove:").click()
    page.get_by_role("button", name="Remove").click()
    page.get_by_role("status").wait_for()
