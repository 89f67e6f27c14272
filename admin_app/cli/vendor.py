"""The front-end files of others: fetched from npm, pinned by hash, committed as they came.

`static/vendor/vendor.json` says which file comes from which package. To move to another version, change it there and
run `vendor --repin`; without the option nothing is accepted that differs from the pin.
"""

from __future__ import annotations

import hashlib
import json
import subprocess
import tarfile
import tempfile
from pathlib import Path
from typing import Any

import click

VENDOR = Path(__file__).resolve().parent.parent / "static" / "vendor"
PINS = VENDOR / "vendor.json"


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def read_pins() -> dict[str, Any]:
    pins: dict[str, Any] = json.loads(PINS.read_text(encoding="utf-8"))
    return pins


def stale_files() -> list[str]:
    """The files under `static/vendor` that are missing, changed or not pinned; empty when all is as it came."""
    pinned = {PINS.name: sha256(PINS.read_bytes())}
    for package in read_pins()["packages"]:
        pinned |= {name: pin["sha256"] for name, pin in package["files"].items()}
    present = {
        file.relative_to(VENDOR).as_posix(): sha256(file.read_bytes()) for file in VENDOR.rglob("*") if file.is_file()
    }
    return sorted(name for name in pinned.keys() | present.keys() if pinned.get(name) != present.get(name))


def pack(name: str, version: str, folder: str) -> tarfile.TarFile:
    """The package as the registry of npm's own configuration has it. Raises ClickException when npm fails."""
    try:
        answer = subprocess.run(
            ["npm", "pack", f"{name}@{version}", "--silent", "--pack-destination", folder],
            check=True,
            capture_output=True,
            text=True,
        )
    except FileNotFoundError as error:
        raise click.ClickException("This command needs npm on the PATH.") from error
    except subprocess.CalledProcessError as error:
        raise click.ClickException(f"npm has no {name}@{version} for us: {error.stderr.strip()}") from error
    return tarfile.open(Path(folder) / answer.stdout.split()[-1])


def member(archive: tarfile.TarFile, path: str) -> bytes:
    """The content of a file of the package. Raises ClickException when the package has no such file."""
    try:
        stream = archive.extractfile(f"package/{path}")
    except KeyError as error:
        raise click.ClickException(f"The package has no {path}.") from error
    assert stream is not None, f"{path} is a folder"
    return stream.read()


def sprite(archive: tarfile.TarFile, folder: str, icons: list[str]) -> bytes:
    """One SVG with a symbol per icon, since a page shows thirty of them and a request for each would be slow."""
    symbols = []
    for icon in sorted(icons):
        svg = member(archive, f"{folder}/{icon}.svg").decode()
        inside = svg[svg.index(">", svg.index("<svg")) + 1 : svg.rindex("</svg>")]
        shapes = "".join(line.strip() for line in inside.splitlines())
        symbols.append(f'<symbol id="{icon}" viewBox="0 0 24 24">{shapes}</symbol>\n')
    return f'<svg xmlns="http://www.w3.org/2000/svg">\n{"".join(symbols)}</svg>\n'.encode()


def fetch(package: dict[str, Any]) -> dict[str, bytes]:
    """The content of each pinned file of a package; a file without a source is kept by hand and left out."""
    with tempfile.TemporaryDirectory() as folder, pack(package["name"], package["version"], folder) as archive:
        return {
            name: sprite(archive, pin["source"], pin["icons"]) if "icons" in pin else member(archive, pin["source"])
            for name, pin in package["files"].items()
            if "source" in pin
        }


@click.command("vendor")
@click.option("--check", is_flag=True, help="Only say whether the files are as pinned; needs no network.")
@click.option("--repin", is_flag=True, help="Accept what npm has for the versions in vendor.json.")
def vendor_command(check: bool, repin: bool) -> None:
    """Fetch the pinned front-end files (Tabler, Tom Select, htmx, Chart.js, icons) from npm."""
    if not check:
        pins = read_pins()
        for package in pins["packages"]:
            for name, content in fetch(package).items():
                pin = package["files"][name]
                if repin:
                    pin["sha256"] = sha256(content)
                elif pin["sha256"] != sha256(content):
                    raise click.ClickException(f"{name} differs from its pin; nothing of it was written.")
                (VENDOR / name).parent.mkdir(exist_ok=True)
                (VENDOR / name).write_bytes(content)
            click.echo(f"{package['name']} {package['version']} ({package['license']})")
        if repin:
            PINS.write_text(json.dumps(pins, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    if stale := stale_files():
        raise click.ClickException("Not as pinned in vendor.json: " + ", ".join(stale))
    click.echo("Every front-end file is as pinned.")
