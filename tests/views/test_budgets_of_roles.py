"""What limits a role to its own rows goes into the statements that there are, and adds none."""

from __future__ import annotations

import pytest

from .access_table import powers
from .budgets import budgets
from .conftest import Standing, anywhere
from .little_school import ROLES
from .test_budgets import LETTERS, PAGES, asked


@anywhere
@pytest.mark.parametrize("role", [role for role in ROLES if role != "administrator"])
def test_nobody_is_asked_about_more_than_the_administrator(standing: Standing, role: str) -> None:
    """Only the page of a single record asks besides whether this one may be edited, and deleted."""
    browser = standing.browser(role)
    browser.strict = False
    for (screen, page), budget in budgets().items():
        if LETTERS[page] in powers(role, screen)[0]:
            record = standing.school.of(role, screen)
            where = f"/admin/{screen}/" + PAGES[page][1].format(id=record.id)
            statements = asked(browser, where)
            held, scope = powers(role, screen)
            more = len(set("ed") & set(held)) if page == "details" and scope else 0
            assert len(statements) <= budget + more, f"{page} of {screen}:\n{statements!r}"
