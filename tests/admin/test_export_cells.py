"""No cell of an export is a formula, and whatever else it holds comes back as it was."""

from __future__ import annotations

import csv
import io
from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from markupsafe import Markup

from admin_app.admin.transfer.cells import begins_harmlessly, cell
from admin_app.admin.transfer.csv_file import lines_of

SIGNS = "=+-@＝＋－＠"
HIDING = ["", " ", "\u00a0", "\u3000", "\u200b", "\ufeff", "\u202e", " \u200b\ufeff "]


@pytest.mark.parametrize("sign", SIGNS)
@pytest.mark.parametrize("hidden", HIDING)
@pytest.mark.parametrize("before", ["", "a;", "a\n", "a\r\n", "a\t", "a; ;"])
def test_a_sign_where_a_cell_might_begin_has_an_apostrophe_before_it(before: str, hidden: str, sign: str) -> None:
    assert cell(f"{before}{hidden}{sign}cmd") == f"{before}{hidden}'{sign}cmd"


@pytest.mark.parametrize(
    "harmless", ["a=b", "Smith-Jones", "a@b.example", "1 + 1", "(+1) 555", "a; b", "two\nlines", "", "5", "Zoé", "名前"]
)
def test_other_texts_stay_as_they_are(harmless: str) -> None:
    assert cell(harmless) == harmless


@pytest.mark.parametrize("start", ["\t", "\r", "\n", "\0"])
def test_what_some_programs_drop_does_not_begin_a_cell(start: str) -> None:
    assert cell(f"{start}x") == f"'{start}x"


def test_numbers_are_numbers_and_markup_is_its_text() -> None:
    assert [cell(-5), cell(Decimal("-5.00")), cell(-0.5), cell(True)] == [-5, Decimal("-5.00"), -0.5, "True"]  # noqa: FBT003  # a value
    assert cell(Markup("<b>=1</b>")) == "'=1"


cells_of_a_column = st.lists(st.one_of(st.none(), st.text(max_size=12)), min_size=1, max_size=8)
tricky = st.lists(st.one_of(st.none(), st.text("=+-@;\t\r\n \"',aé\u200b\ufeff", max_size=8)), min_size=1, max_size=8)


@given(st.one_of(cells_of_a_column, tricky))
@example(["a", None, "a;=1"])
@example(["a\n@1"])
@example([None])
def test_a_quick_look_at_a_batch_finds_all_that_looking_at_each_cell_does(column: list[str | None]) -> None:
    """A batch that seems harmless is written as it is; so whatever `cell` would change must not seem so."""
    numbers = list(range(len(column)))
    rows = list(csv.reader(io.StringIO(lines_of([column, numbers], [0]), newline="")))
    assert rows == [["" if text is None else str(cell(text)), str(n)] for text, n in zip(column, numbers, strict=True)]


def test_a_column_of_names_is_not_looked_at_cell_by_cell() -> None:
    assert begins_harmlessly(["Smith", None, "", "Østergård", "名前", "5th"])
    assert not begins_harmlessly(["Smith", "\u200b=1"])
