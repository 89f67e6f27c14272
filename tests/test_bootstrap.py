"""From nothing to a running command: `.venv`, the locks, and what is said when that cannot be."""

from __future__ import annotations

import base64
import errno
import hashlib
import importlib.util
import os
import re
import shutil
import subprocess
import sys
import venv
import zipfile
from pathlib import Path
from typing import Any

import pytest

import bootstrap

ROOT = Path(__file__).resolve().parent.parent
NOWHERE = "http://127.0.0.1:9/simple"  # the discard port, where nobody listens


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A checkout with the real bootstrap, a lock of one package that is at hand, and a command that shows it."""
    for name in ("manage.py", "bootstrap.py"):
        shutil.copy(ROOT / name, tmp_path)
    (tmp_path / "admin_app" / "cli").mkdir(parents=True)
    (tmp_path / "seeds").mkdir()
    (tmp_path / "admin_app" / "__init__.py").write_text("create_app = None\n")
    (tmp_path / "admin_app" / "cli" / "__init__.py").write_text(
        "import sys\nimport tiny\n"
        "APPLICATION_COMMANDS = STARTING_COMMANDS = ()\n"
        "class CommandLine:\n"
        "    def __init__(self, *given): pass\n"
        "    def main(self): print('tiny', tiny.VERSION, 'in', sys.prefix, sys.argv[1:])\n"
    )
    (tmp_path / "seeds" / "__init__.py").touch()
    (tmp_path / "seeds" / "command.py").write_text("seed = None\n")
    (tmp_path / "requirements-build.txt").touch()
    lock_tiny(tmp_path, "1.0")
    return tmp_path


def lock_tiny(checkout: Path, version: str) -> Path:
    """Put a package into the folder `wheels` and lock it."""
    wheel = checkout / "wheels" / f"tiny-{version}-py3-none-any.whl"
    wheel.parent.mkdir(exist_ok=True)
    files = {
        "tiny.py": f"VERSION = {version!r}\n",
        f"tiny-{version}.dist-info/METADATA": f"Metadata-Version: 2.1\nName: tiny\nVersion: {version}\n",
        f"tiny-{version}.dist-info/WHEEL": "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    record = "".join(f"{name},sha256={record_hash(content)},{len(content)}\n" for name, content in files.items())
    files[f"tiny-{version}.dist-info/RECORD"] = record + f"tiny-{version}.dist-info/RECORD,,\n"
    with zipfile.ZipFile(wheel, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    digest = hashlib.sha256(wheel.read_bytes()).hexdigest()
    (checkout / "requirements.txt").write_text(f"tiny=={version} \\\n    --hash=sha256:{digest}\n")
    return wheel


def record_hash(content: str) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(content.encode()).digest()).decode().rstrip("=")


def manage(checkout: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run manage.py of a checkout with the Python outside, which has no packages that could be taken by mistake."""
    outside = {name: value for name, value in os.environ.items() if not name.startswith(("PIP_", "HOMEROOM_"))}
    python = Path(sys.base_prefix) / ("python.exe" if sys.platform == "win32" else "bin/python3")
    return subprocess.run(
        [python, "manage.py", *arguments],
        cwd=checkout,
        env=outside | {"PIP_INDEX_URL": NOWHERE, "PIP_FIND_LINKS": str(checkout / "wheels"), **environment},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


def test_a_bare_machine_gets_everything_and_a_later_start_installs_nothing(checkout: Path) -> None:
    first = manage(checkout, "users", "list")

    assert first.returncode == 0, first.stderr
    assert first.stdout == f"tiny 1.0 in {checkout / '.venv'} ['users', 'list']\n"
    stages = [line for line in first.stderr.splitlines() if not line.startswith(" ")]
    assert stages == ["Making .venv", "Installing requirements-build.txt", "Installing requirements.txt"]

    again = manage(checkout, "check")

    assert again.stdout == f"tiny 1.0 in {checkout / '.venv'} ['check']\n"
    assert again.stderr == ""

    lock_tiny(checkout, "2.0")
    changed = manage(checkout, "check")

    assert changed.stdout.startswith("tiny 2.0 ")
    assert "Installing requirements.txt" in changed.stderr
    assert "Making .venv" not in changed.stderr


def test_without_a_network_it_says_so_and_the_next_time_it_finishes(checkout: Path) -> None:
    (checkout / ".venv" / "bin").mkdir(parents=True)  # as far as it came when the power went

    failed = manage(checkout, "check", PIP_FIND_LINKS="")

    assert failed.returncode == 1
    assert failed.stderr.splitlines()[-1] == bootstrap.NO_NETWORK
    assert "Traceback" not in failed.stderr

    assert manage(checkout, "check").stdout.startswith("tiny 1.0 ")


def test_a_package_that_is_not_the_locked_one_is_refused(checkout: Path) -> None:
    lock = (checkout / "requirements.txt").read_text()
    (checkout / "requirements.txt").write_text(re.sub(r"sha256:\w+", "sha256:" + "0" * 64, lock))

    refused = manage(checkout, "check")

    assert refused.returncode == 1
    assert refused.stderr.splitlines()[-1] == bootstrap.REMEDIES["DO NOT MATCH THE HASHES"]


def test_an_environment_of_ones_own_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOMEROOM_NO_VENV", "1")
    monkeypatch.setattr(bootstrap, "make_venv", lambda: pytest.fail("made a .venv"))
    monkeypatch.setattr(bootstrap, "install", lambda lock: pytest.fail(f"installed {lock}"))

    bootstrap.enter(bootstrap.DEVELOPMENT_LOCKS)


def test_an_old_python_is_told_which_one_is_needed() -> None:
    program = (
        "import runpy, sys; sys.version_info = (3, 8, 10, 'final', 0); runpy.run_path('manage.py', run_name='__main__')"
    )
    old = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False)

    assert old.returncode == 1
    assert old.stderr.startswith("Homeroom needs Python 3.11 or newer, and this is Python 3.8.")
    assert "Traceback" not in old.stderr


@pytest.fixture
def outside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The bootstrap as it runs outside of a `.venv` that is not there yet, in this process."""
    monkeypatch.delenv("HOMEROOM_NO_VENV", raising=False)
    monkeypatch.setattr(bootstrap, "ROOT", tmp_path)
    monkeypatch.setattr(bootstrap, "VENV", tmp_path / ".venv")
    monkeypatch.setattr(bootstrap, "PYTHON", tmp_path / ".venv" / "bin" / "python")
    return tmp_path


def test_a_python_without_venv_is_told_the_package_to_install(outside: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)

    with pytest.raises(bootstrap.BootstrapError, match=r"sudo apt install python3\.\d+-venv"):
        bootstrap.enter(bootstrap.RUN_LOCKS)


def test_a_venv_that_fails_to_get_pip_gives_the_same_advice(outside: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*arguments: Any, **options: Any) -> None:
        raise subprocess.CalledProcessError(1, "ensurepip")

    monkeypatch.setattr(venv, "create", fail)

    with pytest.raises(bootstrap.BootstrapError, match="its venv or ensurepip module is missing"):
        bootstrap.enter(bootstrap.RUN_LOCKS)


@pytest.mark.parametrize(
    ("code", "advice"),
    [
        (errno.EACCES, "cannot be written. Copy Homeroom to a folder of your own"),
        (errno.EROFS, "cannot be written. Copy Homeroom to a folder of your own"),
        (errno.ENOSPC, "The disk is full"),
        (errno.ENAMETOOLONG, "run the same command again"),
    ],
)
def test_a_folder_that_cannot_be_used_is_named(
    outside: Path, monkeypatch: pytest.MonkeyPatch, code: int, advice: str
) -> None:
    def fail(*arguments: Any, **options: Any) -> None:
        raise OSError(code, os.strerror(code), str(outside))

    monkeypatch.setattr(venv, "create", fail)

    with pytest.raises(bootstrap.BootstrapError, match=advice) as caught:
        bootstrap.enter(bootstrap.RUN_LOCKS)

    assert code == errno.ENOSPC or str(outside) in str(caught.value)


def test_the_last_error_of_pip_is_passed_on_when_it_is_not_a_known_one() -> None:
    advice = bootstrap.what_went_wrong("Collecting a\nERROR: the first\nERROR: the last\nmore")

    assert "ERROR: the last All that pip said is in " in advice


def pins(lock: str) -> dict[str, str]:
    """The version of each package of a lock."""
    return dict(re.findall(r"^(\S+)==([^\s;]+)", (ROOT / lock).read_text(encoding="utf-8"), re.MULTILINE))


@pytest.mark.parametrize("lock", bootstrap.DEVELOPMENT_LOCKS)
def test_a_lock_pins_everything_with_a_hash_and_names_no_index(lock: str) -> None:
    lines = (ROOT / lock).read_text(encoding="utf-8").splitlines()

    assert pins(lock)
    assert all(re.match(r"\S+==\S+ |    --hash=sha256:[0-9a-f]{64}|    #", line) for line in lines)
    assert not [line for line in lines if "://" in line]


@pytest.mark.parametrize("lock", bootstrap.DEVELOPMENT_LOCKS)
def test_a_lock_has_what_its_source_names(lock: str) -> None:
    source = (ROOT / lock.replace(".txt", ".in")).read_text(encoding="utf-8")
    named = {re.split(r"[\[<>=;# ]", line)[0].lower() for line in source.splitlines() if re.match(r"[A-Za-z]", line)}

    assert named <= {name.replace("_", "-") for name in pins(lock)} | {"factory_boy"}
    assert named


def test_the_locks_agree_and_the_tools_of_developers_are_in_one_only() -> None:
    runtime, development = pins("requirements.txt"), pins("requirements-dev.txt")

    assert {name: development[name] for name in runtime.keys() & development.keys()}.items() <= runtime.items()
    assert {"flask-debugtoolbar", "pytest", "playwright"} <= development.keys() - runtime.keys()
