"""The language of whoever reads: texts, dates, numbers and money in it. Flask-Babel, asked in one place.

What is said outside a request, by a command or in a file, is English. Texts are marked by `_` and `ngettext` in Python
and templates; what a view declares stays plain English there, and is handed to `translated` where it is drawn.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from enum import Enum
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

from babel import dates, numbers
from babel.support import NullTranslations, Translations
from flask import Flask, current_app, g, has_request_context, request
from flask_babel import Babel, Domain, force_locale
from markupsafe import Markup, escape

from . import clock
from .errors import DomainError
from .texts import Voice, in_english

FOLDER = Path(__file__).parent / "translations"
#: Dates, numbers and amounts of a page repeat; a school year has a few hundred days.
MOST_KEPT = 20_000
NO_TRANSLATIONS = NullTranslations()


@dataclass(frozen=True)
class Language:
    """A language that somebody can read Homeroom in.

    `code` is what pages and browsers call it, `name` what its speakers do, `locale` says how they write dates and
    numbers.
    """

    code: str
    name: str
    locale: str
    rtl: bool = False

    @cached_property
    def translations(self) -> NullTranslations:
        """Its catalog; English has none, since the texts in the code are English."""
        return Translations.load(FOLDER, [self.code]) if (FOLDER / self.code).is_dir() else NO_TRANSLATIONS

    @property
    def direction(self) -> str:
        return "rtl" if self.rtl else "ltr"


ENGLISH = Language("en", "English", "en_US")
#: By code, in the order of the menu. Spanish is written as in the Americas: 1,234.50.
LANGUAGES = {language.code: language for language in (ENGLISH, Language("es", "Español", "es_US"))}


# Which language


class Texts(Domain):
    """Flask-Babel's domain of our own texts, with the catalog found once in a request and not for each text."""

    def get_translations(self) -> NullTranslations:
        return spoken().translations


def spoken() -> Language:
    """The language of this request; English outside one."""
    if not has_request_context():
        return ENGLISH
    found: Language | None = getattr(g, "spoken", None)
    if found is None:
        found = g.spoken = ENGLISH  # whatever is said on the way to the answer
        found = g.spoken = choose()
    return found


def choose() -> Language:
    """What the user has set, else what the browser asks for, else the school's language."""
    offered = languages()
    own = current_app.extensions["own_language"]() or ""
    wanted = own if own in offered else request.accept_languages.best_match(offered)
    return offered[wanted or current_app.config["SCHOOL_LANGUAGE"]]


def languages() -> dict[str, Language]:
    """The languages to choose from, by code."""
    found: dict[str, Language] = current_app.config.get("LANGUAGES", LANGUAGES)
    return found


@contextmanager
def english() -> Iterator[None]:
    """What is written meanwhile is for files and programs, and so in English."""
    if not has_request_context():
        yield
        return
    before, g.spoken = spoken(), ENGLISH
    try:
        with force_locale(ENGLISH.locale):
            yield
    finally:
        g.spoken = before


def write_english() -> None:
    """From now on this request writes a file, which programs read too."""
    g.spoken = ENGLISH


# Texts

texts = Texts()
gettext = _ = texts.gettext
lazy_gettext = texts.lazy_gettext


def ngettext(singular: str, plural: str, count: int, **values: Any) -> str:
    """A text by how many there are; `%(num)s` in it is that number as people write it."""
    said: str = texts.get_translations().ngettext(singular, plural, count)
    return said % {"num": number(count), **values}


def translated(text: str, context: str = "") -> str:
    """A declared text in the language of whoever reads. `context` tells apart two meanings of one English word."""
    catalog = spoken().translations
    if not text or catalog is NO_TRANSLATIONS:
        return text
    found = catalog.pgettext(context, text) if context else text
    return str(found if found != text else catalog.gettext(text))


def word(member: Any, label: str) -> str:
    """The label of a member of an enumeration: "other" is not the same of a document and of a sex."""
    return translated(label, type(member).__name__)


def explained(error: DomainError) -> str:
    """What a rule says, in the language of whoever reads."""
    return speak(error.template, "", error.values)


def speak(template: str, context: str, values: Mapping[str, Any]) -> str:
    """A template of the domain in the language of whoever reads, with its values as they write them.

    In English it is what programs read too: an export, the change log.
    """
    if spoken().translations is NO_TRANSLATIONS:
        return in_english(template, context, values)
    said = translated(template, context)
    return said.format(**{name: shown(value) for name, value in values.items()}) if values else said


def shown(value: Any) -> str:
    """A value within a sentence."""
    for kind, show in SHOWN.items():
        if isinstance(value, kind):
            return show(value)
    return str(value)


def marked(text: str, /, **values: Any) -> str:
    """`_` of the templates: values are escaped, and may be markup; texts are not."""
    said = translated(text)
    return Markup(escape(said)) % values if values else said  # noqa: S704  # escaped here


def marked_number(singular: str, plural: str, num: int, /, **values: Any) -> Markup:
    """`ngettext` of the templates; `%(num)s` is the number as people write it."""
    said: str = texts.get_translations().ngettext(singular, plural, num)
    return Markup(escape(said)) % {"num": number(num), **values}  # noqa: S704  # escaped here


# Dates, numbers, money


def day(value: date) -> str:
    """`Nov 5, 2026`."""
    return day_in(spoken().locale, value.year, value.month, value.day)


def moment(value: datetime) -> str:
    """`Nov 5, 2026, 14:30`, as the school's clock has it."""
    here = clock.local(value)
    return f"{day(here)}, {here:%H:%M}"


def part_of_date(value: date, skeleton: str) -> str:
    """Some parts of a date in the order of the language: `MMMEd` is `Tue, Nov 17`, `yMMM` is `Nov 2026`."""
    return part_in(spoken().locale, value.year, value.month, value.day, skeleton)


def number(value: Decimal | float, digits: int = 0) -> str:
    """`1,234` or, with digits after the point, `1,234.50`."""
    plain = f"{value:,.{digits}f}" if not isinstance(value, int) or digits else f"{value:,}"
    return plain if spoken().locale == ENGLISH.locale else number_in(spoken().locale, plain)


def money(amount: Decimal) -> str:
    """`$1,234.50`, in the school's currency."""
    return money_in(spoken().locale, str(amount), current_app.config["SCHOOL_CURRENCY"])


@lru_cache(MOST_KEPT)
def day_in(locale: str, year: int, month: int, number_of_day: int) -> str:
    return dates.format_date(date(year, month, number_of_day), "medium", locale=locale)


@lru_cache(MOST_KEPT)
def part_in(locale: str, year: int, month: int, number_of_day: int, skeleton: str) -> str:
    return dates.format_skeleton(skeleton, date(year, month, number_of_day), locale=locale)


@lru_cache(MOST_KEPT)
def number_in(locale: str, plain: str) -> str:
    """A number in the signs of a locale."""
    digits = len(plain.partition(".")[2])
    pattern = f"#,##0.{'0' * digits}" if digits else "#,##0"
    return numbers.format_decimal(Decimal(plain.replace(",", "")), format=pattern, locale=locale)


@lru_cache(MOST_KEPT)
def money_in(locale: str, amount: str, currency: str) -> str:
    return numbers.format_currency(Decimal(amount), currency, locale=locale)


#: How values look within a sentence. The first type that fits decides: datetime before date.
SHOWN: dict[type[Any], Callable[[Any], str]] = {
    bool: str,
    Enum: lambda member: word(member, str(member.value).capitalize()).lower(),
    datetime: moment,
    date: day,
    time: lambda value: f"{value:%H:%M}",
    Decimal: lambda value: number(value, 2),
    int: number,
}


def init_language(app: Flask, own_language: Callable[[], str | None]) -> None:
    """Have everything said in the language of whoever reads. `own_language` asks what the user of a request has set."""
    babel = Babel(configure_jinja=False)
    babel.init_app(app, locale_selector=lambda: spoken().locale, timezone_selector=clock.school_timezone)
    babel.__dict__["domain_instance"] = texts  # so that `flask_babel.gettext` asks the same catalogs
    app.extensions["own_language"] = own_language
    app.before_request(forget)
    Voice.speaker = staticmethod(speak)
    app.jinja_env.globals.update(_=marked, ngettext=marked_number, translated=translated, spoken=spoken)
    app.jinja_env.globals["languages"] = languages
    app.jinja_env.filters.update(number=number, day=day, moment=moment)


def forget() -> None:
    """Each request has a reader of its own, even where several have one application context, as in tests."""
    for name in ("spoken", "_flask_babel"):
        with suppress(AttributeError):
            delattr(g, name)
