"""A registrar's hour without a mouse: only keys are pressed, and how many is part of what is promised."""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import Locator, Page, expect

from .conftest import Visit


class Keyboard:
    """Presses keys and counts them; a text counts as many as it has letters."""

    def __init__(self, page: Page) -> None:
        self.page, self.pressed = page, 0

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)
            self.pressed += 1

    def type(self, text: str) -> None:
        self.page.keyboard.type(text, delay=15)
        self.pressed += len(text)

    def tab_to(self, wanted: Locator, most: int) -> None:
        """Press Tab until it has the focus."""
        for _ in range(most):
            self.press("Tab")
            if wanted.evaluate("element => element === document.activeElement"):
                return
        raise AssertionError(f"{wanted} is more than {most} stops away")


def chosen(page: Page) -> Locator:
    return page.locator("#palette [aria-selected=true]")


def focused(page: Page) -> Locator:
    return page.locator(":focus")


def heading(page: Page, text: str | re.Pattern[str]) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text(text)
    page.wait_for_load_state()  # keys are listened to from then on


def signs_in(page: Page, keys: Keyboard) -> None:
    page.goto("/login")
    keys.type("registrar@example.com")
    keys.press("Tab")
    keys.type("homeroom-demo-2026")
    keys.press("Enter")
    page.wait_for_url("**/admin/")


def opens_the_students(page: Page, keys: Keyboard) -> None:
    keys.press("g", "s")
    heading(page, re.compile("^Students"))
    expect(page.locator("[data-many]")).to_have_count(1)
    keys.press("f")
    expect(page.locator("#search")).to_be_focused()


def finds_a_student_by_a_guardian_misspelt(page: Page, keys: Keyboard) -> None:
    opens_the_students(page, keys)
    keys.type("shrak")
    expect(page.get_by_text("Did you mean")).to_be_visible()
    keys.press("ArrowDown", "Enter")
    expect(page.locator("td[data-label='First name']").filter(has_text="Sammy")).to_be_visible()
    keys.press("f", "ArrowDown", "Enter")
    heading(page, re.compile("Shark|Doe"))


def corrects_a_phone_number(page: Page, keys: Keyboard) -> None:
    keys.press("e")
    expect(page.get_by_label("First name")).to_be_focused()
    keys.press("Control+k")
    keys.type("phon")
    expect(chosen(page)).to_have_text("Phone, in this form")
    keys.press("Enter")
    expect(page.get_by_label("Phone")).to_be_focused()
    keys.press("Control+a")
    keys.type("(510) 555-0199")
    keys.press("Enter")
    expect(page.get_by_role("status").filter(has_text="was saved")).to_be_visible()
    page.wait_for_load_state()


def adds_a_note(page: Page, keys: Keyboard) -> None:
    keys.press("7")
    expect(page.get_by_role("heading", name="Notes")).to_be_visible()
    keys.press("n")
    expect(page.get_by_label("Title")).to_be_focused()
    keys.type("Called")
    keys.press("Tab")
    keys.type("Mother called about Monday.")
    keys.press("Control+Enter")
    expect(page.get_by_role("cell", name="Mother called about Monday.")).to_be_visible()


def tags_two_students(page: Page, keys: Keyboard) -> None:
    opens_the_students(page, keys)
    keys.type("doe")
    expect(page.get_by_role("list", name="Shown only")).to_contain_text("doe")
    keys.press("ArrowDown", "Space", "ArrowDown", "Space")
    expect(page.locator("[data-count]")).to_have_text("2 selected")
    keys.press("m")
    keys.tab_to(page.get_by_role("button", name="Add a tag"), 3)
    keys.press("Enter")
    expect(page.locator("#tag-ts-control")).to_be_focused()
    page.wait_for_timeout(200)
    keys.press("ArrowDown")
    expect(page.get_by_role("option").first).to_be_visible()
    keys.press("Enter")
    keys.tab_to(page.get_by_role("button", name="Preview"), 3)
    keys.press("Enter")
    expect(page.get_by_role("button", name=re.compile("Add a tag: 2"))).to_be_focused()
    keys.press("Enter")
    expect(page.get_by_role("status").filter(has_text=re.compile("2 students"))).to_be_visible()
    page.wait_for_load_state()


def saves_the_view(page: Page, keys: Keyboard) -> None:
    keys.press("Tab", "Enter")
    keys.tab_to(page.locator("#views > summary"), 2)
    keys.press("Enter")
    save = page.get_by_role("link", name="Save or change views")
    expect(save).to_be_visible()
    keys.tab_to(save, 8)
    keys.press("Enter")
    expect(page.get_by_label("Name", exact=True)).to_be_focused()
    keys.type("Does")
    keys.press("Enter")
    expect(page.get_by_role("status").filter(has_text="Does")).to_be_visible()
    page.wait_for_load_state()


def signs_out(page: Page, keys: Keyboard) -> None:
    keys.press("Control+k")
    keys.type("sign o")
    expect(chosen(page)).to_have_text(re.compile("Sign out"))
    keys.press("Enter")
    heading(page, "Sign in")


#: What is done one after the other, and the keys that it may take, those of what is typed included.
HOUR = (
    (signs_in, 41),
    (finds_a_student_by_a_guardian_misspelt, 13),
    (corrects_a_phone_number, 23),
    (adds_a_note, 37),
    (tags_two_students, 18),
    (saves_the_view, 14),
    (signs_out, 8),
)


def test_an_hour_without_a_mouse(visit: Visit, record_property: Callable[[str, int], None]) -> None:
    page = visit()
    page.add_init_script(
        "for (const kind of ['mousedown', 'pointerdown', 'touchstart'])"
        " addEventListener(kind, () => { throw new Error('somebody used a mouse'); }, true)"
    )
    keys = Keyboard(page)
    for part, most in HOUR:
        keys.pressed = 0
        part(page, keys)
        record_property(part.__name__, keys.pressed)
        assert keys.pressed <= most, f"{part.__name__} takes {keys.pressed} keys"


def test_what_is_focused_is_not_lost_when_a_list_is_turned_over(page: Page) -> None:
    page.goto("/admin/student/")
    page.get_by_role("link", name="Next page").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("26–")).to_be_visible()
    expect(page.locator("#results tbody tr > td:first-child > a").first).to_be_focused()
    page.keyboard.press("ArrowUp")
    expect(page.locator("#search")).to_be_focused()


def test_arrows_lead_into_the_cells_of_a_row_and_out_again(page: Page) -> None:
    page.goto("/admin/student/?search=shark")
    link = page.get_by_role("link", name="Shark", exact=True).first
    link.focus()
    page.keyboard.press("ArrowRight")
    expect(focused(page)).to_have_class("cell-edit")
    page.keyboard.press("ArrowLeft")
    expect(link).to_be_focused()
    page.keyboard.press("F2")
    expect(page.locator(".cell-form :is(select, input:not([type=hidden]))").first).to_be_focused()
    page.keyboard.press("Escape")
    expect(focused(page)).to_have_class("cell-edit")


def test_a_menu_closes_when_the_focus_leaves_it(page: Page) -> None:
    page.goto("/admin/student/")
    menu = page.locator("#columns")
    menu.locator("summary").focus()
    page.keyboard.press("Enter")
    expect(menu).to_have_attribute("open", "")
    page.locator("#by-lastname").focus()
    expect(menu).not_to_have_attribute("open", "")


def test_a_list_that_changes_asks_before_a_cell_is_lost(page: Page) -> None:
    page.goto("/admin/student/?search=shark")
    asked: list[str] = []
    answers = iter([False, True])
    page.on("dialog", lambda said: (asked.append(said.message), said.accept() if next(answers) else said.dismiss()))
    page.get_by_role("link", name="Shark", exact=True).first.press("F2")
    page.locator(".cell-form select").first.select_option(index=1)
    page.locator("#by-firstname").press("Enter")
    page.wait_for_timeout(500)
    assert asked == ["What you typed here is not saved. Leave it?"]
    expect(page.locator(".cell-form")).to_have_count(1)
    page.locator("#by-firstname").press("Enter")
    expect(page.locator(".cell-form")).to_have_count(0)
    assert len(asked) == 2
    expect(page.get_by_role("columnheader", name="First name")).to_have_attribute("aria-sort", "ascending")


def test_out_of_a_field_the_letters_are_keys_again(page: Page) -> None:
    page.goto("/admin/student/edit/?id=1")
    expect(page.get_by_label("First name")).to_be_focused()
    page.keyboard.press("Escape")
    page.keyboard.press("g")
    page.keyboard.press("h")
    page.wait_for_url("**/admin/")
