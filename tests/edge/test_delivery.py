"""How answers travel: what is compressed and what is not, who may keep what, and whom a request comes from."""

from __future__ import annotations

import gzip
import re
import shutil
from pathlib import Path

import brotli
import pytest
from flask import Flask, request, url_for
from werkzeug.test import TestResponse

from admin_app import create_app
from admin_app.config import ConfigurationError
from admin_app.edge.delivery import static_versions
from tests import factories as make
from tests.client import Browser

STYLES = "css/homeroom.css"
#: For what no database has a part in.
ONE_ENGINE = pytest.mark.parametrize("engine_name", ["sqlite"])


def asset(app: Flask, filename: str = STYLES) -> str:
    with app.test_request_context():
        return url_for("static", filename=filename)


# --- who may keep what ------------------------------------------------------------------------------------------------


@ONE_ENGINE
@pytest.mark.parametrize("path", ["/login", "/admin/", "/admin/student/", "/nowhere"])
def test_no_cache_keeps_a_page_and_no_site_frames_it(client: Browser, path: str) -> None:
    headers = client.get(path).headers
    assert headers["Cache-Control"] == "private, no-store"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Referrer-Policy"] == "same-origin"
    assert "ETag" not in headers


@ONE_ENGINE
def test_a_static_file_is_kept_for_good_under_the_address_that_tells_its_content(app: Flask, client: Browser) -> None:
    page = client.get("/login").text
    assert f'href="{asset(app)}"' in page
    files = set(re.findall(r'"(/static/[^"#]+)', page))
    assert len(files) > 4
    for address in files:
        answer = client.get(address)
        assert answer.status_code == 200
        assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable", address
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert "Set-Cookie" not in answer.headers


@ONE_ENGINE
@pytest.mark.parametrize("version", ["", "?v=", "?v=0123456789ab"])
def test_what_may_be_another_version_is_asked_for_each_time(client: Browser, version: str) -> None:
    answer = client.get(f"/static/{STYLES}{version}")
    assert answer.headers["Cache-Control"] == "no-cache"
    again = client.get(f"/static/{STYLES}{version}", headers={"If-None-Match": answer.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


@ONE_ENGINE
def test_a_compressed_file_is_not_sent_again_either(client: Browser) -> None:
    compressed = {"Accept-Encoding": "br"}
    answer = client.get(f"/static/{STYLES}", headers=compressed)
    again = client.get(f"/static/{STYLES}", headers=compressed | {"If-None-Match": answer.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


def test_another_content_is_another_address(app: Flask, tmp_path: Path) -> None:
    assert app.static_folder
    shutil.copytree(app.static_folder, tmp_path / "static")
    before = static_versions(tmp_path / "static")
    assert before == static_versions(Path(app.static_folder))
    (tmp_path / "static" / STYLES).write_text("body { color: red }", "utf-8")
    after = static_versions(tmp_path / "static")
    assert {name for name, version in after.items() if version != before[name]} == {STYLES}


def test_a_developer_sees_what_was_saved_last() -> None:
    app = create_app("development", SQLALCHEMY_DATABASE_URI="sqlite://")
    assert asset(app) == f"/static/{STYLES}"
    with app.test_client().get(f"/static/{STYLES}?v=") as answer:
        assert answer.headers["Cache-Control"] == "no-cache"


# --- compressed -------------------------------------------------------------------------------------------------------


def asked_with(client: Browser, path: str, encodings: str) -> TestResponse:
    client.strict = False  # what is compressed cannot be read as a page
    return client.get(path, headers={"Accept-Encoding": encodings})


@pytest.mark.parametrize(
    ("encodings", "chosen"),
    [
        ("gzip, deflate, br, zstd", "zstd"),
        ("gzip, deflate, br", "br"),
        ("gzip", "gzip"),
        ("gzip;q=1.0, br;q=0.5", "gzip"),
        ("deflate", None),
        ("identity", None),
        ("", None),
    ],
)
@pytest.mark.parametrize(("path", "word"), [("/login", b"</form>"), (f"/static/{STYLES}", b"color")])
@ONE_ENGINE
def test_pages_and_styles_are_compressed_as_the_browser_can_read(
    client: Browser, path: str, word: bytes, encodings: str, chosen: str | None
) -> None:
    answer = asked_with(client, path, encodings)
    assert answer.headers.get("Content-Encoding") == chosen
    assert "Accept-Encoding" in answer.headers["Vary"]
    reader = {"br": brotli.decompress, "gzip": gzip.decompress, None: bytes}.get(chosen)
    if reader:
        assert word in reader(answer.data)


@ONE_ENGINE
def test_a_long_list_shrinks(client: Browser) -> None:
    make.StudentFactory.create_batch(50)
    client.sign_in()
    plain, packed = (len(asked_with(client, "/admin/student/", encodings).data) for encodings in ("", "gzip"))
    assert packed < plain / 3


def test_lookups_are_compressed_and_little_is_not(client: Browser) -> None:
    make.StudentFactory.create_batch(10, firstname="Bartholomew" * 9)
    client.sign_in()
    lookup = "/admin/enrollment/ajax/lookup/?name=student&query="
    assert asked_with(client, lookup, "gzip").headers["Content-Encoding"] == "gzip"
    assert "Content-Encoding" not in asked_with(client, "/healthz", "gzip").headers


def test_an_export_streams_as_it_is(client: Browser) -> None:
    make.StudentFactory.create_batch(30)
    client.sign_in()
    answer = asked_with(client, "/admin/student/export/csv/", "gzip, br, zstd")
    assert answer.text.count("\n") > 30
    assert "Content-Encoding" not in answer.headers
    assert "Content-Length" not in answer.headers


@ONE_ENGINE
def test_the_length_of_a_page_tells_little(client: Browser) -> None:
    client.sign_in()
    pages = [gzip.decompress(asked_with(client, "/admin/tag/?search=secret", "gzip").data) for _ in range(20)]
    lengths = {len(page) for page in pages}
    assert len(lengths) > 5
    assert max(lengths) - min(lengths) < 80
    assert all(re.search(rb"</html>\s*(<!-- [\w-]+ -->)?$", page) for page in pages)


# --- from whom --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("proxies", "seen"),
    [(0, ("127.0.0.1", "http")), (1, ("10.0.0.9", "https")), (2, ("203.0.113.5", "http"))],
)
def test_only_as_many_proxies_are_believed_as_there_are(proxies: int, seen: tuple[str, str]) -> None:
    app = create_app("testing", SQLALCHEMY_DATABASE_URI="sqlite://", PROXIES=proxies)
    app.add_url_rule("/who", "who", lambda: f"{request.remote_addr} {request.scheme} {request.host}")
    headers = {
        "X-Forwarded-For": "198.51.100.1, 203.0.113.5, 10.0.0.9",
        "X-Forwarded-Proto": "ftp, http, https",
        "X-Forwarded-Host": "evil.example",
    }
    assert app.test_client().get("/who", headers=headers).text == " ".join((*seen, "localhost"))


def test_the_number_of_proxies_is_a_number(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PROXIES", "yes")
    with pytest.raises(ConfigurationError, match="PROXIES=1"):
        create_app("testing")
