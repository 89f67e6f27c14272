"""What somebody may have meant: words of the index that look or sound like the ones typed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache
from itertools import chain, product

from rapidfuzz.distance import OSA, JaroWinkler
from sqlalchemy import ColumnElement, Connection, Insert, Select, func, or_, select
from sqlalchemy.dialects import mysql, postgresql, sqlite
from sqlalchemy.orm import Session

from .declarations import Model
from .matching import matches
from .queries import Query, parse
from .tables import search_word
from .words import CHARACTER, decoded, pieces

#: Shorter words have too many neighbors, longer ones are no names. In letters.
SHORTEST, LONGEST = 3, 30
MOST_SUGGESTIONS = 3
#: Words that are tried for each one typed, and spellings of the whole that are looked up.
MOST_NEIGHBORS, MOST_TRIES = 5, 12
#: How many letters may be wrong, missing, too many or in the wrong order: one for so many letters.
LETTERS_PER_MISTAKE = 3
#: Letters that sound alike in many languages, groups first.
SOUNDS = (
    ("sch", "s"), ("tsch", "s"), ("ch", "k"), ("ck", "k"), ("ph", "f"), ("gh", "g"), ("x", "ks"), ("q", "k"),
    ("c", "k"), ("z", "s"), ("v", "f"), ("w", "f"), ("j", "i"), ("y", "i"),
)  # fmt: skip
#: Behind every letter and every capital of a code.
AFTER_LETTERS = "{"
SILENT = re.compile(r"(?<!^)[aeiouh]")
DOUBLED = re.compile(r"(.)\1+")


def skeleton(word: str) -> str:
    """What is left of a word when only its sound counts: its first letter and its consonants, each once in a row."""
    for letters, sound in SOUNDS:
        word = word.replace(letters, sound)
    return DOUBLED.sub(r"\1", SILENT.sub("", word))


def learn(connection: Connection, texts: Iterable[str]) -> None:
    """Remember the words of entries. In order, so that two who do it at once wait for each other in the same order."""
    words = sorted(filter(is_name, set(chain.from_iterable(map(str.split, texts)))))
    if words:
        rows = [{"word": word, "skeleton": skeleton(word)} for word in words]
        connection.execute(insert_new(connection.dialect.name), rows)


def is_name(word: str) -> bool:
    return word.isalpha() and SHORTEST <= len(decoded(word)) <= LONGEST


@cache
def insert_new(dialect: str) -> Insert:
    if dialect in ("mysql", "mariadb"):
        return mysql.insert(search_word).prefix_with("IGNORE")
    return (sqlite if dialect == "sqlite" else postgresql).insert(search_word).on_conflict_do_nothing()


def suggestions(
    session: Session, model: Model, query: Query, columns: Sequence[str], condition: ColumnElement[bool] | None = None
) -> list[str]:
    """At most three spellings of a query, likeliest first, that do find a record of the model that meets the condition.

    Without a condition the trash is left out.
    """
    typed = query.text.split()
    choices = [[word, *neighbors(session, word)] for word in typed]
    tries = sorted(product(*(range(len(words)) for words in choices)), key=sum)[1 : MOST_TRIES + 1]
    where = model.deleted_at.is_(None) if condition is None else condition
    found = []
    for picks in tries:
        spelling = " ".join(words[pick] for words, pick in zip(choices, picks, strict=True))
        if finds(session, model, parse(spelling), columns, where):
            found.append(spelling)
        if len(found) == MOST_SUGGESTIONS:
            break
    return found


def neighbors(session: Session, typed: str) -> list[str]:
    """The known words most like a typed one, most alike first."""
    term = "".join(pieces(typed))
    return [decoded(each).capitalize() for each in neighbors_of(session, [term])[term]]


def neighbors_of(session: Session, terms: Sequence[str]) -> dict[str, list[str]]:
    """For each of these words (see `pieces`) the known ones most like it, most alike first; found by one statement."""
    sought = [term for term in terms if is_name(term)]
    known = set(session.scalars(candidates(sought))) if sought else set[str]()
    return {term: most_alike(term, known - {term}) if term in sought else [] for term in terms}


def most_alike(term: str, known: Iterable[str]) -> list[str]:
    """Those of the known words that a word may be a misspelling of, the likeliest first."""
    word, others = decoded(term), {decoded(each): each for each in known}
    most = letters(word) + 1  # how they sound is looked at where it matters: there may be hundreds of them
    near = [(distance, each) for each in others if (distance := OSA.distance(word, each, score_cutoff=most)) <= most]
    alike = [(distance, each) for distance, each in near if distance <= mistakes(word, each)]
    ranked = sorted((distance, -JaroWinkler.similarity(word, each), each) for distance, each in alike)
    return [others[each] for _, _, each in ranked[:MOST_NEIGHBORS]]


def is_misspelt(term: str, other: str) -> bool:
    """Whether one of two words may be a misspelling of the other. Short ones have to sound the same: Ann and Anne."""
    word, known = decoded(term), decoded(other)
    distance, shorter = OSA.distance(word, known), min(len(word), len(known))
    if shorter <= SHORTEST:
        return shorter == SHORTEST and distance == 1 and skeleton(word) == skeleton(known)
    return distance <= min(mistakes(word, known), mistakes(known, word))


def mistakes(word: str, other: str) -> int:
    """How many letters may differ: one more where the sound is the same."""
    return letters(word) + (skeleton(word) == skeleton(other))


def letters(word: str) -> int:
    """How many letters of a word may differ from one that sounds different."""
    return max(1, len(word) // LETTERS_PER_MISTAKE)


def candidates(terms: Iterable[str]) -> Select[str]:
    """Words that sound like one of the terms, and those of about its length that begin with the same letter."""
    return select(search_word.c.word).where(or_(*map(is_candidate, terms)))


def is_candidate(term: str) -> ColumnElement[bool]:
    (first,) = CHARACTER.findall(term)[:1]
    same_letter: ColumnElement[bool] = search_word.c.word.between(first, first + AFTER_LETTERS)
    if term.isascii() and term.islower():
        same_letter &= func.length(search_word.c.word).between(len(term) - 2, len(term) + 2)
    return or_(search_word.c.skeleton == skeleton(term), same_letter)


def finds(session: Session, model: Model, query: Query, columns: Sequence[str], condition: ColumnElement[bool]) -> bool:
    found = matches(session.get_bind(model).dialect.name, model, query, columns).subquery()
    statement = select(found.c.record_id).join(model, model.id == found.c.record_id).where(condition).limit(1)
    return session.scalar(statement) is not None
