"""The catalogs are complete and current, and what stands in braces is the same in every language."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_file
from babel.messages.pofile import read_po
from flask import Flask

from admin_app.admin.listing.filters import BETWEEN, BLANK, PAST_DAYS
from admin_app.cli.texts import TRANSLATED, all_texts, as_mo, as_po, is_translated, mo_file, po_file, updated
from admin_app.config import SCHOOL_LANGUAGES
from admin_app.language import LANGUAGES
from admin_app.views.scripts import TEXTS

PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|\{\w*\}")
SCRIPTS = Path(__file__).parents[2] / "admin_app" / "static" / "js"
UPDATE = "run `manage.py texts update`, and translate what it names"

anywhere = pytest.mark.parametrize("engine_name", ["sqlite"])
each_language = pytest.mark.parametrize("code", TRANSLATED)


def catalog_of(code: str) -> Catalog:
    with po_file(code).open("rb") as stream:
        return read_po(stream, locale=code)


def messages(code: str) -> list[Message]:
    return [message for message in catalog_of(code) if message.id]


@anywhere
@each_language
def test_every_text_is_in_the_catalog_and_nothing_else(app: Flask, code: str) -> None:
    assert as_po(updated(code)) == po_file(code).read_bytes(), UPDATE
    assert len(all_texts(app)) > 800


@each_language
def test_every_text_is_translated(code: str) -> None:
    catalog = catalog_of(code)
    assert [message.id for message in messages(code) if not is_translated(message) or message.fuzzy] == [], UPDATE
    assert list(catalog.obsolete) == []


@each_language
def test_what_is_filled_in_is_the_same_in_every_language(code: str) -> None:
    wrong = []
    for message in messages(code):
        ids = message.id if isinstance(message.id, tuple | list) else (message.id,)
        strings = message.string if isinstance(message.string, tuple | list) else (message.string,)
        wanted = set(PLACEHOLDER.findall(ids[-1]))
        # The singular may do without the number.
        wrong += [text for text in strings[-1:] if set(PLACEHOLDER.findall(text)) != wanted]
        wrong += [text for text in strings[:-1] if not set(PLACEHOLDER.findall(text)) <= wanted]
    assert wrong == []


@each_language
def test_a_filter_has_as_many_blanks_in_every_language(code: str) -> None:
    blanks = {message.id: message.string for message in messages(code) if f" {BLANK} " in f"{message.id} "}
    assert blanks.keys() >= {BETWEEN, PAST_DAYS}
    assert [text for text, said in blanks.items() if text.count(BLANK) != said.count(BLANK)] == []


@each_language
def test_what_is_compiled_is_what_is_written(code: str) -> None:
    assert mo_file(code).read_bytes() == as_mo(catalog_of(code)), UPDATE


@anywhere
def test_the_command_takes_texts_in_and_names_what_is_missing(
    app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys.modules[po_file.__module__], "FOLDER", tmp_path)  # the package has the command by this name
    po_file("es").parent.mkdir(parents=True)
    catalog = Catalog(locale="es")
    catalog.add("Nobody says this any more", "Ya nadie dice esto")
    catalog.add("Students", "Estudiantes")
    po_file("es").write_bytes(as_po(catalog))
    told = app.test_cli_runner().invoke(args=["texts", "update"])
    assert told.exit_code == 1
    assert "es: not translated:  'Guardians'" in told.output
    texts = {message.id: message.string for message in messages("es")}
    assert texts["Students"] == "Estudiantes"
    assert "Nobody says this any more" not in texts
    assert mo_file("es").exists()


def test_every_language_has_a_catalog() -> None:
    assert tuple(LANGUAGES) == SCHOOL_LANGUAGES == ("en", *TRANSLATED)


def test_the_scripts_say_what_the_server_translates() -> None:
    said = set()
    for file in SCRIPTS.glob("*.js"):
        source = re.sub(r"`", '"', file.read_text(encoding="utf-8"))
        said |= set(re.findall(r'(?<![\w.])say\("((?:[^"\\]|\\.)*)"', source))
    assert said - {"Edit {field}"} == set(TEXTS)
    assert not extract_from_file("python", __file__, {"nothing": None})
