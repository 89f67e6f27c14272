"""How pages come and how they look to people who see them otherwise: enlarged, in colors of their own, on paper."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from .conftest import Visit

PAGES = {
    "home": "/admin/",
    "list": "/admin/student/",
    "student": "/admin/student/details/?id=2",
    "form": "/admin/student/edit/?id=2",
}
each_page = pytest.mark.parametrize("path", PAGES.values(), ids=list(PAGES))
#: What jumped while the page came, as browsers count it: https://web.dev/articles/cls calls up to 0.1 good.
SHIFTS = """() => new Promise((done) => {
  let sum = 0;
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) if (!entry.hadRecentInput) sum += entry.value;
  }).observe({ type: "layout-shift", buffered: true });
  setTimeout(() => done(sum), 800);
})"""
#: What reaches beyond the window, but for tables and tabs, which are scrolled sideways on their own.
TOO_WIDE = """() => [...document.querySelectorAll("body *")]
  .filter((each) => each.checkVisibility() && !each.closest(".rows, .tabs, dialog, [popover], .visually-hidden"))
  .filter((each) => each.getBoundingClientRect().right > innerWidth + 1)
  .map((each) => each.outerHTML.slice(0, 80))"""
MOVING = """() => [...document.querySelectorAll("*")].filter((each) => {
  const { transitionProperty, transitionDuration, animationName, animationDuration } = getComputedStyle(each);
  const moves = (name, time) => name !== "none" && time.split(",").some((one) => parseFloat(one) > 0.01);
  return moves(transitionProperty, transitionDuration) || moves(animationName, animationDuration);
}).map((each) => each.outerHTML.slice(0, 80))"""


@each_page
@pytest.mark.parametrize("width", [1280, 390])
def test_nothing_jumps_while_a_page_comes(visit: Visit, path: str, width: int) -> None:
    page = visit("administrator", viewport={"width": width, "height": 800})
    page.goto(path)
    assert page.evaluate(SHIFTS) < 0.1


@each_page
@pytest.mark.parametrize("width", [640, 320], ids=["twice", "four times"])
def test_enlarged_pages_are_not_scrolled_sideways(visit: Visit, path: str, width: int) -> None:
    """A window of 1280 pixels, enlarged to 200 % and, as WCAG 1.4.10 has it, to 400 %."""
    page = visit("administrator", viewport={"width": width, "height": 640}, device_scale_factor=1280 / width)
    page.goto(path)
    assert page.evaluate(TOO_WIDE) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@each_page
def test_nothing_moves_for_those_who_do_not_want_it(visit: Visit, path: str) -> None:
    page = visit("administrator", reduced_motion="reduce")
    page.goto(path)
    assert page.evaluate(MOVING) == []


def outlined(page: Page, selector: str) -> bool:
    return bool(page.locator(selector).first.evaluate("each => getComputedStyle(each).outlineStyle === 'solid'"))


def test_where_we_are_is_seen_in_colors_of_ones_own(visit: Visit) -> None:
    page = visit("administrator", forced_colors="active")
    page.goto(PAGES["student"])
    assert outlined(page, ".sidebar-link[aria-current]")
    assert not outlined(page, ".sidebar-link:not([aria-current])")
    line = "each => getComputedStyle(each).borderBlockEndColor"
    current, other = page.locator(".tabs a[aria-current]"), page.locator(".tabs a:not([aria-current])").first
    assert current.evaluate(line) != other.evaluate(line)
    page.keyboard.press("Control+k")
    expect(page.locator(".found[aria-selected=true]")).to_have_count(1)
    assert outlined(page, ".found[aria-selected=true]")


@pytest.mark.parametrize("path", [PAGES["list"], "/admin/section/details/?id=1&tab=students"])
def test_on_paper_a_table_is_a_table(visit: Visit, path: str) -> None:
    """An upright page between its margins is as narrow as a tablet, and no phone."""
    page = visit("administrator", viewport={"width": 718, "height": 1040})
    page.goto(path)
    page.emulate_media(media="print")
    cells = page.locator(".rows td:visible")
    assert cells.count() > 10
    assert cells.evaluate_all("all => all.every((one) => getComputedStyle(one).display === 'table-cell')")


@each_page
def test_on_paper_there_is_what_is_read_and_not_what_is_pressed(visit: Visit, path: str) -> None:
    page = visit("administrator")
    page.goto(path)
    page.emulate_media(media="print")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    for pressed in (".sidebar", ".topbar", ".tabs", ".page-head .actions", ".record-head .actions", ".list-tools"):
        assert page.locator(f"{pressed}:visible").count() == 0, pressed
    for pressed in (".picture-change", ".save-bar", ".chart-table summary", "[name=rowid]", ".many-page", ".edit"):
        assert page.locator(f"{pressed}:visible").count() == 0, pressed
