"""The relation picker, in a browser whose look-ups are answered late and in the wrong order."""

from __future__ import annotations

from playwright.sync_api import Page, Route, expect

#: What the server would find: the first of all students, and the one whose name is typed.
FOUND = {"": [["1", "Aisha Abboud"]], "mar": [["2", "Maksym Marchenko"]]}


class Picker:
    """The picker of the student, on the form of a student's guardian. What it asks waits for `answer`."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.asked: dict[str, Route] = {}
        page.route("**/ajax/lookup/?name=student&*", self.hold)
        page.goto("/admin/student_guardian/new/")
        control = page.locator("select[name=student] + .ts-wrapper")
        self.text = control.locator("input")
        self.options = control.get_by_role("option")
        self.chosen = control.locator(".item")

    def hold(self, route: Route) -> None:
        self.asked[route.request.url.rpartition("=")[2]] = route

    def answer(self, query: str) -> None:
        """Let the server answer this query, once the picker has asked it."""
        for _ in range(100):
            if query in self.asked:
                break
            self.page.wait_for_timeout(50)
        with self.page.expect_response(self.asked[query].request.url):
            self.asked.pop(query).fulfill(json=FOUND[query])


def test_enter_before_anything_is_listed_neither_chooses_nor_saves(page: Page) -> None:
    picker = Picker(page)
    picker.text.press_sequentially("mar")
    picker.text.press("Enter")
    picker.answer("mar")
    expect(picker.options).to_have_text(["Maksym Marchenko"])
    expect(picker.chosen).to_have_count(0)


def test_the_first_list_does_not_come_between_typing_and_its_answer(page: Page) -> None:
    picker = Picker(page)
    picker.text.click()
    page.wait_for_timeout(400)  # until the first list is asked for, 0.3 s after the focus
    picker.text.press_sequentially("mar")
    picker.answer("")
    picker.text.press("Enter")
    expect(picker.chosen).to_have_count(0)
    picker.answer("mar")
    expect(picker.options).to_have_text(["Maksym Marchenko"])
    picker.text.press("Enter")
    expect(picker.chosen).to_contain_text(["Maksym Marchenko"])


def test_enter_does_not_choose_from_the_list_of_an_older_text(page: Page) -> None:
    picker = Picker(page)
    picker.text.click()
    picker.answer("")
    expect(picker.options).to_have_text(["Aisha Abboud"])
    picker.text.press_sequentially("mar")
    picker.text.press("Enter")
    expect(picker.chosen).to_have_count(0)
    picker.answer("mar")
    expect(picker.options).to_have_text(["Maksym Marchenko"])
    picker.text.press("Enter")
    expect(picker.chosen).to_contain_text(["Maksym Marchenko"])


def test_a_letter_taken_back_at_once_leaves_the_list_that_was_there(page: Page) -> None:
    picker = Picker(page)
    picker.text.press_sequentially("mar")
    picker.answer("mar")
    expect(picker.options).to_have_text(["Maksym Marchenko"])
    picker.text.press("x")
    picker.text.press("Backspace")
    picker.answer("mar")
    picker.text.press("Enter")
    expect(picker.chosen).to_contain_text(["Maksym Marchenko"])
