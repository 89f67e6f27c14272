"""The command that keeps the catalogs: `manage.py texts update` finds every text, and says what is not translated."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from enum import StrEnum
from io import BytesIO
from pathlib import Path
from typing import Any

import click
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_file
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from flask import Flask, current_app
from flask.cli import AppGroup

from ..admin import access
from ..admin.declared import declared_texts
from ..admin.verbs import VERB
from ..admin.wording import member_label
from ..clock import today
from ..errors import DomainError
from ..language import FOLDER
from ..school.figures.fees import bands
from ..school.likeness import Reason
from ..school.names import NameMatch

PACKAGE = FOLDER.parent
#: What marks a text in Python and in templates.
MARKS: dict[str, Any] = {
    "_": None,
    "gettext": None,
    "lazy_gettext": None,
    "later": None,
    "marked": None,
    "ngettext": (1, 2),
}
#: How Babel reads a template: a page, or a letter.
TEMPLATE = "jinja2.ext:babel_extract"
TRANSLATED = ("es",)
#: What a table calls a column where the same English word is another one elsewhere is a context too.
Text = str | tuple[str, ...] | list[str]
Found = dict[tuple[str, str], Text]

texts = AppGroup("texts", help="The texts of Homeroom and their translations.")


@texts.command()
def update() -> None:
    """Find every text, take the new ones into the catalogs and the old ones out, and compile the catalogs."""
    for code in TRANSLATED:
        catalog = updated(code)
        po_file(code).write_bytes(as_po(catalog))
        mo_file(code).write_bytes(as_mo(catalog))
        missing = [message for message in catalog if message.id and not is_translated(message)]
        for message in missing:
            click.echo(f"{code}: not translated: {message.context or ''} {message.id!r}")
        click.echo(f"{code}: {len(catalog)} texts, {len(missing)} of them not translated")
        if missing:
            sys.exit(1)


def po_file(code: str) -> Path:
    return FOLDER / code / "LC_MESSAGES" / "messages.po"


def mo_file(code: str) -> Path:
    return po_file(code).with_suffix(".mo")


def updated(code: str) -> Catalog:
    """The catalog of a language with exactly the texts that there are, translated as far as it was before."""
    with po_file(code).open("rb") as stream:
        before = read_po(stream, locale=code)
    catalog = Catalog(locale=code, charset="utf-8", project="Homeroom", version="1", header_comment=f"# {code}")
    catalog.creation_date = before.creation_date
    found = all_texts(current_app)
    tables = {*access.screens(), VERB}
    for message in before:
        key = (message.context or "", first(message.id))
        if key[0] in tables and ("", key[1]) in found:
            found[key] = message.id
    for (context, _), text in sorted(found.items()):
        known = before.get(text, context or None)
        catalog.add(text, known.string if known else None, context=context or None)
    return catalog


def is_translated(message: Message) -> bool:
    strings = message.string if isinstance(message.string, tuple | list) else [message.string]
    return bool(strings) and all(strings)


def as_po(catalog: Catalog) -> bytes:
    stream = BytesIO()
    write_po(stream, catalog, width=120, no_location=True, omit_header=False)
    return stream.getvalue()


def as_mo(catalog: Catalog) -> bytes:
    stream = BytesIO()
    write_mo(stream, catalog)
    return stream.getvalue()


# What there is


def all_texts(app: Flask) -> Found:
    """Every text by its context and (of a plural, its first form): marked, declared, or said by the domain."""
    found: Found = {}
    for text in marked_texts():
        found["", first(text)] = text
    finding = next(view for view in app.extensions["admin"][0]._views if view.endpoint == "search")  # noqa: SLF001
    for context, declared in (*declared_texts(access.screens(), finding), *words()):
        found.setdefault((context, declared), declared)
    for said in (*domain_texts(), *(name for name, _, _ in bands(today()))):
        found.setdefault(("", said), said)
    return found


def first(text: Text) -> str:
    return text if isinstance(text, str) else text[0]


def marked_texts() -> Iterator[Text]:
    """What is marked in Python and in templates."""
    for method, pattern in (("python", "*.py"), (TEMPLATE, "*.html"), (TEMPLATE, "email/*.txt")):
        for file in sorted(PACKAGE.rglob(pattern)):
            if "devtools" not in file.parts:
                yield from (text for _, text, *_ in extract_from_file(method, file, MARKS))


def words() -> Iterator[tuple[str, str]]:
    """The members of enumerations that no column has, but some page."""
    enumerations: tuple[type[StrEnum], ...] = (NameMatch, Reason)
    yield from ((each.__name__, member_label(member)) for each in enumerations for member in each)


def domain_texts() -> Iterator[str]:
    """Templates of errors and of `say`: literals that are the first argument."""
    says = {"say", *(error.__name__ for error in every(DomainError))}
    for file in sorted(PACKAGE.rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in says and node.args:
                argument = node.args[0]
                if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
                    yield argument.value


def every(kind: type[DomainError]) -> Iterator[type[DomainError]]:
    yield kind
    for below in kind.__subclasses__():
        yield from every(below)
