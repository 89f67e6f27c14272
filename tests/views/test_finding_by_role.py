"""Who finds what: each role in the box that finds everything."""

from __future__ import annotations

import pytest

from admin_app.admin.access import screens
from tests.html import check_page

from .access_table import powers, resources
from .conftest import Standing, anywhere
from .little_school import ROLES
from .test_finding import COMMANDS, MEANT, SCRIPT, found, groups, line, look


@anywhere
def test_a_teacher_finds_their_own_students_and_sections_and_no_guardians(standing: Standing) -> None:
    own, other = standing.school.own, standing.school.other
    teacher, registrar = standing.browser("teacher"), standing.browser("registrar")
    assert found(teacher, "Pupilnear").keys() == {"Students"}
    for text in ("Pupilfar", "far-pupil", "N-far", other["guardian"].lastname, own["guardian"].lastname):
        assert found(registrar, text), text
        assert found(teacher, text) == {}, text
    for section in (own["section"], other["section"]):
        assert found(teacher, section.code).get("Sections", []) == (
            found(registrar, section.code)["Sections"] if section is own["section"] else []
        )


@anywhere
def test_another_spelling_is_one_that_finds_ones_own(standing: Standing) -> None:
    assert groups(look(standing.browser("registrar"), "Pupilfarr"))[MEANT] == ["Pupilfar", "Pupilnear"]
    assert groups(look(standing.browser("teacher"), "Pupilfarr"))[MEANT] == ["Pupilnear"]


@anywhere
@pytest.mark.parametrize("role", ROLES)
def test_what_is_found_can_be_opened(standing: Standing, role: str) -> None:
    """Every address that anything is found under answers, whatever is typed."""
    browser = standing.browser(role)
    browser.strict, wrong = False, []
    for text in ("", "pupil", "guard", "c", "s", "new", "a", standing.school.own["section"].code):
        for address in {a.get("href", "") for a in check_page(look(browser, text).text).iter("a")}:
            status = browser.get(address).status_code
            if status != 200:
                wrong.append(f"{address} answered {status}")
    assert wrong == []


@anywhere
@pytest.mark.parametrize("role", ROLES)
def test_commands_are_those_of_the_menu_and_of_the_buttons(standing: Standing, role: str) -> None:
    browser = standing.browser(role)
    browser.strict = False
    menu = check_page(browser.get("/admin/").text).find(".//nav[@id='sidebar']")
    assert menu is not None
    for link in (each for each in menu.iter("a") if "sidebar-link" in each.get("class", "")):
        answer = look(browser, line(link))
        assert link.get("href") in {a.get("href") for a in check_page(answer.text).iter("a")}, line(link)
    offered = {option.removeprefix("New ") for option in groups(look(browser, "new")).get(COMMANDS, [])}
    singulars = {screen.table: screen.singular.lower() for screen in screens().values()}
    assert offered == {singulars[resource] for resource in resources() if "n" in powers(role, resource)[0]}


@anywhere
def test_letters_lead_to_the_lists_that_are_open(standing: Standing) -> None:
    letters = {"registrar": {"h", "s", "g", "t", "c"}, "teacher": {"h", "s", "c"}, "bursar": {"h", "s", "g"}}
    for role, expected in letters.items():
        page = check_page(standing.browser(role).get("/admin/").text)
        assert {a.get("data-go") for a in page.iter("a")} - {None} == expected, role


@anywhere
def test_a_script_of_a_stranger_is_told_so(standing: Standing) -> None:
    assert standing.browser().get("/admin/search/?q=sam", headers=SCRIPT).status_code == 401
    assert standing.browser().get("/admin/search/?q=sam").location == "/login?next=/admin/search/?q%3Dsam"
