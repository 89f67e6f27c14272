"""No process in service can import the toolbar."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from admin_app.config import ROOT

IMPORT = "import admin_app.devtools"


def run(code: str, environment: str | None) -> subprocess.CompletedProcess[str]:
    variables = {name: value for name, value in os.environ.items() if name != "HOMEROOM_ENV"} | {"SECRET_KEY": "s" * 40}
    if environment is not None:
        variables["HOMEROOM_ENV"] = environment
    command = [sys.executable, "-c", code]
    return subprocess.run(command, cwd=ROOT, env=variables, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("environment", ["production", "demo", "", None])
def test_other_processes_are_refused(environment: str | None) -> None:
    answer = run(IMPORT, environment)
    assert answer.returncode == 1
    assert "ImportError: admin_app.devtools shows queries and their data" in answer.stderr


def test_so_is_a_module_of_it_alone() -> None:
    assert "ImportError: admin_app.devtools shows" in run("import admin_app.devtools.replay", "production").stderr


def test_a_developer_can_import_it() -> None:
    answer = run(IMPORT, "development")
    assert answer.returncode == 0, answer.stderr


def test_the_environment_may_be_given_as_an_argument() -> None:
    answer = run(f"from admin_app.config import settings; settings('development'); {IMPORT}", None)
    assert answer.returncode == 0, answer.stderr


@pytest.mark.parametrize("environment", ["production", None])
def test_an_argument_does_not_open_a_process_in_service(environment: str | None) -> None:
    code = f"from admin_app.config import settings; settings('production'); settings('development'); {IMPORT}"
    assert "ImportError: admin_app.devtools shows" in run(code, environment).stderr


def test_a_process_in_service_never_loads_the_extension() -> None:
    code = "import sys; from admin_app import create_app; create_app(); print('flask_debugtoolbar' in sys.modules)"
    answer = run(code, "production")
    assert answer.stdout.strip() == "False", answer.stderr
