"""Nothing is written without the token of the page: not by a screen, not by signing in, not by signing out."""

from __future__ import annotations

import pytest

from .conftest import Standing, anywhere
from .writes import all_writes, contents

#: What is sent for a token; `theirs` stands for the token of somebody else's session.
TOKENS = {"none": None, "empty": "", "wrong": "IjAi.aAAAAA.AAAAAAAAAAAAAAAAAAAAAAAAAAA", "of another session": "theirs"}


@anywhere
@pytest.mark.parametrize("token", TOKENS)
def test_nothing_is_written_without_the_right_token(standing: Standing, token: str) -> None:
    sent = [(write.address, write.typed) for write in all_writes(standing)]
    sent += [("/login", {"email": "a@b.example", "password": "x"}), ("/logout", {})]
    browser, other = standing.browser("administrator"), standing.browser("registrar")
    before, wrong = contents(), []
    browser.token()  # so that there is a session that a token could be right for
    value = other.token() if TOKENS[token] == "theirs" else TOKENS[token]
    with_token = {} if value is None else {"csrf_token": value}
    for address, typed in sent:
        status = browser.post(address, data={**typed, **with_token}).status_code
        if status != 400:
            wrong.append(f"{address} answered {status}")
    assert wrong == []
    assert contents() == before
    assert browser.get("/admin/").status_code == 200, "somebody was signed out"


@anywhere
def test_the_page_for_it_says_what_to_do(standing: Standing) -> None:
    answer = standing.browser("administrator").post("/admin/tag/delete/", data={"id": "0"})
    assert "reload the page, and try again" in answer.text


@anywhere
def test_a_script_may_send_the_token_in_a_header(standing: Standing) -> None:
    browser = standing.browser("administrator")
    answer = browser.post("/admin/tag/delete/", data={"id": "0"}, headers={"X-CSRFToken": browser.token()})
    assert answer.status_code == 404
