"""Somebody with a browser: signs in over HTTP, reads pages, fills in forms and sends them."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from http.client import HTTPConnection, HTTPException
from http.cookies import SimpleCookie
from typing import NamedTuple, Self
from urllib.parse import urlencode, urlsplit

Values = dict[str, list[str]]


class Answer(NamedTuple):
    status: int
    headers: dict[str, str]
    text: str

    @property
    def leads_to(self) -> str:
        """The path and query of a redirect; empty for what is none."""
        target = urlsplit(self.headers.get("location", ""))
        return f"{target.path}?{target.query}" if target.query else target.path


class Visitor:
    """A connection that is kept alive, and the cookies of one browser, whether or not they are marked Secure.

    `address` is where a proxy would say that the browser is.
    """

    def __init__(self, host: str, port: int, *, cookies: dict[str, str] | None = None, address: str = "") -> None:
        self.connection = HTTPConnection(host, port, timeout=30)
        self.cookies = dict(cookies or {})
        self.address = address

    def at(self, host: str, port: int) -> Self:
        """The same browser at another server."""
        return type(self)(host, port, cookies=self.cookies, address=self.address)

    def ask(self, method: str, path: str, body: str | None = None) -> Answer:
        """Send a request, once more if the server has closed the connection meanwhile and cannot have read it.

        Raises OSError or HTTPException when there is no answer.
        """
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if self.address:
            headers["X-Forwarded-For"] = self.address
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        fresh = self.connection.sock is None
        try:
            return self.send(method, path, body, headers)
        except (OSError, HTTPException):
            self.connection.close()
            if fresh or body is not None:
                raise
        return self.send(method, path, body, headers)

    def send(self, method: str, path: str, body: str | None, headers: dict[str, str]) -> Answer:
        self.connection.request(method, path, body, headers)
        response = self.connection.getresponse()
        text = response.read().decode()
        for cookie in response.msg.get_all("Set-Cookie", []):
            self.cookies.update({name: morsel.value for name, morsel in SimpleCookie(cookie).items()})
        return Answer(response.status, {name.lower(): value for name, value in response.getheaders()}, text)

    def close(self) -> None:
        self.connection.close()

    def get(self, path: str) -> Answer:
        return self.ask("GET", path)

    def post(self, path: str, values: Values) -> Answer:
        return self.ask("POST", path, urlencode(values, doseq=True))

    def fill_in(self, page: str, marker: str, **typed: str) -> Answer:
        """Send the form of a page that has a field `marker`, with what was in it already, and with what is typed."""
        form = form_with(self.get(page).text, marker)
        return self.post(page, form | {name: [value] for name, value in typed.items()})

    def sign_in(self, email: str, password: str) -> Answer:
        return self.fill_in("/login", "password", email=email, password=password)


class Forms(HTMLParser):
    """Reads what the forms of a page would send: field → values, one dictionary for each form."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Values] = []
        self.names: list[set[str]] = []
        self.select, self.options, self.chosen = "", list[str](), list[str]()
        self.textarea = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.forms.append({})
            self.names.append(set())
        if not self.forms or "disabled" in told:
            return
        if told.get("name"):
            self.names[-1].add(told["name"])
        if tag == "select":
            self.select, self.options, self.chosen = (
                told.get("name", ""),
                [],
                ["multiple"] if "multiple" in told else [],
            )
        elif tag == "textarea":
            self.textarea = told.get("name", "")
            self.add(self.textarea, "")
        elif tag == "option":
            self.options.append(told.get("value", ""))
            if "selected" in told:
                self.chosen.append(told.get("value", ""))
                self.add(self.select, told.get("value", ""))
        elif tag == "input" and not left_out(told):
            self.add(told.get("name", ""), told.get("value", "on" if told.get("type") == "checkbox" else ""))

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self.textarea = ""
        elif tag == "select" and self.options and not self.chosen:
            self.add(self.select, self.options[0])  # as browsers do where nothing is chosen

    def handle_data(self, data: str) -> None:
        if self.textarea:
            self.forms[-1][self.textarea][-1] += (
                data if self.forms[-1][self.textarea][-1] else data.replace("\r\n", "\n").removeprefix("\n")
            )

    def add(self, name: str, value: str) -> None:
        if name:
            self.forms[-1].setdefault(name, []).append(value)


def left_out(told: dict[str, str]) -> bool:
    """Whether a browser sends nothing for an input: a box that is not ticked, a file, a button."""
    kind = told.get("type", "text")
    return (kind in ("checkbox", "radio") and "checked" not in told) or kind in ("file", "submit", "button", "reset")


def form_with(page: str, marker: str) -> Values:
    """What the form of a page that has a field `marker` would send. Raises LookupError when there is none."""
    parser = Forms()
    parser.feed(page)
    for form, names in zip(parser.forms, parser.names, strict=True):
        if marker in names:
            return form
    words = re.sub(r"<[^>]+>|\s+", " ", page)
    raise LookupError(f"No form with {marker!r} in: {words[:300]}")
