"""Work in Spanish, the choice of a language, and pages that are laid out from right to left."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from .conftest import Visit

#: What makes a page one that is written from right to left, as the server does for such a language.
TURN = """async () => {
  document.documentElement.dir = "rtl";
  const sheet = document.querySelector("link[href*='tabler.min.css']");
  const turned = sheet.cloneNode();
  turned.href = sheet.href.replace("tabler.min.css", "tabler.rtl.min.css").split("?")[0];
  await new Promise((done) => { turned.onload = done; sheet.after(turned); });
  sheet.remove();
}"""
PAGES = (
    "/admin/",
    "/admin/student/",
    "/admin/student/edit/?id=2",
    "/admin/student/details/?id=2",
    "/admin/charge/",
    "/admin/search/?q=a",
    "/admin/permission/",
)
WIDTHS = (390, 1280)


def check(page: Page) -> None:
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    assert page.evaluate("document.scrollingElement.scrollWidth <= innerWidth"), "the page is wider than the window"


def test_somebody_who_reads_spanish_does_their_work_in_it(visit: Visit) -> None:
    page = visit("registrar", locale="es-MX")
    page.goto("/admin/tag/")
    expect(page.locator("html")).to_have_attribute("lang", "es")
    page.get_by_role("link", name="Agregar etiqueta").click()
    page.get_by_label("Nombre").fill("Coro de la tarde")
    page.get_by_role("button", name="Guardar", exact=True).click()
    expect(page.get_by_role("status").first).to_contain_text("Se guardó: Etiqueta “Coro de la tarde”.")
    page.goto("/admin/student/")
    page.locator("input[name=rowid]").first.check()
    expect(page.locator("[data-count]")).to_have_text("1 seleccionados")
    check(page)


def test_a_language_is_chosen_in_the_menu_of_the_account(visit: Visit) -> None:
    page = visit("viewer")
    page.goto("/admin/student/")
    for language, heading in (("Español", "Estudiantes"), ("English", "Students")):
        page.locator(".user-opener").click()
        check(page)
        page.get_by_role("button", name=language).click()
        expect(page.get_by_role("heading", level=1)).to_contain_text(heading)
        assert page.url.endswith("/admin/student/")


@pytest.mark.parametrize("width", WIDTHS)
def test_pages_are_laid_out_from_right_to_left(visit: Visit, width: int) -> None:
    page = visit("administrator", viewport={"width": width, "height": 900})
    for address in PAGES:
        page.goto(address)
        page.evaluate(TURN)
        check(page)
        heading = page.get_by_role("heading", level=1).bounding_box()
        assert heading is not None
        assert heading["x"] >= 0
    if width == max(WIDTHS):
        sidebar = page.locator("#sidebar").bounding_box()
        assert sidebar is not None
        assert sidebar["x"] > width / 2
