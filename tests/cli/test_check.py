"""`check`: what is not safe in service, and what to do about it."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path, PurePosixPath

import pytest

from admin_app.cli.check import is_remote

from .running import Run, manage


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
        ({"FLASK_DEBUG": "1"}, None),
        ({"REDIS_URL": "redis://redis.school.example"}, "no   The database is one that every host can share. Set DATA"),
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


def test_hosts_that_share_something_share_the_secret(migrated: str) -> None:
    alone = manage("check", DATABASE_URL=migrated, SECRET_KEY="").stdout
    shared = manage("check", DATABASE_URL=migrated, SECRET_KEY="", REDIS_URL="redis://127.0.0.1:1/0").stdout

    assert "yes  Another host would sign sessions with the same secret." in alone
    assert "no   Another host would sign sessions with the same secret. Set SECRET_KEY on every host" in shared


@pytest.mark.parametrize(
    ("file", "remote"),
    [
        ("/srv/school.db", False),
        ("/mnt/nas/school.db", True),
        ("/mnt/nas/local disk/school.db", False),
        ("/mnt/nas2/school.db", False),
        ("//nas/share/school.db", True),
    ],
)
def test_a_disk_of_another_computer_is_known(file: str, remote: bool) -> None:
    mounts = "/dev/sda / ext4 rw 0 0\nnas:/a /mnt/nas nfs4 rw 0 0\n/dev/sdb /mnt/nas/local\\040disk xfs rw 0 0\n"
    assert is_remote(PurePosixPath(file), mounts) is remote


def test_check_names_such_a_disk(run: Run, sqlite: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    mounts = tmp_path / "mounts"
    mounts.write_text(f"/dev/sda / ext4 rw 0 0\nnas:/a {sqlite.parent} nfs4 rw 0 0\n")
    monkeypatch.setattr(import_module("admin_app.cli.check"), "MOUNTS", mounts)
    assert "no   The database is on a disk of this computer. Locks do not hold there" in run("check").output
