"""Words: what is the same word, however it is written."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from admin_app.search.queries import MOST_WORDS, parse
from admin_app.search.words import CHARACTER, coded, decoded, entry_text, words_of


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("Zoë", "zoe"),
        ("ZOË", "zoe"),
        ("O'Brien", "obrien"),
        ("O’Brien", "obrien"),
        ("Müller", "muller mueller"),
        ("Jørgensen", "jorgensen joergensen"),
        ("Åse", "ase aase"),
        ("Straße", "strasse"),
        ("Łukasz", "lukasz"),
        ("Đặng", "dang"),
        ("İpek", "ipek"),
        ("Smith-Jones", "smith jones smithjones"),
        ("de la Cruz", "de la cruz delacruz"),
        ("St. John", "st john stjohn"),
        ("Νίκος", "νικοσ"),
        ("Алёна", "алена"),
        ("أحمد", "احمد"),
        ("مُحَمَّد", "محمد"),
        ("דָּוִד", "דוד"),
        ("李小龍", "李小龍"),
        ("ﾔﾏﾀﾞ", "ヤマダ"),
        ("이 영희", "이 영희 이영희"),
        ("नेहा", "नेहा"),
        ("Ｔａｒｏ", "taro"),
        ("Ann\u200bMarie", "annmarie"),
        ("zoe.smith@example.org", "zoesmithexampleorg"),
        ("+1 (555) 010-0199", "15550100199"),
        ("٠١٢٣٤٥٦٧", "01234567"),
        ("26-000017", "26000017"),
        ("2026/27", "202627 27"),
        ("@", ""),
        ("…", ""),
        ("🐬", ""),
    ],
)
def test_words_of_a_field(written: str, words: str) -> None:
    assert [decoded(word) for word in words_of(written)] == words.split()


def test_an_entry_holds_each_word_once_between_spaces() -> None:
    assert entry_text(["Ann", None, "", "ann", "Lee"]) == "  ann  lee "
    assert entry_text([None, "", "-"]) == ""


@given(st.text())
def test_an_entry_is_ascii_whatever_is_written(text: str) -> None:
    entry = entry_text([text])
    assert re.fullmatch("(  [a-z0-9A-Z]+)* ?", entry)
    assert (entry == "") == (not words_of(text))


@given(st.text(st.characters(blacklist_categories=["Cs"])))
def test_codes_can_be_read_back(text: str) -> None:
    lowered = "".join(character for character in text if not ("A" <= character <= "Z"))
    assert decoded(coded(lowered)) == lowered


@given(
    st.text(st.characters(min_codepoint=128, blacklist_categories=["Cs"])), st.text(st.characters(min_codepoint=128))
)
def test_a_code_is_found_where_it_stands_only(text: str, part: str) -> None:
    assert (coded(part) in coded(text)) == (part in text)
    assert len(CHARACTER.findall(coded(text))) == len(text)


@pytest.mark.parametrize(
    ("typed", "alternatives"),
    [
        ("Zoe", "zoe"),
        ("müller", "muller|mueller"),
        ("smith-jones", "smithjones|smith+jones"),
        ("Smith,John", "smithjohn|smith+john"),
        ("zoe.smith@example.org", "zoesmithexampleorg"),
        ("555-0199", "5550199"),
        ("0171 2345678", "01712345678|1712345678"),
        ("+49 171 2345678", "491712345678|91712345678|1712345678|712345678"),
        ("a.b.c.d.e", "abcde"),
    ],
)
def test_the_alternatives_of_a_word(typed: str, alternatives: str) -> None:
    (word,) = parse(typed).words
    assert ["+".join(terms) for terms in word] == alternatives.split("|")


def test_a_query_has_bounds() -> None:
    assert len(parse("a b c d e f g h i j").words) == MOST_WORDS
    assert sum(len(term) for word in parse("x" * 1000).words for terms in word for term in terms) <= 200


@pytest.mark.parametrize("typed", ["", "   ", "%", "_", "'", '"', "*:^{}()-", "🐬"])
def test_nothing_but_punctuation_is_no_word(typed: str) -> None:
    assert not parse(typed)


def test_a_nul_is_refused() -> None:
    with pytest.raises(ValueError, match="cannot be searched"):
        parse("a\0b")
