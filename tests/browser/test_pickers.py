"""The relation picker, in a browser whose look-ups are answered late and in the wrong order."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from urllib.request import urlopen

import pytest
from playwright.sync_api import Page, Route, expect, sync_playwright

from admin_app.accounts import DEMO_PASSWORD
from admin_app.config import ROOT

#: What the server would find: the first of all students, and the one whose name is typed.
FOUND = {"": [["1", "Aisha Abboud"]], "mar": [["2", "Maksym Marchenko"]]}
SANDBOX_OFF = ["--no-sandbox", "--disable-gpu"]  # a container has neither


@pytest.fixture(scope="module")
def school(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a demo school in a process of its own."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    database = tmp_path_factory.mktemp("browser") / "school.db"
    server = subprocess.Popen(
        [sys.executable, "manage.py", "demo", "--port", str(port), "--students", "3"],
        cwd=ROOT,
        env=os.environ | {"HOMEROOM_NO_VENV": "1", "DATABASE_URL": f"sqlite:///{database}"},
        stdout=subprocess.DEVNULL,
    )
    address = f"http://127.0.0.1:{port}"
    try:
        wait_for(f"{address}/healthz", server)
        yield address
    finally:
        server.terminate()
        server.wait()


def wait_for(address: str, server: subprocess.Popen[bytes]) -> None:
    for _ in range(600):
        assert server.poll() is None, "the demo school did not start"
        try:
            urlopen(address).close()  # noqa: S310  # our own server
        except OSError:
            time.sleep(0.1)
        else:
            return
    pytest.fail("the server does not answer")


@pytest.fixture(scope="module")
def page(request: pytest.FixtureRequest) -> Iterator[Page]:
    """A page of Chromium, signed in as the administrator."""
    chromium = os.environ.get("TEST_BROWSER")
    if not chromium:
        refuse: Callable[[str], None] = pytest.fail if os.environ.get("TEST_EVERYTHING") == "1" else pytest.skip
        refuse("The browser is not switched on: set TEST_BROWSER to a Chromium, for example /usr/bin/chromium")
    school = request.getfixturevalue("school")  # only now: no server is started for a test that is skipped
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=SANDBOX_OFF)
        page = browser.new_page(base_url=school)
        page.goto("/login")
        page.get_by_label("E-mail address").fill("admin@example.com")
        page.get_by_label("Password", exact=True).fill(DEMO_PASSWORD)
        page.get_by_role("button", name="Sign in").click()
        page.wait_for_url("**/admin/")
        yield page
        browser.close()


class Picker:
    """The picker of the student, on the form of a student's guardian. What it asks waits for `answer`."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.asked: dict[str, Route] = {}
        page.unroute_all()
        page.route("**/ajax/lookup/?name=student&*", self.hold)
        page.goto("/admin/student_guardian/new/")
        control = page.locator("select[name=student] + .ts-wrapper")
        self.text = control.locator("input")
        self.options = control.get_by_role("option")
        self.chosen = control.locator(".item")

    def hold(self, route: Route) -> None:
        self.asked[route.request.url.rpartition("=")[2]] = route

    def answer(self, query: str) -> None:
        """Let the server answer this query, once the picker has asked it."""
        for _ in range(100):
            if query in self.asked:
                break
            self.page.wait_for_timeout(50)
        with self.page.expect_response(self.asked[query].request.url):
            self.asked.pop(query).fulfill(json=FOUND[query])


def test_enter_before_anything_is_listed_neither_chooses_nor_saves(page: Page) -> None:
    picker = Picker(page)
    picker.text.press_sequentially("mar")
    picker.text.press("Enter")
    picker.answer("mar")
    expect(picker.options).to_have_text(["Maksym Marchenko"])
    expect(picker.chosen).to_have_count(0)


def test_the_first_list_does_not_come_between_typing_and_its_answer(page: Page) -> None:
    picker = Picker(page)
    picker.text.click()
    page.wait_for_timeout(400)  # until the first list is asked for, 0.3 s after the focus
    picker.text.press_sequentially("mar")
    picker.answer("")
    picker.text.press("Enter")
    expect(picker.chosen).to_have_count(0)
    picker.answer("mar")
    expect(picker.options).to_have_text(["Maksym Marchenko"])
    picker.text.press("Enter")
    expect(picker.chosen).to_contain_text(["Maksym Marchenko"])


def test_enter_does_not_choose_from_the_list_of_an_older_text(page: Page) -> None:
    picker = Picker(page)
    picker.text.click()
    picker.answer("")
    expect(picker.options).to_have_text(["Aisha Abboud"])
    picker.text.press_sequentially("mar")
    picker.text.press("Enter")
    expect(picker.chosen).to_have_count(0)
    picker.answer("mar")
    expect(picker.options).to_have_text(["Maksym Marchenko"])
    picker.text.press("Enter")
    expect(picker.chosen).to_contain_text(["Maksym Marchenko"])


def test_a_letter_taken_back_at_once_leaves_the_list_that_was_there(page: Page) -> None:
    picker = Picker(page)
    picker.text.press_sequentially("mar")
    picker.answer("mar")
    expect(picker.options).to_have_text(["Maksym Marchenko"])
    picker.text.press("x")
    picker.text.press("Backspace")
    picker.answer("mar")
    picker.text.press("Enter")
    expect(picker.chosen).to_contain_text(["Maksym Marchenko"])
