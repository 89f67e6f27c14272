"""The commands of manage.py, from the outside and on every engine where the engine matters."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from urllib.request import urlopen

import click
import pytest
from click.testing import CliRunner, Result
from flask import Flask
from sqlalchemy import create_engine, func, select, text

from admin_app import create_app
from admin_app.accounts import DEMO_PASSWORD, User
from admin_app.audit import Job, JobState
from admin_app.cli import APPLICATION_COMMANDS, STARTING_COMMANDS, CommandLine, reloading
from admin_app.cli.demo import MARK
from admin_app.config import ROOT
from admin_app.database import db
from admin_app.school import Student
from seeds.command import seed

from .engines.databases import Databases

Run = Callable[..., Result]


@pytest.fixture
def uri(databases: Databases, engine_name: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """A new, empty database on each engine, which DATABASE_URL names."""
    uri = databases.create(engine_name)
    monkeypatch.setenv("DATABASE_URL", uri)
    return uri


@pytest.fixture
def sqlite(databases: Databases, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The same for what no engine does differently: a file."""
    uri = databases.create("sqlite")
    monkeypatch.setenv("DATABASE_URL", uri)
    return Path(uri.removeprefix("sqlite:///"))


@contextmanager
def opened_school() -> Iterator[None]:
    """The application on the database of DATABASE_URL, to look into it between two commands."""
    with create_app("testing").app_context():
        yield
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> Iterator[Run]:
    """Runs a command in this process. What would serve until Ctrl-C says only that it does."""
    monkeypatch.setenv("HOMEROOM_ENV", "testing")  # demo sets another one, which must not outlive the test
    apps: list[Flask] = []

    def make_app() -> Flask:
        apps.append(create_app("testing"))
        return apps[-1]

    def serve(app: Flask, host: str, port: int, *, ready: Callable[[], None]) -> None:
        ready()

    def invoke(*arguments: str, stdin: str | None = None) -> Result:
        commands = [*STARTING_COMMANDS, seed, *APPLICATION_COMMANDS]
        return CliRunner().invoke(CommandLine(make_app, commands), arguments, input=stdin)

    monkeypatch.setattr(import_module("admin_app.cli.demo"), "run_server", serve)
    yield invoke
    for app in apps:
        with app.app_context():
            db.session.remove()
            db.engine.dispose()


@pytest.fixture
def port() -> int:
    """A port that is free."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        number: int = probe.getsockname()[1]
        return number


def manage(*arguments: str, stdin: str = "", **environment: str) -> subprocess.CompletedProcess[str]:
    """Run manage.py as a person would, in the environment that this run has."""
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env=os.environ | {"HOMEROOM_NO_VENV": "1", **environment},
        input=stdin,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_demo_makes_a_school_once_keeps_what_was_changed_and_mends_what_was_interrupted(
    run: Run, uri: str, port: int
) -> None:
    demo = ("demo", "--students", "3", "--port", str(port))

    first = run(*demo)

    assert first.exit_code == 0, first.output
    assert f"http://127.0.0.1:{port}/" in first.output
    assert all(word in first.output for word in ("admin@example.com", "viewer@example.com", DEMO_PASSWORD))
    with opened_school():
        assert db.session.scalar(select(func.count(User.id))) == 6
        db.session.get_one(Student, 1).firstname = "Joan"
        db.session.commit()

    again = run(*demo)

    assert again.exit_code == 0, again.output
    assert "Seeding" not in again.output
    assert "The demo school is there already." in again.output
    with opened_school():
        assert db.session.get_one(Student, 1).firstname == "Joan"
        db.session.scalars(select(Job).where(Job.kind == MARK)).one().state = JobState.RUNNING
        db.session.commit()

    mended = run(*demo)

    assert mended.exit_code == 0, mended.output
    assert "The last start was interrupted. Beginning again." in mended.output
    with opened_school():
        assert db.session.get_one(Student, 1).firstname == "John"
        assert db.session.scalars(select(Job.state).where(Job.kind == MARK)).all() == [JobState.DONE]


def test_demo_refuses_a_database_of_others(run: Run, uri: str, port: int) -> None:
    engine = create_engine(uri)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE student (id INTEGER)"))
        connection.execute(text("INSERT INTO student VALUES (7)"))

    refused = run("demo", "--port", str(port))

    assert refused.exit_code == 1
    assert "holds something else than the demo school" in refused.output
    with engine.begin() as connection:
        assert connection.scalar(text("SELECT id FROM student")) == 7
    engine.dispose()


def test_demo_refuses_a_school_in_service_and_takes_an_empty_one(run: Run, sqlite: Path, port: int) -> None:
    demo = ("demo", "--students", "3", "--port", str(port))
    account = ("head@school.example", "--role", "administrator")
    assert run("db", "upgrade").exit_code == 0
    assert run("users", "create", *account, "--password-stdin", stdin="a pass phrase\n").exit_code == 0

    refused = run(*demo)

    assert refused.exit_code == 1
    assert "holds something else than the demo school" in refused.output
    with opened_school():
        assert db.session.scalars(select(User.email)).all() == ["head@school.example"]
        db.session.delete(db.session.scalars(select(User)).one())
        db.session.commit()

    assert run(*demo).exit_code == 0


@pytest.mark.parametrize("command", ["demo", "dev", "serve"])
def test_a_port_in_use_is_said_before_anything_is_done(run: Run, command: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "sqlite:////nowhere/at/all.db")
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        refused = run(command, "--port", str(port))

    assert refused.exit_code == 1
    assert refused.output == (
        f"Error: Port {port} is in use. Stop what is using it, or choose another one: --port {port % 65535 + 1}\n"
    )


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (["--host", "no.such.host.invalid"], "There is no address 'no.such.host.invalid'."),
        (["--host", "192.0.2.1"], "This computer cannot listen on 192.0.2.1"),  # RFC 5737: an address for examples
        (["--port", "0"], "is not in the range"),
    ],
)
def test_an_address_that_cannot_be_had_is_said(run: Run, options: list[str], sentence: str) -> None:
    refused = run("demo", *options)

    assert refused.exit_code != 0
    assert sentence in refused.output


@pytest.mark.parametrize(
    ("uri", "sentence"),
    [
        ("nonsense", "DATABASE_URL is not a database URI"),
        ("postgresql://user@host:port/db", "DATABASE_URL is not a database URI"),
        ("oracle://user@host/db", "DATABASE_URL begins with sqlite://, postgresql://, mysql:// or mariadb://."),
        ("sqlite:////no/such/folder/school.db", "Look whether its folder is there and can be written."),
        ("postgresql://head:hush@127.0.0.1:9/school", "Look whether its server runs"),
        ("mysql://head:hush@127.0.0.1:9/school", "Look whether its server runs"),
    ],
)
def test_a_database_that_cannot_be_used_is_said_without_a_password(
    run: Run, monkeypatch: pytest.MonkeyPatch, uri: str, sentence: str
) -> None:
    monkeypatch.setenv("DATABASE_URL", uri)

    refused = run("users", "list")

    assert refused.exit_code == 1
    assert refused.output.startswith("Error: ")
    assert sentence in refused.output
    assert "hush" not in refused.output


def test_a_database_without_tables_is_told_to_be_upgraded(run: Run, uri: str) -> None:
    refused = run("users", "list")

    assert refused.exit_code == 1
    assert refused.output == "Error: The database is not up to date. First run: python3 manage.py db upgrade\n"


def test_seed_fills_an_empty_database_only(run: Run, sqlite: Path) -> None:
    run("db", "upgrade")

    assert run("seed", "--students", "3").exit_code == 0
    again = run("seed", "--students", "3")

    assert again.exit_code == 1
    assert "needs a database without any" in again.output


def test_users_are_made_listed_and_given_a_new_password(run: Run, sqlite: Path) -> None:
    run("db", "upgrade")
    assert "There are no accounts yet." in run("users", "list").output
    roles = ("--role", "registrar", "--role", "nurse")

    made = run("users", "create", "Rosa@School.example", *roles, stdin="a pass phrase\na pass phrase\n")
    twice = run("users", "create", "rosa@school.example", *roles, "--password-stdin", stdin="a pass phrase\n")
    weak = run("users", "create", "bo@school.example", "--role", "bursar", "--password-stdin", stdin="short\n")
    changed = run("users", "password", "rosa@school.example", "--password-stdin", stdin="another phrase\n")
    nobody = run("users", "password", "bo@school.example", "--password-stdin", stdin="another phrase\n")

    assert made.output.endswith("rosa@school.example can sign in, as nurse and registrar.\n")
    assert "a pass phrase" not in made.output
    assert (twice.exit_code, twice.output) == (1, "Error: Somebody signs in with rosa@school.example already.\n")
    assert (weak.exit_code, weak.output) == (1, "Error: A password has from 8 to 128 characters.\n")
    assert changed.output == "rosa@school.example has a new password.\n"
    assert (nobody.exit_code, nobody.output) == (1, "Error: Nobody signs in with bo@school.example.\n")
    assert run("users", "list").output.split() == ["rosa@school.example", "nurse,", "registrar"]


def test_the_shell_knows_every_model_and_verb(run: Run, sqlite: Path) -> None:
    run("db", "upgrade")

    result = manage("shell", stdin="Student.query.count()\nUser, Job, admit, select, func, app.name\n")

    assert result.returncode == 0, result.stderr
    assert result.stdout.startswith("0\n")
    assert "'admin_app')" in result.stdout


def test_a_script_that_fails_in_the_shell_fails(tmp_path: Path) -> None:
    result = manage("shell", stdin="1/0\nprint('after')\n", DATABASE_URL=f"sqlite:///{tmp_path / 'school.db'}")

    assert result.returncode == 1
    assert "ZeroDivisionError" in result.stderr


def test_test_hands_everything_to_pytest(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    called: list[list[str]] = []

    def call(command: list[str], cwd: Path) -> int:
        called.append(command)
        return 5

    monkeypatch.setattr(subprocess, "call", call)

    assert run("test", "-n", "2", "--help", "tests/school").exit_code == 5
    assert called == [[sys.executable, "-m", "pytest", "-n", "2", "--help", "tests/school"]]


def test_every_command_says_what_it_does(run: Run) -> None:
    listed = run("--help").output

    for command in (*STARTING_COMMANDS, seed, *APPLICATION_COMMANDS):
        assert isinstance(command, click.Command)
        assert f"  {command.name} " in listed
        assert command.help


@pytest.mark.skipif(sys.platform == "win32", reason="Ctrl-C cannot be sent to one process on Windows")
def test_demo_serves_until_ctrl_c_and_ends_quietly(tmp_path: Path, port: int) -> None:
    server = subprocess.Popen(
        [sys.executable, "manage.py", "demo", "--port", str(port), "--students", "3"],
        cwd=ROOT,
        env=os.environ | {"HOMEROOM_NO_VENV": "1", "DATABASE_URL": f"sqlite:///{tmp_path / 'school.db'}"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        page = read_when_ready(f"http://127.0.0.1:{port}/login", server)
        server.send_signal(signal.SIGINT)
        output, errors = server.communicate(timeout=30)
    finally:
        server.kill()

    assert 'name="password"' in page
    assert server.returncode == 0
    assert "Press Ctrl-C to stop." in output
    assert errors == ""


def read_when_ready(address: str, server: subprocess.Popen[str]) -> str:
    """The page at an address, once the server answers."""
    for _ in range(600):
        assert server.poll() is None, server.communicate()
        try:
            with urlopen(address) as response:  # noqa: S310  # our own server
                return str(response.read(), "utf-8")
        except OSError:
            time.sleep(0.1)
    pytest.fail("the server does not answer")


def test_dev_waits_for_a_change_after_a_start_that_failed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    source = tmp_path / "half_written.py"
    source.touch()
    starts: list[str] = []

    def run_simple(host: str, port: int, app: Flask, **options: object) -> None:
        starts.append(f"{host}:{port}")
        if len(starts) == 1:
            raise SystemExit(1)

    def save_after_a_while(seconds: float) -> None:
        os.utime(source, (seconds, seconds))

    monkeypatch.setattr(reloading, "run_simple", run_simple)
    monkeypatch.setattr(reloading, "WATCHED", (tmp_path,))
    monkeypatch.setattr(reloading.time, "sleep", save_after_a_while)

    reloading.run_reloading_server(Flask("any"), "127.0.0.1", 5000)

    assert starts == ["127.0.0.1:5000"] * 2


@pytest.fixture(scope="module")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A database with every migration, in a file that only its owner can read."""
    database = tmp_path_factory.mktemp("migrated") / "school.db"
    uri = f"sqlite:///{database}"
    assert manage("db", "upgrade", DATABASE_URL=uri).returncode == 0
    database.chmod(0o600)
    return uri


@pytest.mark.parametrize(
    ("environment", "complaint"),
    [
        ({}, None),
        ({"SECRET_KEY": "secret" * 10}, "no   Sessions are signed with a secret that nobody can guess. Set SECRET_KEY"),
        ({"SECRET_KEY": "short"}, "Error: SECRET_KEY needs at least 32 characters."),
        ({"HOMEROOM_ENV": "development"}, "no   Errors are not shown to visitors. Unset HOMEROOM_ENV"),
        ({"HOMEROOM_ENV": "demo"}, "no   Cookies are sent over HTTPS only. Unset HOMEROOM_ENV"),
    ],
)
def test_check_says_what_is_not_safe(migrated: str, environment: dict[str, str], complaint: str | None) -> None:
    result = manage("check", DATABASE_URL=migrated, **environment)

    found = [line for line in result.stdout.splitlines() if line.startswith("no ")]
    installed = [line for line in found if "debug toolbar" in line]  # this run has the developers' tools
    assert result.returncode == 1
    if complaint:
        assert complaint in result.stdout + result.stderr
    else:
        assert len(installed) == 1
        assert found == installed


def test_check_finds_missing_migrations_demo_accounts_and_public_files(run: Run, sqlite: Path, port: int) -> None:
    assert "no   The database has every migration. Run: python3 manage.py db upgrade" in run("check").output

    run("demo", "--students", "3", "--port", str(port))
    sqlite.chmod(0o644)
    sqlite.parent.chmod(0o755)

    output = run("check").output
    assert "yes  The database has every migration." in output
    assert "no   Nobody signs in with a password that is public." in output
    assert f"Run: chmod o-rwx {sqlite}" in output
    sqlite.parent.chmod(0o700)
    assert "yes  Other users of this computer cannot read the database or the secret." in run("check").output
