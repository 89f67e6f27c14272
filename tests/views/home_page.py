"""Reading the home page."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from werkzeug.test import TestResponse

from tests.html import check_page

HOME = "/admin/"
#: A day on which some charges are past due and others are not.
TODAY = datetime(2026, 11, 20, 12, tzinfo=UTC)


def text_of(element: Any) -> str:
    return " ".join("".join(element.itertext()).split())


def tiles(page: TestResponse) -> dict[str, tuple[str, str]]:
    """Label → number and address of each tile."""
    found = [element for element in check_page(page.text).iter() if element.get("class") == "tile"]
    read = {}
    for tile in found:
        number = tile.find("strong")
        assert number is not None
        read[text_of(tile).removeprefix(text_of(number)).strip()] = (text_of(number), tile.get("href", ""))
    return read


def blocks(page: TestResponse) -> dict[str, Any]:
    """Title → element of each block below the tiles, in order."""
    sections = check_page(page.text).findall(".//section")
    return {text_of(heading): section for section in sections if (heading := section.find(".//h2")) is not None}


def table(block: Any) -> list[list[str]]:
    return [[text_of(cell) for cell in row] for row in block.findall(".//tbody/tr")]


def links(block: Any) -> list[tuple[str, str]]:
    """What each link of a block says, and where it leads."""
    return [(text_of(link), link.get("href")) for link in block.iter("a")]
