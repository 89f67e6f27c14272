"""What a database does for passkeys, on each engine."""

from __future__ import annotations

from admin_app.accounts import User, passkeys_of
from admin_app.database import db
from tests.client import Browser

from .conftest import HOME, location
from .device import Device
from .test_passkeys import ADD, OWN, REMOVE, add, knock, question


def test_a_passkey_is_kept_known_again_counted_and_forgotten(client: Browser, account: User) -> None:
    device = Device(counts=True, count=2**32 - 4)
    client.sign_in(account)
    assert location(add(client, device)) == OWN
    assert location(add(client, device)) == ADD, "it is known already"
    client.sign_out()
    answer = {"answer": device.answer(question(client))}
    assert location(client.post_form("/login", answer, to="/passkeys/sign-in")) == HOME
    (mine,) = passkeys_of(account)
    assert mine.sign_count == 2**32 - 1
    assert mine.used_at is not None
    client.post_form(f"{REMOVE}?id={mine.id}")
    assert passkeys_of(account) == []
    client.sign_out()
    device.count -= 1
    assert location(knock(client, device)) == "/login"


def test_passkeys_go_with_their_account(client: Browser, account: User) -> None:
    client.sign_in(account)
    add(client, Device())
    db.session.delete(account)
    db.session.commit()
    assert passkeys_of(account) == []
