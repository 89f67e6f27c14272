"""What a page must be: valid HTML, unique ids, a label on every field. And its forms, as a browser would send them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache
from hashlib import sha256
from urllib.parse import urljoin, urlsplit
from xml.etree.ElementTree import Element

import html5lib

#: Controls that a person does not fill in, or that carry their own words.
NEED_NO_LABEL = frozenset({"hidden", "submit", "button", "reset", "image"})
FIELDS = frozenset({"input", "select", "textarea"})
#: A signed token, which differs from answer to answer. No parser minds which letters, digits and dashes it is made of.
TOKEN = re.compile(r"[\w-]{16,}\.[\w-]{6}\.[\w-]{27}", re.ASCII)
#: What was found to be right, but for its tokens.
RIGHT: set[bytes] = set()


class InvalidPage(AssertionError):
    """A response that a browser would have to repair, or that somebody could not fill in."""


def parse(markup: str) -> Element:
    """The tree of a page or a fragment. Raises InvalidPage for what the HTML standard calls a parse error."""
    parser = html5lib.HTMLParser(html5lib.getTreeBuilder("etree"), namespaceHTMLElements=False)
    whole = markup.lstrip()[:15].lower().startswith(("<!doctype", "<html"))
    tree = parser.parse(markup) if whole else parser.parseFragment(markup)
    if parser.errors:
        (line, column), code, values = parser.errors[0]
        message = html5lib.constants.E[code] % values
        raise InvalidPage(f"{message}\nline {line}, column {column}: {markup.splitlines()[line - 1].strip()[:300]}")
    return tree


@lru_cache(maxsize=32)  # most pages are asked for again by the test that has got them
def check_page(markup: str) -> Element:
    """The tree of a page that is valid, repeats no id and labels every field. Raises InvalidPage.

    Who asks for a page twice gets the same tree, which is there to be read.
    """
    tree = parse(markup)
    seen: set[str] = set()
    for element in tree.iter():
        name = element.get("id")
        if name is None:
            continue
        if not name or name in seen:
            raise InvalidPage(f"id={name!r} is empty or there twice")
        seen.add(name)
    for control in unlabelled(tree):
        raise InvalidPage(f"no label for <{control.tag} name={control.get('name')!r} id={control.get('id')!r}>")
    return tree


def check_once(markup: str) -> None:
    """The same for a page that nobody reads: one that was right a moment ago, on another engine say, still is."""
    page = sha256(TOKEN.sub("token", markup).encode()).digest()
    if page not in RIGHT:
        check_page(markup)
        RIGHT.add(page)


def unlabelled(tree: Element) -> list[Element]:
    """The fields that neither a label nor ARIA names."""
    labels = list(tree.iter("label"))
    labelled = {label.get("for") for label in labels}
    wrapped = {control for label in labels for control in label.iter() if control.tag in FIELDS}
    return [
        control
        for control in tree.iter()
        if control.tag in FIELDS
        and control.get("type", "").lower() not in NEED_NO_LABEL
        and control.get("id") not in labelled - {None}
        and control not in wrapped
        and not (control.get("aria-label") or control.get("aria-labelledby") or control.get("title"))
    ]


@dataclass
class Form:
    """A form of a page: where it goes, and what a browser would send if nothing were changed."""

    action: str
    method: str
    values: dict[str, list[str]] = field(default_factory=dict)


def forms(tree: Element, page: str) -> list[Form]:
    """The forms of a page at an address, in order, with their actions resolved to paths of this site."""
    return [read_form(element, page) for element in tree.iter("form")]


def read_form(element: Element, page: str) -> Form:
    target = urlsplit(urljoin(page, element.get("action") or page))
    action = target.path + (f"?{target.query}" if target.query else "")
    form = Form(action, element.get("method", "get").lower())
    for control in element.iter():
        name = control.get("name")
        if control.tag in FIELDS and name and control.get("disabled") is None:
            form.values.setdefault(name, []).extend(values_of(control))
    form.values = {name: values for name, values in form.values.items() if values}
    return form


def values_of(control: Element) -> list[str]:
    """What one control adds to a submission: nothing for a box that is not ticked, a file and a button."""
    kind = control.get("type", "").lower()
    if control.tag == "textarea":
        return ["".join(control.itertext()).removeprefix("\n")]
    if control.tag == "select":
        return chosen_options(control)
    if kind in ("submit", "button", "reset", "image", "file"):
        return []
    if kind in ("checkbox", "radio"):
        return [control.get("value", "on")] if control.get("checked") is not None else []
    return [control.get("value", "")]


def chosen_options(select: Element) -> list[str]:
    options = list(select.iter("option"))
    chosen = [option for option in options if option.get("selected") is not None]
    if not chosen and options and select.get("multiple") is None:
        chosen = options[:1]
    return [option.get("value", "".join(option.itertext())) for option in chosen]
