"""Signing in with a passkey: Chromium makes and keeps it as a phone would."""

from __future__ import annotations

from typing import Any
from urllib.error import HTTPError
from urllib.request import HTTPRedirectHandler, Request, build_opener

from playwright.sync_api import Page, expect

from admin_app.accounts import DEMO_PASSWORD

from .conftest import sign_in

KIND = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}
KNOCK = "Sign in with a passkey"


class Device:
    """Chromium's own authenticator."""

    def __init__(self, page: Page) -> None:
        self.cdp = page.context.new_cdp_session(page)
        self.cdp.send("WebAuthn.enable")
        self.id = self.cdp.send("WebAuthn.addVirtualAuthenticator", {"options": KIND})["authenticatorId"]

    def key(self) -> dict[str, Any]:
        """The passkey that it has."""
        (key,) = self.cdp.send("WebAuthn.getCredentials", {"authenticatorId": self.id})["credentials"]
        return dict(key)

    def count(self, signed: int) -> None:
        """Let it say that it has signed so often, as the copy of a key that somebody took earlier would."""
        key = self.key()
        self.cdp.send("WebAuthn.clearCredentials", {"authenticatorId": self.id})
        self.cdp.send("WebAuthn.addCredential", {"authenticatorId": self.id, "credential": key | {"signCount": signed}})


def sign_out(page: Page) -> None:
    page.get_by_role("button", name="Signed in as").click()
    page.get_by_role("button", name="Sign out", exact=True).click()
    page.wait_for_url("**/login")


def knock(page: Page) -> None:
    page.goto("/login")
    page.get_by_role("button", name=KNOCK).click()


class NotOn(HTTPRedirectHandler):
    def redirect_request(self, *_: Any) -> None:
        return None


def sent_again(request: Any) -> str:
    """Where a request leads that is sent once more, byte for byte and with the same cookies."""
    body = request.post_data.encode()
    headers = {name: value for name, value in request.all_headers().items() if not name.startswith(":")}
    try:
        build_opener(NotOn).open(Request(request.url, body, headers))  # noqa: S310  # our own server
    except HTTPError as answer:
        return str(answer.headers["Location"])
    raise AssertionError("it leads nowhere")


def test_a_passkey_from_its_making_to_its_end(own_page: Page) -> None:
    page = own_page
    device = Device(page)
    sign_in(page, "bursar")
    page.goto("/admin/account/")
    page.get_by_role("link", name="Add a passkey").click()
    page.get_by_label("Name").fill("My laptop")
    page.get_by_role("button", name="Add it").click()
    expect(page.get_by_role("status")).to_contain_text("You can sign in with this passkey")
    mine = page.get_by_role("listitem").filter(has_text="My laptop")
    expect(mine).to_contain_text("not used yet")
    page.get_by_role("link", name="Add a passkey").click()
    page.get_by_role("button", name="Add it").click()
    expect(page.get_by_role("alert")).to_contain_text("has a passkey for you already")

    page.goto("/admin/account/")
    sign_out(page)
    with page.expect_request("**/passkeys/sign-in") as sent:
        knock(page)
    page.wait_for_url("**/admin/")
    page.goto("/admin/account/")
    expect(mine).to_contain_text("last used")
    sign_out(page)
    assert sent_again(sent.value) == "/login"

    signed = device.key()["signCount"]
    device.count(signed - 1)
    knock(page)
    expect(page.get_by_role("alert")).to_contain_text("This passkey was not accepted.")
    device.count(signed)
    knock(page)
    page.wait_for_url("**/admin/")
    sign_out(page)

    page.get_by_label("E-mail address").fill("bursar@example.com")
    page.get_by_label("Password", exact=True).fill(DEMO_PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.get_by_role("button", name="Use your passkey").click()
    expect(page.get_by_role("button", name="Signed in as")).to_be_visible()

    page.goto("/admin/account/")
    page.get_by_role("link", name="Remove: My laptop").click()
    page.get_by_role("button", name="Remove").click()
    expect(page.get_by_role("status")).to_contain_text("signs nobody in any more")
    expect(mine).to_have_count(0)
    sign_out(page)
    knock(page)
    expect(page.get_by_role("alert")).to_contain_text("This passkey is not known here.")
    sign_in(page, "bursar")


def test_whoever_does_not_let_the_device_is_told_and_may_try_again(own_page: Page) -> None:
    page = own_page
    device = Device(page)
    device.cdp.send("WebAuthn.setUserVerified", {"authenticatorId": device.id, "isUserVerified": False})
    knock(page)
    expect(page.get_by_role("alert")).to_contain_text("The device did not answer")
    expect(page.get_by_role("button", name=KNOCK)).to_be_enabled()
