"""What requests may send: forms, files, fields and bodies that tell no length. Beyond it is 413, in words."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest
from werkzeug.test import TestResponse

from admin_app.edge.refusals import ADVICE
from tests.client import Browser

pytestmark = pytest.mark.parametrize("engine_name", ["sqlite"])
MB = 1024 * 1024
FORM = "application/x-www-form-urlencoded"
UPLOAD = "multipart/form-data; boundary=edge"
PART = b'--edge\r\nContent-Disposition: form-data; name="a"\r\n\r\nx\r\n'


class Endless:
    """A body that goes on for as long as anybody reads it, and knows how much of it was."""

    def __init__(self, begin: bytes = b"") -> None:
        self.begin, self.taken = begin, 0

    def read(self, size: int = -1) -> bytes:
        assert size >= 0, "asked for all of it"
        self.taken += size
        begin, self.begin = self.begin[:size], self.begin[size:]
        return begin + b"a" * (size - len(begin))

    def close(self) -> None:
        pass


def send(browser: Browser, body: Any, kind: str, **environ: Any) -> TestResponse:
    given = {"wsgi.input": body, "CONTENT_TYPE": kind, **environ}
    return browser.open("/login", method="POST", environ_overrides=given)


@pytest.mark.parametrize("kind", [FORM, UPLOAD])
def test_what_says_that_it_is_too_large_is_not_even_read(client: Browser, kind: str) -> None:
    body = Endless()
    answer = send(client, body, kind, CONTENT_LENGTH=str(200 * MB))
    assert answer.status_code == 413
    assert ADVICE[413][1] in answer.text
    assert body.taken == 0


@pytest.mark.parametrize(("kind", "begin"), [(FORM, b"email="), (UPLOAD, PART[:-3])])
def test_what_tells_no_length_is_read_up_to_the_limit(client: Browser, kind: str, begin: bytes) -> None:
    body = Endless(begin)
    environ = {"wsgi.input_terminated": True, "HTTP_TRANSFER_ENCODING": "chunked"}
    assert send(client, body, kind, **environ).status_code == 413
    assert body.taken < 3 * MB


@pytest.mark.parametrize(("kind", "field"), [(FORM, b"a=b&"), (UPLOAD, PART)])
def test_more_fields_than_a_form_has_are_refused(client: Browser, kind: str, field: bytes) -> None:
    for count, status in ((4_900, 400), (5_100, 413)):  # without a token, so that nothing else happens
        assert send(client, BytesIO(field * count), kind, CONTENT_LENGTH=str(len(field * count))).status_code == status


def test_only_who_has_signed_in_sends_files(client: Browser) -> None:
    body = b'--edge\r\nContent-Disposition: form-data; name="f"; filename="f"\r\n\r\n' + b"x" * 3 * MB + b"\r\n--edge--"
    assert send(client, BytesIO(body), UPLOAD, CONTENT_LENGTH=str(len(body))).status_code == 413
    client.sign_in()
    assert send(client, BytesIO(body), UPLOAD, CONTENT_LENGTH=str(len(body))).status_code == 400


def test_a_script_is_told_too(client: Browser) -> None:
    client.sign_in()
    data = {"name": "x" * 3 * MB, "csrf_token": client.token()}
    answer = client.post("/admin/tag/new/", data=data, headers={"Accept": "application/json"})
    assert (answer.status_code, answer.get_json()["title"]) == (413, ADVICE[413][0])
