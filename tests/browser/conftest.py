"""A demo school in a process of its own, and Chromium to look at it.

Any word of a page's script that something is wrong, and any answer that says so, fails the test, unless the test
expected it.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any
from urllib.request import urlopen

import pytest
from playwright.sync_api import Browser, Page, Request, StorageState, sync_playwright

from admin_app.accounts import DEMO_PASSWORD
from admin_app.config import ROOT

STUDENTS = 60
#: A container has no sandbox and no display adapter, and nothing here should ask the network for anything.
LAUNCH = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
]
HOW_TO = "The browser is not switched on: set TEST_BROWSER to a Chromium, for example /usr/bin/chromium"


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The browser of TEST_BROWSER. Skips without it; fails when TEST_EVERYTHING wants no skips."""
    path = os.environ.get("TEST_BROWSER")
    if not path:
        refuse: Callable[[str], None] = pytest.fail if os.environ.get("TEST_EVERYTHING") == "1" else pytest.skip
        refuse(HOW_TO)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=LAUNCH)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def database(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Where the demo school is kept."""
    return f"sqlite:///{tmp_path_factory.mktemp('browser') / 'school.db'}"


@pytest.fixture(scope="session")
def address(chromium: Browser, database: str) -> Iterator[str]:
    """Where the demo school is served, as `demo` serves it."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = subprocess.Popen(
        [sys.executable, "manage.py", "demo", "--port", str(port), "--students", str(STUDENTS)],
        cwd=ROOT,
        env=os.environ | {"HOMEROOM_NO_VENV": "1", "DATABASE_URL": database},
        stdout=subprocess.DEVNULL,
    )
    try:
        wait_for(f"http://127.0.0.1:{port}/healthz", server)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait()


def wait_for(address: str, server: subprocess.Popen[bytes]) -> None:
    """Wait until the server answers, for a minute at most."""
    for _ in range(600):
        assert server.poll() is None, "the demo school did not start"
        try:
            urlopen(address).close()  # noqa: S310  # our own server
        except OSError:
            time.sleep(0.1)
        else:
            return
    pytest.fail("the server does not answer")


def sign_in(page: Page, role: str) -> None:
    """Sign in by the page. The demo account of an administrator is called `admin`."""
    page.goto("/login")
    page.get_by_label("E-mail address").fill(f"{role.replace('administrator', 'admin')}@example.com")
    page.get_by_label("Password", exact=True).fill(DEMO_PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url("**/admin/")


@pytest.fixture(scope="session")
def signed_in(chromium: Browser, address: str) -> Callable[[str], StorageState]:
    """The cookies of somebody signed in with a role; each role signs in once in a run."""
    known: dict[str, StorageState] = {}

    def state(role: str) -> StorageState:
        if role not in known:
            context = chromium.new_context(base_url=address)
            sign_in(context.new_page(), role)
            known[role] = context.storage_state()
            context.close()
        return known[role]

    return state


class Complaints(list[str]):
    """What went wrong in a page while a test looked at it. A test that provokes some clears them."""

    def listen(self, page: Page, address: str) -> None:
        """Note errors of scripts, answers that are errors, and requests to anywhere else."""
        page.on("console", lambda said: self.append(said.text) if said.type in ("error", "warning") else None)
        page.on("pageerror", lambda error: self.append(str(error)))
        page.on("requestfailed", self.note_failure)
        page.on("response", lambda got: self.append(f"{got.url}: {got.status}") if got.status >= 400 else None)
        page.on("request", lambda asked: None if asked.url.startswith(address) else self.append(asked.url))

    def note_failure(self, asked: Request) -> None:
        """A request that came to nothing. One that became a download, or was overtaken, is no failure."""
        if asked.failure != "net::ERR_ABORTED":
            self.append(f"{asked.url}: {asked.failure}")


Visit = Callable[..., Page]


@pytest.fixture
def complaints() -> Iterator[Complaints]:
    found = Complaints()
    yield found
    assert found == []


@pytest.fixture
def visit(
    chromium: Browser, address: str, signed_in: Callable[[str], StorageState], complaints: Complaints
) -> Iterator[Visit]:
    """Opens a page of a browser of its own for a role, or for a stranger: `visit("registrar", **context options)`."""
    with ExitStack() as stack:

        def open_page(role: str | None = None, **options: Any) -> Page:
            state = signed_in(role) if role else None
            context = chromium.new_context(base_url=address, storage_state=state, **options)
            context.set_default_timeout(15_000)
            stack.callback(context.close)
            page = context.new_page()
            complaints.listen(page, address)
            return page

        yield open_page


@pytest.fixture
def page(visit: Visit) -> Page:
    """A page of somebody signed in as administrator."""
    return visit("administrator")


@pytest.fixture
def own_page(chromium: Browser, address: str, complaints: Complaints) -> Iterator[Page]:
    """A page of a stranger at the host's name: no passkey is for an address in numbers."""
    there = address.replace("127.0.0.1", "localhost")
    context = chromium.new_context(base_url=there)
    context.set_default_timeout(15_000)
    page = context.new_page()
    complaints.listen(page, there)
    yield page
    context.close()
