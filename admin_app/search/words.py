"""From text as people write it to the words that are compared.

Index and query pass through the same steps, so what differs only in case, accents or punctuation is the same word. A
word is made of small letters, digits and capitals; the capitals stand for letters of other scripts (see `Codes`), so
that every engine finds parts of words in every script, whatever its locale is.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

#: Latin letters that Unicode does not take apart.
FOLDED = {
    "ß": "ss", "ø": "o", "æ": "ae", "œ": "oe", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i", "ŋ": "ng", "ħ": "h",
    "ŧ": "t", "ĸ": "k", "ĳ": "ij", "ə": "e",
}  # fmt: skip
#: Letters of the Arabic script that are typed for one another.
FOLDED_ARABIC = {"ى": "ي", "ی": "ي", "ک": "ك", "ة": "ه", "ٱ": "ا"}
#: How some of them are also written where a keyboard has none: Müller is Muller and Mueller.
SPELLED_OUT = {"ä": "ae", "ö": "oe", "ü": "ue", "ø": "oe", "å": "aa"}
FOLD = str.maketrans(FOLDED | FOLDED_ARABIC)
SPELL_OUT = str.maketrans(SPELLED_OUT)
CAN_BE_SPELLED_OUT = re.compile("[" + "".join(SPELLED_OUT) + "]")

#: Marks that are left out when one types in a hurry. Those of Indic scripts, Thai and kana are part of the letter.
ACCENTS = re.compile("[\u0300-\u036f\u0591-\u05c7\u0640\u064b-\u065f\u0670]")
#: What joins the letters around it, since O'Brien is one word: apostrophes of all kinds, and what is not to be seen.
JOINERS = re.compile(
    "['`\u00b4\u02b9\u02bb\u02bc\u02bd\u2018\u2019\u201b\u2032\uff07\u00ad\u200b-\u200f\u2060\ufe00-\ufe0f\ufeff]"
)
ASCII_WORD = re.compile("[a-z0-9]+")
NOT_IN_WORDS = str.maketrans("", "", "".join(chr(code) for code in range(128) if not chr(code).isalnum()))
#: One or two digits behind others: the 27 of 2026/27.
SHORT_NUMBER = re.compile(r"(?<=\d)\D+(\d{1,2})(?!\d)", re.ASCII)

#: Capitals that stand for four bits each.
NIBBLES = "ABCDEFGHIJKLMNOP"
#: Shorter parts of words are found at the beginnings of words only: three characters can be looked up anywhere.
SHORTEST_PART = 3


class Codes(dict[int, str]):
    """The code of a letter that is not ASCII: ASCII too, of a length that its first capital tells.

    Q to X open a code of three (up to U+07FF: Greek, Cyrillic, Hebrew, Arabic …), Y one of five, Z one of seven.
    No code begins within another, so a part of a coded word is found where it is, and nowhere else.
    """

    def __missing__(self, number: int) -> str:
        if number < 0x80:
            code = chr(number)
        elif number < 0x800:
            code = "QRSTUVWX"[number >> 8] + nibbles(number, 2)
        elif number < 0x10000:
            code = "Y" + nibbles(number, 4)
        else:
            code = "Z" + nibbles(number, 6)
        self[number] = code
        return code


def nibbles(number: int, count: int) -> str:
    return "".join(NIBBLES[number >> 4 * place & 15] for place in reversed(range(count)))


CODES = Codes()
CODE = re.compile("[Q-X][A-P]{2}|Y[A-P]{4}|Z[A-P]{6}")
#: A letter, or the code of one.
CHARACTER = re.compile(f"[a-z0-9]|{CODE.pattern}")


def coded(word: str) -> str:
    """A word with a code for each letter that is not ASCII."""
    return word if word.isascii() else word.translate(CODES)


def decoded(word: str) -> str:
    """The word as it was before `coded`."""
    return CODE.sub(lambda code: chr(number_of(code[0])), word)


def number_of(code: str) -> int:
    number = "QRSTUVWX".find(code[0]) if code[0] < "Y" else 0
    for capital in code[1:]:
        number = number << 4 | NIBBLES.index(capital)
    return number


def folded(text: str) -> str:
    """Text without case and accents, with digits of every script as ours. Punctuation is still there."""
    text = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text).casefold())
    text = unicodedata.normalize("NFC", ACCENTS.sub("", text)).translate(FOLD)
    return "".join(digit_or_self(character) for character in text)


def digit_or_self(character: str) -> str:
    value = None if character.isascii() else unicodedata.decimal(character, None)
    return character if value is None else str(value)


def pieces(text: str) -> list[str]:
    """The runs of letters and digits in a text, folded and coded."""
    if text.isascii():
        return ASCII_WORD.findall(text.lower().replace("'", "").replace("`", ""))
    text = folded(JOINERS.sub("", text))
    kept = "".join(character if is_kept(character) else " " for character in text)
    return [coded(word) for word in kept.split()]


def is_kept(character: str) -> bool:
    """Letters, digits and the marks that belong to letters."""
    return unicodedata.category(character)[0] in "LNM"


def spellings(text: str) -> tuple[str, ...]:
    """A text as it is, and with its umlauts spelled out where it has some."""
    if text.isascii():
        return (text,)
    lowered = unicodedata.normalize("NFC", text).casefold()
    spelled_out = lowered.translate(SPELL_OUT)
    return (text,) if spelled_out == lowered else (text, spelled_out)


def words_of(value: str) -> tuple[str, ...]:
    """The words by which one field is found: its parts and all of it in one.

    An address and a number are found by any part of the whole, so of those only parts too short for that are words.
    """
    if not value.isascii() or value.isalpha():
        return words_of_name(value)
    whole = value.lower().translate(NOT_IN_WORDS)
    if whole.isdecimal():
        return (whole, *SHORT_NUMBER.findall(value))
    if "@" in value:
        return (whole,) if whole else ()
    return words_of_name(value)


@lru_cache(maxsize=1 << 16)
def words_of_name(value: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(word for spelling in spellings(value) for word in words_of_spelling(spelling)))


def words_of_spelling(spelling: str) -> list[str]:
    parts = pieces(spelling)
    if len(parts) < 2:
        return parts
    whole = "".join(parts)
    if "@" in spelling:
        return [whole]
    return [whole, *SHORT_NUMBER.findall(" ".join(parts))] if whole.isdecimal() else [*parts, whole]


def entry_text(values: Iterable[str | None]) -> str:
    """The words of some fields as they are stored: `  smith  jones  smithjones `.

    Two spaces before a word and one behind it make it a different thing to look for a word (`  smith `), the beginning
    of one (`  smi`) and any part (`mit`), and all of them can be looked up by three characters.
    """
    words = dict.fromkeys(word for value in values if value for word in words_of(value))
    return "  " + "  ".join(words) + " " if words else ""
