"""Where a visitor may be sent: paths of this site and nothing that a browser could take for another one."""

from __future__ import annotations

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.urls import iri_to_uri

from admin_app.accounts import safe_target

HOST = "http://school.example:5000"
SECURE = "https://school.example:5000"
#: Each leads elsewhere in some browser, server or library, or did once.
EVIL = [
    "//evil.example",
    "//evil.example/admin/",
    "///evil.example",
    "////evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "\\/evil.example",
    "/\\/evil.example",
    "/\t/evil.example",
    "/\n/evil.example",
    "/\r\n/evil.example",
    "\t//evil.example",
    " //evil.example",
    "\x00//evil.example",
    "\x19////evil.example",
    "/\x7f/evil.example",
    "/.//evil.example",
    "/admin/..//evil.example",
    "http:/evil.example",
    "https:/evil.example",
    "http:evil.example",
    "https:evil.example",
    "http:///evil.example",
    "http://evil.example",
    "https://evil.example",
    "HTTP://evil.example",
    "http:\\\\evil.example",
    "ftp://evil.example",
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "java\nscript:alert(1)",
    "javascript://school.example:5000/%0aalert(1)",
    "data:text/html,<script>alert(1)</script>",
    "vbscript:msgbox(1)",
    "http://school.example:5000@evil.example/",
    "http://school.example:5000.evil.example/",
    "http://school.example:5000\\@evil.example/",
    "http://school.example:5000//evil.example",
    "http://school.example:5000/\\evil.example",
    "http://school.example:50001/",
    "http://school.example/",
    "https://school.example:5000/admin/",
    "http://evil.example/http://school.example:5000/",
    "http://[",
    "//[",
    "%2f%2fevil.example",
    "%5c%5cevil.example",
    "%09//evil.example",
    "evil.example",
    "admin/student/",
    "?next=//evil.example",
    "#//evil.example",
    "",
    " ",
    "/" + "a" * 5000,
]
SAFE = {
    "/": "/",
    "/admin/": "/admin/",
    "/admin/student/?search=zoé doe&page=2": "/admin/student/?search=zoé doe&page=2",
    "/admin/student/edit/?id=1&url=http://school.example:5000/admin/": (
        "/admin/student/edit/?id=1&url=http://school.example:5000/admin/"
    ),
    "/admin/#//anchor": "/admin/#//anchor",
    f"{HOST}/admin/student/?page=2": "/admin/student/?page=2",
    f"{HOST}/": "/",
    # Percent-encoded slashes stay what they are in a browser: part of a name.
    "/%2f%2fevil.example": "/%2f%2fevil.example",
    "/%5cevil.example": "/%5cevil.example",
}


@pytest.mark.parametrize("target", EVIL)
def test_what_could_leave_the_site_is_refused(target: str) -> None:
    with Flask(__name__).test_request_context("/", base_url=HOST):
        assert safe_target(target) is None


@pytest.mark.parametrize("target", [target.replace(HOST, SECURE) for target in EVIL if target != f"{SECURE}/admin/"])
def test_so_it_is_where_the_site_speaks_https(target: str) -> None:
    """A library that takes `https:/x` for a path makes an address of it where the scheme is the site's own."""
    with Flask(__name__).test_request_context("/", base_url=SECURE):
        assert safe_target(target) is None
        assert safe_target(f"{SECURE}/admin/") == "/admin/"


@pytest.mark.parametrize(("target", "path"), SAFE.items())
def test_paths_of_the_site_are_kept(target: str, path: str) -> None:
    with Flask(__name__).test_request_context("/", base_url=HOST):
        assert safe_target(target) == path


def test_nothing_is_nowhere() -> None:
    with Flask(__name__).test_request_context("/", base_url=HOST):
        assert safe_target(None) is None


@given(st.text(st.sampled_from("/\\\t\n :.@?#%2fahttps[]evil\x00\u2028\u3000"), max_size=20))
def test_whatever_is_let_through_is_a_path(target: str) -> None:
    with Flask(__name__).test_request_context("/", base_url=HOST):
        path = safe_target(target)
    if path is not None:
        sent = iri_to_uri(path)
        assert sent.startswith("/")
        assert not sent.startswith("//")
        assert "\\" not in sent
