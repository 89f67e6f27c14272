"""From outside, on a server in service: headers, cookies, the log, what is too slow or too large, and no debugger."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import suppress
from http.client import HTTPConnection, HTTPResponse
from io import BytesIO
from time import monotonic
from urllib.parse import urlencode
from zipfile import ZipFile

import pytest

from admin_app.edge.refusals import ADVICE
from benchmarks.visitor import Visitor, form_with

from .answers import ALWAYS, IN_SERVICE, policies
from .conftest import EMAIL, PASSWORD, PATIENCE, Service

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="reads /proc, and gunicorn is not for Windows")
MB = 1024 * 1024
HEAD = "POST /login HTTP/1.1\r\nHost: school.example\r\nContent-Type: application/x-www-form-urlencoded\r\n{}\r\n\r\n"


@pytest.fixture
def registrar(service: Service) -> Iterator[Visitor]:
    visitor = service.visitor()
    visitor.sign_in(EMAIL, PASSWORD)
    yield visitor
    visitor.close()


def ask(service: Service, method: str, path: str, **kwargs: str) -> HTTPResponse:
    connection = HTTPConnection("127.0.0.1", service.port, timeout=30)
    connection.request(method, path, headers=kwargs)
    answer = connection.getresponse()
    answer.read()
    connection.close()
    return answer


def answer_to(service: Service, *sent: bytes, last: bool = False) -> str:
    """What the server says to bytes; empty where it only closes the connection."""
    with service.connect() as line, line.makefile("rb") as answer:
        for part in sent:
            line.sendall(part)
        return answer.readline().decode() if last else answer.read().decode()


@pytest.mark.parametrize(("path", "status"), [("/", 302), ("/login", 200), ("/static/css/form.css", 200), ("/x", 404)])
def test_every_answer_wants_https(service: Service, path: str, status: int) -> None:
    answer = ask(service, "GET", path)
    assert answer.status == status
    assert policies(answer.getheaders()) == sorted(IN_SERVICE.items())


@pytest.mark.parametrize(
    ("head", "status"),
    [
        (b"GET /" + b"a" * 9000 + b" HTTP/1.1\r\n\r\n", 414),
        (b"<script>alert(1)</script>\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\nHost: a\r\nSpam : <script>\r\n\r\n", 400),
        (HEAD.format("Content-Length: 3\r\nTransfer-Encoding: chunked").encode(), 400),
    ],
)
def test_so_does_what_the_server_itself_refuses(service: Service, head: bytes, status: int) -> None:
    answer = answer_to(service, head)
    first, *lines = answer.partition("\r\n\r\n")[0].split("\r\n")
    assert first.split()[1] == str(status)
    headers = [(name, value) for name, _, value in (line.partition(": ") for line in lines)]
    assert policies(headers) == sorted(ALWAYS.items())
    assert "script" not in answer.partition("\r\n\r\n")[2]


def test_cookies_are_of_this_host_and_of_https_alone(service: Service) -> None:
    visitor = service.visitor()
    page = visitor.get("/login")
    answer = visitor.fill_in("/login", "password", email=EMAIL, password=PASSWORD, remember="y")
    assert answer.leads_to == "/admin/"
    assert set(visitor.cookies) == {"__Host-session", "__Host-remember_token"}
    for cookie in (page.headers["set-cookie"], answer.headers["set-cookie"]):
        name, *attributes = cookie.split("; ")
        assert name.startswith("__Host-")
        assert {"Secure", "HttpOnly", "SameSite=Lax", "Path=/"} <= set(attributes)
        assert "domain" not in cookie.lower()
    del visitor.cookies["__Host-session"]
    assert visitor.get("/admin/student/").status == 200
    visitor.close()


def test_a_list_is_taken_out_as_a_file(service: Service, registrar: Visitor) -> None:
    """A CSV file is sent when the database session is closed already: what is noted of the request can do without."""
    answer = registrar.get("/admin/tag/export/csv/")
    assert (answer.status, answer.headers["content-type"]) == (200, "text/csv; charset=utf-8")
    line = service.line_of(answer.headers["x-request-id"])
    assert (line["status"], line["user"]) == (200, 1)


def test_everything_held_on_a_student_is_given_out_whole(service: Service, registrar: Visitor) -> None:
    """Where it is still being made when the request is over, the files of documents cannot be read any more."""
    page = "/admin/student/verb/package/?id=1"
    form = form_with(registrar.get(page).text, "recipient") | {"recipient": ["A parent"], "purpose": ["They asked"]}
    cookies = "; ".join(f"{name}={value}" for name, value in registrar.cookies.items())
    headers = {"Cookie": cookies, "Content-Type": "application/x-www-form-urlencoded"}
    registrar.connection.request("POST", page, urlencode(form, doseq=True), headers)
    answer = registrar.connection.getresponse()
    assert (answer.status, answer.headers["Content-Type"]) == (200, "application/zip")
    with ZipFile(BytesIO(answer.read())) as package:
        assert package.testzip() is None
        assert [name for name in package.namelist() if name.startswith("files/")]


def test_a_host_that_is_none_is_refused(service: Service) -> None:
    answer = ask(service, "GET", "/admin/", Host="a" * 64)
    assert answer.status == 400
    assert policies(answer.getheaders()) == sorted(IN_SERVICE.items())


@pytest.mark.parametrize(
    "path",
    [
        "/healthz?__debugger__=yes&cmd=resource&f=debugger.js",
        "/nowhere?__debugger__=yes&cmd=printpin&s=x",
        "/console",
        "/_debug_toolbar/views/sqlalchemy/sql_select",
        "/_debug_toolbar/static/js/toolbar.js",
    ],
)
def test_there_is_no_debugger_even_where_the_environment_wants_one(service: Service, path: str) -> None:
    answer = ask(service, "GET", path)
    assert answer.status == (200 if path.startswith("/healthz") else 404)
    assert answer.headers["Content-Type"].startswith(("text/plain", "text/html"))


def test_the_log_says_what_was_done_and_not_about_whom(service: Service, registrar: Visitor) -> None:
    answer = registrar.get("/admin/student/?search=Zebedee")
    line = service.line_of(answer.headers["x-request-id"])
    assert (line["route"], line["status"], line["user"]) == ("/admin/student/", 200, 1)
    written = service.log.read_text("utf-8")
    for word in ("Zebedee", EMAIL, PASSWORD, "search", "127.0.0.1", *registrar.cookies.values()):
        assert word not in written


def test_a_request_that_comes_drop_by_drop_is_ended_and_nobody_else_waits(service: Service) -> None:
    """More of them than there are threads."""
    began = monotonic()
    heads = [service.connect() for _ in range(6)]
    bodies = [service.connect() for _ in range(6)]
    for line in heads:
        line.sendall(b"GET /login HTTP/1.1\r\nHost: ")
    for line in bodies:
        line.sendall(HEAD.format("Content-Length: 5000").encode() + b"email=")
    assert ask(service, "GET", "/healthz").status == 200
    assert [line.recv(4096) for line in heads] == [b""] * 6
    answers = [line.makefile("rb").readline() for line in bodies]
    assert {answer.split()[1] for answer in answers} == {b"408"}
    assert PATIENCE < monotonic() - began < 20 * PATIENCE
    for line in heads + bodies:
        line.close()


def test_pieces_that_are_none_are_no_fault_of_ours(service: Service) -> None:
    chunked = HEAD.format("Transfer-Encoding: chunked").encode()
    assert " 400 " in answer_to(service, chunked, b"zz\r\nemail=\r\n", last=True)
    assert "level" in service.lines()[-1]
    assert [line for line in service.lines() if line["level"] == "error"] == []


def test_200_megabytes_take_no_memory(service: Service, registrar: Visitor) -> None:
    before = service.memory()
    for head in ("Content-Length: 200000000", "Transfer-Encoding: chunked"):
        with service.connect() as line, line.makefile("rb") as answer:
            line.sendall(HEAD.format(head).encode())
            try:
                for _ in range(200):
                    line.sendall(b"100000\r\n" + b"a" * MB + b"\r\n")
            except OSError:  # it does not read on
                pass
            else:
                pytest.fail("it has read all")
            assert b" 413 " in answer.readline()
    assert service.memory() - before < 40 * MB


def test_a_file_that_is_too_large_is_told_at_its_field(service: Service, registrar: Visitor) -> None:
    token = registrar.get("/session").text.split('"')[3]
    before = service.memory()
    status, page = upload(service, registrar, token, b"x" * 30 * MB)
    assert status == 200
    assert "A file has at most 10 MB." in page
    assert 'value="Passport of Zebedee"' in page
    status, page = upload(service, registrar, token, b"x" * 70 * MB)
    assert status == 413
    assert ADVICE[413][0] in page
    assert service.memory() - before < 40 * MB


def upload(service: Service, visitor: Visitor, token: str, content: bytes) -> tuple[int, str]:
    """Send a new document, as a browser's form does: the status and the page of the answer."""
    typed = {"csrf_token": token, "student": "1", "kind": "passport", "title": "Passport of Zebedee"}
    part = '--edge\r\nContent-Disposition: form-data; name="{}"\r\n\r\n{}\r\n'
    file = '--edge\r\nContent-Disposition: form-data; name="upload"; filename="a.pdf"\r\n\r\n'
    body = (*(part.format(*pair).encode() for pair in typed.items()), file.encode(), content, b"\r\n--edge--\r\n")
    head = [
        "POST /admin/document/new/ HTTP/1.1",
        "Host: school.example",
        "Connection: close",
        "Content-Type: multipart/form-data; boundary=edge",
        f"Content-Length: {sum(map(len, body))}",
        "Cookie: " + "; ".join(f"{name}={value}" for name, value in visitor.cookies.items()),
    ]
    with service.connect() as line:
        line.sendall("\r\n".join([*head, "", ""]).encode())
        with suppress(OSError):  # it answers before it has read all
            for sent in body:
                line.sendall(sent)
        answer = HTTPResponse(line, method="POST")
        answer.begin()
        return answer.status, answer.read().decode()
