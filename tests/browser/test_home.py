"""The home page in a browser: charts are drawn from their tables, follow the colors, and lead to lists."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from .conftest import Visit
from .test_accessibility import LOOKS, check

#: What a chart has drawn: the numbers of its series, and the colors of the first one.
DRAWN = """canvas => {
    const chart = Chart.getChart(canvas);
    return chart.data.datasets.map(set => ({
        label: set.label, data: set.data, color: set.backgroundColor, shown: chart.getDatasetMeta(0).data.length
    }));
}"""
#: Where in the page the highest bar of the first series is.
HIGHEST = """canvas => {
    const chart = Chart.getChart(canvas), bars = chart.getDatasetMeta(0).data, box = canvas.getBoundingClientRect();
    const values = chart.data.datasets[0].data, index = values.indexOf(Math.max(...values));
    return { index, x: box.x + bars[index].x, y: box.y + (bars[index].y + chart.scales.y.bottom) / 2 };
}"""


def part(page: Page, key: str) -> Locator:
    return page.locator(f"[data-block={key}]")


def drawn(page: Page, key: str) -> list[dict[str, Any]]:
    """The series of a chart, once it is there."""
    canvas = part(page, key).locator("canvas")
    canvas.scroll_into_view_if_needed()
    page.wait_for_function("canvas => window.Chart && Chart.getChart(canvas)", arg=canvas.element_handle())
    found: list[dict[str, Any]] = canvas.evaluate(DRAWN)
    return found


@pytest.mark.parametrize("key", ["enrollment", "attendance", "moves", "fees", "alerts"])
def test_a_chart_shows_the_numbers_of_its_table(page: Page, key: str) -> None:
    page.goto("/admin/")
    series = drawn(page, key)
    table = part(page, key).locator("table")
    headings = table.locator("thead th").all_text_contents()
    backwards = part(page, key).locator("[data-backwards]").count()
    for one in series:
        cells = table.locator(f"tbody tr > :nth-child({headings.index(one['label']) + 1})")
        values = [float(cell.get_attribute("data-value") or "nan") for cell in cells.all()]
        assert one["data"] == (values[::-1] if backwards else values)
        assert one["shown"] == len(values)
        assert re.fullmatch(r"(rgb|color)\(.+\)", one["color"])


def test_a_chart_is_drawn_when_it_comes_into_sight_and_on_paper(visit: Visit) -> None:
    page = visit("administrator", viewport={"width": 390, "height": 600})
    page.goto("/admin/")
    first, last = part(page, "enrollment").locator("canvas"), part(page, "alerts").locator("canvas")
    is_drawn = "canvas => Boolean(window.Chart && Chart.getChart(canvas))"
    drawn(page, "enrollment")
    assert first.evaluate(is_drawn)
    assert not last.evaluate(is_drawn)
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert last.evaluate(is_drawn)


def test_a_bar_leads_to_the_list_that_it_counts(page: Page) -> None:
    page.goto("/admin/")
    drawn(page, "enrollment")
    place = part(page, "enrollment").locator("canvas").evaluate(HIGHEST)
    number = part(page, "enrollment").locator("tbody tr").nth(place["index"]).locator("a").first.text_content()
    page.mouse.move(place["x"], place["y"])
    expect(part(page, "enrollment").locator("canvas")).to_have_class(re.compile("leads-on"))
    page.mouse.click(place["x"], place["y"])
    page.wait_for_url("**/admin/student/?*")
    expect(page.locator("h1 .count")).to_have_text(f"{number} found")


def test_a_table_is_reached_by_the_keyboard(page: Page) -> None:
    page.goto("/admin/")
    fees = part(page, "fees")
    expect(fees.locator("table")).to_be_hidden()
    fees.locator("summary").focus()
    page.keyboard.press("Enter")
    expect(fees.locator("table")).to_be_visible()
    number = fees.locator("tbody a").first.text_content()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**/admin/charge/?*")
    expect(page.locator("h1 .count")).to_have_text(f"{number} found")
    expect(page.get_by_role("list", name="Shown only")).to_contain_text("Still due is Yes")


def test_colors_change_with_the_page(page: Page) -> None:
    page.emulate_media(color_scheme="light")
    page.goto("/admin/")
    light = [one["color"] for one in drawn(page, "enrollment")]
    page.emulate_media(color_scheme="dark")
    expect(page.locator("html")).to_have_attribute("data-bs-theme", "dark")
    page.wait_for_timeout(100)
    dark = [one["color"] for one in drawn(page, "enrollment")]
    assert all(before != after for before, after in zip(light, dark, strict=True))


@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize("role", ["administrator", "teacher"])
def test_with_all_tables_open_it_is_open_to_all(visit: Visit, role: str, look: str) -> None:
    page = visit(role, **LOOKS[look])
    page.goto("/admin/")
    for summary in page.locator(".chart-table summary").all():
        summary.click()
    check(page)


def test_without_a_script_there_are_tables_and_no_charts(visit: Visit) -> None:
    page = visit("administrator", java_script_enabled=False)
    page.goto("/admin/")
    expect(page.locator("canvas").first).to_be_hidden()
    expect(part(page, "fees").locator("table")).to_be_visible()
    part(page, "attendance").locator("tbody a").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Attendance marks")


def test_scripts_and_styles_together_are_light(page: Page) -> None:
    """What the home page loads for the first time, compressed, in bytes."""
    page.goto("/admin/")
    drawn(page, "fees")
    loaded = page.evaluate(
        "performance.getEntriesByType('resource').filter(one => /[.](js|css)/.test(one.name))"
        ".map(one => one.encodedBodySize)"
    )
    assert all(loaded)
    assert sum(loaded) < 200_000
