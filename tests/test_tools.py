"""The tools that read the code find nothing. What they are asked to find, and what not, is in pyproject.toml."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path

import pytest
from detect_secrets import SecretsCollection
from detect_secrets.core.scan import get_plugins
from detect_secrets.settings import transient_settings

ROOT = Path(__file__).resolve().parent.parent
CODE = ["admin_app", "migrations", "seeds", "bootstrap.py", "manage.py"]
TOOLS = [["ruff", "check", "--no-cache"], ["mypy"], ["bandit", "-q", "-c", "pyproject.toml", "-r", *CODE]]
LOCKS = ("requirements-build", "requirements", "requirements-dev")


@pytest.mark.parametrize("tool", TOOLS, ids=lambda tool: tool[0])
def test_tool_finds_nothing(tool: list[str]) -> None:
    found = subprocess.run([sys.executable, "-m", *tool], cwd=ROOT, capture_output=True, text=True, check=False)

    assert found.returncode == 0, found.stdout + found.stderr


# --- secrets ----------------------------------------------------------------------------------------------------------

#: What looks like a secret and is none: of tests, of the demo, and in examples. Each has been looked at.
BASELINE = ROOT / ".secrets.baseline"
READ = {".py", ".md", ".toml", ".json", ".html", ".js"}


def our_files() -> Iterator[str]:
    """Every text that we wrote: not what is generated, installed or fetched."""
    for folder in (".", ".ci", "admin_app", "benchmarks", "docs", "migrations", "seeds", "tests"):
        found = (ROOT / folder).iterdir() if folder == "." else (ROOT / folder).rglob("*")
        for file in found:
            path = file.relative_to(ROOT)
            if file.is_file() and "vendor" not in path.parts and (file.suffix in READ or folder == ".ci"):
                yield path.as_posix()


def is_suspect(file: str) -> bool:
    """Whether any line looks like one at first sight; to look at each as closely as `scan_file` takes a minute."""
    lines = (ROOT / file).read_text("utf-8").splitlines()
    return any(plugin.analyze_line(file, line, 0) for line in lines for plugin in get_plugins())


def test_no_secret_is_in_the_code(monkeypatch: pytest.MonkeyPatch) -> None:
    """To take what it names into the baseline, look at each and run what docs/developing.md says."""
    monkeypatch.chdir(ROOT)
    known = json.loads(BASELINE.read_text("utf-8"))
    found = SecretsCollection()
    with transient_settings({"plugins_used": known["plugins_used"], "filters_used": known["filters_used"]}):
        for file in filter(is_suspect, our_files()):
            found.scan_file(file)
    looked_at = {
        (file, secret["type"], secret["hashed_secret"])
        for file, secrets in known["results"].items()
        for secret in secrets
        if secret["is_secret"] is False
    }
    new = [
        f"{file}:{secret.line_number} {secret.type}"
        for file, secret in found
        if (file, secret.type, secret.secret_hash) not in looked_at
    ]
    assert new == []


# --- what is installed ------------------------------------------------------------------------------------------------


def pins(lock: str) -> dict[str, list[str]]:
    """Package → all that the lock says of it, once for each version: another Python may need another one."""
    text = re.sub(r"^\s*#.*\n", "", (ROOT / f"{lock}.txt").read_text("utf-8"), flags=re.MULTILINE)
    found: dict[str, list[str]] = {}
    for entry in re.split(r"\n(?=\S)", text.strip()):
        found.setdefault(name_of(entry), []).append(entry)
    return found


def versions(lock: str) -> dict[str, set[str]]:
    return {name: {entry.split("==")[1].split()[0] for entry in entries} for name, entries in pins(lock).items()}


def name_of(requirement: str) -> str:
    """As PyPI compares names."""
    name = re.match(r"[\w.-]+", requirement)
    assert name, requirement
    return re.sub(r"[-_.]+", "-", name[0]).lower()


@pytest.mark.parametrize("lock", LOCKS)
def test_every_package_is_pinned_and_has_its_hashes(lock: str) -> None:
    for entry in [entry for entries in pins(lock).values() for entry in entries]:
        assert re.match(r"[\w.-]+==[\w.+!]+ ", entry), entry
        assert re.search(r"--hash=sha256:[0-9a-f]{64}", entry), entry
        assert not re.search(r"://|git\+|--(index|extra|find|trusted|editable)| -e ", entry), entry


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_has_what_is_asked_for(lock: str) -> None:
    lines = (ROOT / f"{lock}.in").read_text("utf-8").splitlines()
    assert {name_of(line) for line in lines if line and not line.startswith(("#", "-"))} <= pins(lock).keys()


def test_the_locks_agree() -> None:
    run, development = versions("requirements"), versions("requirements-dev")
    assert {name: run[name] for name in run.keys() & development.keys()}.items() <= development.items()


def test_what_is_installed_is_what_is_pinned() -> None:
    locked = versions("requirements-build") | versions("requirements-dev") | versions("requirements")
    installed = {name_of(package.metadata["Name"]): package.version for package in metadata.distributions()}
    wrong = {name: version for name, version in installed.items() if version not in locked.get(name, ())}
    assert wrong.keys() <= {"pip", "setuptools"}, wrong
