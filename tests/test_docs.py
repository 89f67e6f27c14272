"""What the documentation says: every command in it runs, every setting is in its table, and its example works."""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.request import urlopen

import pytest

from admin_app.cli.vendor import stale_files
from admin_app.config import ROOT

PAGES = (ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md")))
SECRET = "only-for-this-test-0123456789-abcdefghijklmnopqrstuvwxyz"
SENTENCE = "a long enough password"

#: Every command of the documentation → the test that runs it. One that is not here fails.
RUN_BY = {
    "demo": "tests/cli/test_demo.py::test_demo_serves_until_ctrl_c_and_ends_quietly",
    "dev": "tests/test_docs.py::test_dev_serves_with_the_toolbar",
    "test": "tests/cli/test_command_line.py::test_test_hands_everything_to_pytest",
    "db upgrade": "tests/test_docs.py::test_a_school_is_put_in_service_as_the_readme_says",
    "users create": "tests/test_docs.py::test_a_school_is_put_in_service_as_the_readme_says",
    "check": "tests/test_docs.py::test_a_school_is_put_in_service_as_the_readme_says",
    "backup": "tests/cli/test_backup.py::test_a_backup_goes_back_only_when_it_is_said_twice",
    "restore": "tests/cli/test_backup.py::test_a_backup_goes_back_only_when_it_is_said_twice",
    "trash empty": "tests/views/test_trash.py::test_the_trash_is_emptied_of_what_is_due_and_the_log_says_so",
    "worker": "tests/cli/test_worker.py::test_a_worker_does_what_was_asked_for_and_ends_quietly",
    "seed": "tests/cli/test_demo.py::test_seed_fills_an_empty_database_only",
    "serve": "tests/test_docs.py::test_a_school_is_put_in_service_as_the_readme_says",
    "db migrate": "tests/test_docs.py::test_a_model_is_added_in_the_steps_of_the_documentation",
    "users password": "tests/cli/test_users.py::test_users_are_made_listed_and_given_a_new_password",
    "users second-factor": "tests/test_docs.py::test_a_school_is_put_in_service_as_the_readme_says",
    "users reset-second-factor": "tests/cli/test_users.py::test_a_second_factor_is_given_and_taken_away",
    "users invite": "tests/cli/test_users.py::test_somebody_is_invited",
    "search check": "tests/search/test_rebuilding.py::test_an_index_that_agrees",
    "search rebuild": "tests/search/test_rebuilding.py::test_a_disagreement_is_told_and_mended",
    "students erase": "tests/views/test_erasing.py::test_the_command_erases_all_who_have_been_away_for_long_enough",
    "students pay": "tests/cli/test_students.py::test_charge_and_pay",
    "texts update": "tests/language/test_catalogs.py::test_the_command_takes_texts_in_and_names_what_is_missing",
    "vendor": "tests/test_docs.py::test_the_front_end_files_are_those_that_are_pinned",
}


def commands(text: str) -> set[str]:
    """The commands of manage.py in a page: `db upgrade`, `check`."""
    return set(re.findall(r"manage\.py ((?:db|users|students|search|texts|trash) [a-z-]+|[a-z]+)", text))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_command_is_run_by_a_test(page: Path) -> None:
    assert commands(page.read_text("utf-8")) <= set(RUN_BY)


def test_the_tests_that_run_them_are_there() -> None:
    for where in RUN_BY.values():
        file, name = where.split("::")
        assert f"def {name}(" in (ROOT / file).read_text("utf-8"), where


def test_each_promise_of_the_threat_model_has_its_tests() -> None:
    page = (ROOT / "docs" / "threat-model.md").read_text("utf-8")
    promises = re.findall(r"^\| (\d+) \|[^|]+\|([^|]+)\|([^|]+)\|$", page, re.MULTILINE)
    assert [int(number) for number, _, _ in promises] == list(range(1, len(promises) + 1))
    assert [number for number, _, tests in promises if "::" not in tests] == []
    for file, name in re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", page):
        assert f"def {name}(" in (ROOT / file).read_text("utf-8"), (file, name)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_leads_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#:]+)\)", page.read_text("utf-8")):
        assert (page.parent / target).exists(), target


def test_every_setting_is_in_the_table_and_nothing_else() -> None:
    sources = [*(ROOT / "admin_app").rglob("*.py"), *(ROOT / "tests").rglob("*.py"), ROOT / "bootstrap.py"]
    read = re.compile(r"""(?:environ(?:\.get)?|flag|getenv|one_of|whole_number)[\[(]\s*["']([A-Z][A-Z_]+)["']""")
    used = {name for source in sources for name in read.findall(source.read_text("utf-8"))}
    used |= set(re.findall(r"\bTEST_[A-Z]+(?:_URL)?\b", (ROOT / ".ci" / "run").read_text("utf-8")))
    table = set(re.findall(r"^\| `([A-Z_]+)` \|", (ROOT / "docs" / "settings.md").read_text("utf-8"), re.MULTILINE))
    assert used == table


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A copy of the project, to work in as a newcomer would."""
    left_out = shutil.ignore_patterns(".git", ".venv", "instance", "__pycache__", ".*_cache", "docs")
    shutil.copytree(ROOT, tmp_path / "homeroom", ignore=left_out)
    return tmp_path / "homeroom"


def environment(checkout: Path) -> dict[str, str]:
    ours = {"HOMEROOM_NO_VENV": "1", "SECRET_KEY": SECRET, "DATABASE_URL": f"sqlite:///{checkout / 'school.db'}"}
    return {key: value for key, value in os.environ.items() if key != "HOMEROOM_ENV"} | ours


def manage(checkout: Path, *arguments: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=checkout,
        env=environment(checkout),
        input=stdin,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
        start_new_session=True,  # without a terminal, a password is read from standard input
    )


@contextmanager
def serving(checkout: Path, *arguments: str) -> Iterator[str]:
    """The address of a command that serves, for as long as it is needed."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = subprocess.Popen(
        [sys.executable, "manage.py", *arguments, "--port", str(port)],
        cwd=checkout,
        env=environment(checkout),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        start_new_session=True,
    )
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        os.killpg(server.pid, signal.SIGKILL)  # the reloader has a process of its own
        server.communicate()


def read(address: str) -> str:
    """The page at an address, once the server answers."""
    for _ in range(300):
        try:
            with urlopen(address) as response:  # noqa: S310  # our own server
                return str(response.read(), "utf-8")
        except OSError:
            time.sleep(0.2)
    pytest.fail(f"{address} does not answer")


@pytest.mark.skipif(sys.platform == "win32", reason="processes are ended in groups here, which Windows has not")
def test_a_school_is_put_in_service_as_the_readme_says(checkout: Path) -> None:
    assert manage(checkout, "db", "upgrade").returncode == 0
    (checkout / "school.db").chmod(0o600)
    password = f"{SENTENCE}\n{SENTENCE}\n"
    made = manage(checkout, "users", "create", "principal@school.example", "--role", "administrator", stdin=password)
    assert "principal@school.example can sign in, as administrator." in made.stdout, made.stderr

    given = manage(checkout, "users", "second-factor", "principal@school.example")
    assert "otpauth://totp/" in given.stdout, given.stderr

    checked = manage(checkout, "check").stdout.splitlines()
    # This environment has the developers' tools, which one in service has not.
    assert [line.split(".")[0] for line in checked if line.startswith("no")] == [
        "no   The debug toolbar is not installed"
    ]

    with serving(checkout, "serve") as address:
        assert read(f"{address}/healthz")
        assert read(f"{address}/readyz")
        assert 'name="password"' in read(f"{address}/login")
        assert "homeroom-demo" not in read(f"{address}/login")


@pytest.mark.skipif(sys.platform == "win32", reason="processes are ended in groups here, which Windows has not")
def test_dev_serves_with_the_toolbar(checkout: Path) -> None:
    with serving(checkout, "dev", "--students", "3") as address:
        assert "_debug_toolbar" in read(f"{address}/login")


def test_a_model_is_added_in_the_steps_of_the_documentation(checkout: Path) -> None:
    guide = (ROOT / "docs" / "developing.md").read_text("utf-8")
    for file, code in re.findall(r"`(admin_app/[a-z/]+\.py)`:\n\n```python\n(.*?)```", guide, re.DOTALL):
        (checkout / file).write_text(code, "utf-8")
    edit(checkout / "admin_app/school/__init__.py", "from .courses", "from .buses import Bus\nfrom .courses")
    edit(checkout / "admin_app/school/__init__.py", "    School,\n", "    Bus,\n    School,\n")
    edit(checkout / "admin_app/school/__init__.py", '    "Charge",\n', '    "Bus",\n    "Charge",\n')
    edit(checkout / "admin_app/views/__init__.py", "from .courses", "from .buses import BusView\nfrom .courses")
    edit(
        checkout / "admin_app/views/__init__.py",
        "    RoomView,\n    SchoolView,",
        "    BusView,\n    RoomView,\n    SchoolView,",
    )
    permissions = checkout / "admin_app/accounts/permissions.py"
    edit(permissions, "\nschool            rcedx", "\nbus  rcedx  rcedx  r  r  r  r\nschool            rcedx")
    edit(permissions, "\nschool            rex:school", "\nbus  rx\nschool            rex:school")

    assert manage(checkout, "db", "upgrade").returncode == 0
    migrated = manage(checkout, "db", "migrate", "-m", "Add buses")
    assert migrated.returncode == 0, migrated.stderr
    assert manage(checkout, "db", "upgrade").returncode == 0
    checked = manage(checkout, "db", "check")
    assert checked.returncode == 0, checked.stderr
    script = "db.session.add(Bus(name='Yellow', seats=50)); db.session.commit(); print(Bus.query.one(), app.url_map)\n"
    shown = manage(checkout, "shell", stdin=script)
    assert "Yellow" in shown.stdout, shown.stderr
    assert "/admin/bus/edit/" in shown.stdout


def edit(file: Path, before: str, after: str) -> None:
    text = file.read_text("utf-8")
    assert before in text, (file, before)
    file.write_text(text.replace(before, after, 1), "utf-8")


def test_the_front_end_files_are_those_that_are_pinned() -> None:
    assert stale_files() == []
