"""Every setting, and one class per environment. Production refuses what is unsafe.

Settings come from the environment; `docs/settings.md` has the table of them all.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Collection
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

ROOT = Path(__file__).resolve().parent.parent
INSTANCE = ROOT / "instance"

#: The drivers in requirements.txt, for the plain forms of a database URI.
DRIVERS = {
    "postgres": "postgresql+psycopg",
    "postgresql": "postgresql+psycopg",
    "mysql": "mysql+pymysql",
    "mariadb": "mariadb+pymysql",
}
#: The languages that there is a catalog for; `language` knows more of each.
SCHOOL_LANGUAGES = ("en", "es")
SHORTEST_SECRET = 32
#: Requests that a web process works on at once, and connections that it keeps to the database. They mostly wait.
THREADS = 8
#: For every client of Redis: it is there to help, so nobody waits for it for more than a second.
REDIS_OPTIONS = {"socket_connect_timeout": 1, "socket_timeout": 1}


class ConfigurationError(Exception):
    """A setting is missing or unsafe; the message says what to do about it."""


def database_uri(uri: str) -> str:
    """The URI with the driver that is installed here: `mysql://…` becomes `mysql+pymysql://…`.

    Raises ConfigurationError for what is no database URI at all, or one of another database, without repeating the
    password in it.
    """
    try:
        url: URL = make_url(uri)
    except (ArgumentError, ValueError) as error:  # the latter for a port that is no number
        raise ConfigurationError(
            "DATABASE_URL is not a database URI. Examples: sqlite:////srv/school.db, "
            "postgresql://user:password@host/db, mysql://user:password@host/db"
        ) from error
    url = url.set(drivername=DRIVERS.get(url.drivername, url.drivername))
    if url.drivername not in {"sqlite", *DRIVERS.values()}:
        raise ConfigurationError("DATABASE_URL begins with sqlite://, postgresql://, mysql:// or mariadb://.")
    if url.get_backend_name() in ("mysql", "mariadb"):
        url = url.update_query_dict({"charset": "utf8mb4"})
    return url.render_as_string(hide_password=False)


def flag(name: str) -> bool:
    """A yes-or-no variable of the environment."""
    return os.environ.get(name, "").strip().lower() in {"1", "true", "yes", "on"}


def proxies() -> int:
    """How many proxies are in front, each of which adds to X-Forwarded-For and X-Forwarded-Proto."""
    value = os.environ.get("PROXIES") or "0"
    if not value.isdecimal():
        raise ConfigurationError(f"PROXIES={value!r} is not a number. With one proxy in front: PROXIES=1")
    return int(value)


def whole_number(name: str, default: int, least: int, example: str) -> int:
    """A variable of the environment that counts something. Raises ConfigurationError for one that is less, or none."""
    value = os.environ.get(name) or str(default)
    if not (value.isascii() and value.isdecimal() and int(value) >= least):
        raise ConfigurationError(f"{name}={value!r} is not a number from {least} on. {example}")
    return int(value)


def instance_folder() -> Path:
    """The folder of what this installation keeps, made when it is missing; nobody but its owner can look into it."""
    try:
        INSTANCE.mkdir(mode=0o700, exist_ok=True)
    except OSError as error:
        raise ConfigurationError(
            f"{INSTANCE} cannot be made. Make {ROOT} writable, or set both SECRET_KEY and DATABASE_URL."
        ) from error
    return INSTANCE


def secret_key() -> str:
    """SECRET_KEY, else a random one kept under `instance/`, so that a restart signs nobody out."""
    if os.environ.get("SECRET_KEY"):
        return os.environ["SECRET_KEY"]
    file = instance_folder() / "secret_key"
    try:
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return file.read_text().strip()
    except OSError as error:
        raise ConfigurationError(
            f"{INSTANCE} cannot be written. Set SECRET_KEY, or make the folder writable."
        ) from error
    with os.fdopen(descriptor, "w") as stream:
        stream.write(secrets.token_urlsafe(48))
    return file.read_text().strip()


def school_url() -> str | None:
    """The address of the front page, for links in letters. Raises ConfigurationError for what is none."""
    value = os.environ.get("SCHOOL_URL") or None
    if value is not None and not (urlsplit(value).scheme in ("http", "https") and urlsplit(value).hostname):
        raise ConfigurationError(f"SCHOOL_URL={value!r} is no address. An example: https://office.school.example")
    return value


def mail_server() -> dict[str, Any]:
    """Flask-Mailman's settings for MAIL_URL, without repeating the password in it where it is wrong.

    A password goes over TLS: from the start with `smtps://`, else by STARTTLS. A server on this computer needs neither.
    """
    url = urlsplit(os.environ.get("MAIL_URL") or "")
    try:
        port = url.port or (465 if url.scheme == "smtps" else 587)
    except ValueError:
        port = 0
    if not port or (url.geturl() and not (url.scheme in ("smtp", "smtps") and url.hostname)):
        raise ConfigurationError("MAIL_URL is not right. An example: smtp://user:password@mail.school.example:587")
    return {
        "MAIL_SERVER": url.hostname,
        "MAIL_PORT": port,
        "MAIL_USERNAME": unquote(url.username or "") or None,
        "MAIL_PASSWORD": unquote(url.password or "") or None,
        "MAIL_USE_SSL": url.scheme == "smtps",
        "MAIL_USE_TLS": url.scheme == "smtp" and url.hostname not in ("localhost", "127.0.0.1", "::1"),
    }


def one_of(name: str, default: str, known: Collection[str]) -> str:
    """A variable of the environment that is one of a few words. Raises ConfigurationError for any other."""
    value = os.environ.get(name) or default
    if value not in known:
        raise ConfigurationError(f"{name}={value!r} is none of {', '.join(known)}.")
    return value


def currency() -> str:
    """The school's currency, by its code in ISO 4217."""
    value = os.environ.get("SCHOOL_CURRENCY") or "USD"
    if not (len(value) == 3 and value.isascii() and value.isupper()):
        raise ConfigurationError(f"SCHOOL_CURRENCY={value!r} is not the code of a currency. An example: USD")
    return value


def timezone(name: str) -> ZoneInfo:
    """The school's time zone. Raises ConfigurationError for a name the tz database does not have."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise ConfigurationError(f"SCHOOL_TIMEZONE={name!r} is not a time zone. An example: America/Chicago") from error


class Settings:
    """What holds in every environment. Read when the application is made, so a test can change the environment."""

    DEBUG = False
    TESTING = False
    TOOLBAR = False
    COOKIES_NEED_HTTPS = False
    DEMO_SIGN_INS = False
    #: One line for each request and each problem, for programs to read.
    LOG_AS_JSON = False
    SIGN_INS_LIMITED = True
    #: Whether `db upgrade` first takes a copy of a database that something will be done to.
    BACKUP_BEFORE_UPGRADE = False
    #: The queue of long work where there is no Redis; None is `instance/jobs.db`.
    JOBS_FILE: str | None = None
    #: How often one account is tried from one address, and how often anybody signs in from one address: a whole school
    #: may have the same.
    SIGN_INS_PER_ACCOUNT = "10 per minute"
    SIGN_INS_PER_ADDRESS = "60 per minute"
    #: How often somebody is sent a link for a forgotten password, asked for from one address.
    LETTERS_PER_ACCOUNT = "3 per hour"
    #: How often the second factor of an account is tried by whoever knows its password.
    SECOND_FACTORS_PER_ACCOUNT = "5 per 5 minutes; 50 per day"
    #: Who signs in with a second factor whether they want to or not, unless SECOND_FACTOR says otherwise.
    SECOND_FACTOR = "nobody"
    #: Letters are files in `instance/mail`, except in service.
    MAIL_BACKEND = "file"

    def __init__(self) -> None:
        self.SECRET_KEY = secret_key()
        self.SQLALCHEMY_DATABASE_URI = database_uri(
            os.environ.get("DATABASE_URL") or f"sqlite:///{instance_folder() / 'homeroom.db'}"
        )
        self.SQLALCHEMY_ECHO = flag("SQLALCHEMY_ECHO")
        self.SCHOOL_NAME = os.environ.get("SCHOOL_NAME") or "Homeroom"
        self.SCHOOL_TIMEZONE = timezone(os.environ.get("SCHOOL_TIMEZONE") or "UTC")
        self.SCHOOL_LANGUAGE = one_of("SCHOOL_LANGUAGE", "en", SCHOOL_LANGUAGES)
        self.SCHOOL_CURRENCY = currency()
        self.REDIS_URL = os.environ.get("REDIS_URL") or None
        self.SCHOOL_URL = school_url()
        #: The host that passkeys are for; without one, that of SCHOOL_URL or of the request.
        self.PASSKEY_HOST = os.environ.get("PASSKEY_HOST") or None
        self.MAIL_FILE_PATH = str(INSTANCE / "mail")
        self.MAIL_TIMEOUT = 10
        self.MAIL_DEFAULT_SENDER = os.environ.get("MAIL_SENDER") or "homeroom@localhost"
        vars(self).update(mail_server())
        #: Whether letters are sent, on which invitations and forgotten passwords depend.
        self.LETTERS = self.MAIL_BACKEND != "smtp" or bool(os.environ.get("MAIL_URL") and self.SCHOOL_URL)
        self.SECOND_FACTOR = one_of("SECOND_FACTOR", self.SECOND_FACTOR, ("nobody", "administrators", "everybody"))
        self.EXPORTS_FOLDER = os.environ.get("EXPORTS_FOLDER") or str(INSTANCE / "exports")
        self.TRASH_DAYS = whole_number("TRASH_DAYS", 90, 1, "Three months: TRASH_DAYS=90")
        self.RETENTION_YEARS = whole_number("RETENTION_YEARS", 7, 1, "Seven years: RETENTION_YEARS=7")
        self.BACKUP_FOLDER = os.environ.get("BACKUP_FOLDER") or str(INSTANCE / "backups")
        self.BACKUP_EVERY = whole_number("BACKUP_EVERY", 0, 0, "Every 24 hours, at midnight: BACKUP_EVERY=24")
        self.BACKUP_KEEP = whole_number("BACKUP_KEEP", 14, 1, "The newest fourteen: BACKUP_KEEP=14")
        self.PROXIES = proxies()
        # A file may have 10 MB. A form with a larger one is read all the same, so that it comes back with what was
        # typed, and the complaint at its field; what is larger than this is refused unread.
        self.MAX_CONTENT_LENGTH = 64 * 1024 * 1024
        self.MAX_FORM_LENGTH = self.MAX_FORM_MEMORY_SIZE = 2 * 1024 * 1024
        self.MAX_FORM_PARTS = 5_000
        # A browser takes a cookie with this prefix over HTTPS only, from this host alone, and for all of its paths: RFC
        # 6265bis, 4.1.3.2. Another host of the school's domain cannot set one in its place.
        prefix = "__Host-" if self.COOKIES_NEED_HTTPS else ""
        self.SESSION_COOKIE_NAME = f"{prefix}session"
        self.REMEMBER_COOKIE_NAME = f"{prefix}remember_token"
        self.SESSION_COOKIE_HTTPONLY = True
        self.SESSION_COOKIE_SAMESITE = "Lax"
        self.SESSION_COOKIE_SECURE = self.COOKIES_NEED_HTTPS
        # How long somebody stays signed in: at most, without doing anything, and where they asked to be remembered.
        self.PERMANENT_SESSION_LIFETIME = timedelta(
            hours=whole_number("SESSION_HOURS", 12, 1, "Half a day: SESSION_HOURS=12")
        )
        self.SESSION_IDLE = timedelta(minutes=whole_number("SESSION_IDLE_MINUTES", 120, 1, "Two hours: 120"))
        self.REMEMBER_COOKIE_DURATION = timedelta(days=whole_number("REMEMBER_DAYS", 14, 1, "Two weeks: 14"))
        # How long after typing the password somebody may change accounts without typing it again.
        self.SECURITY_FRESHNESS = timedelta(minutes=whole_number("FRESH_MINUTES", 15, 1, "A quarter of an hour: 15"))
        self.REMEMBER_COOKIE_HTTPONLY = True
        self.REMEMBER_COOKIE_SAMESITE = "Lax"
        self.REMEMBER_COOKIE_SECURE = self.COOKIES_NEED_HTTPS
        self.WTF_CSRF_TIME_LIMIT = None  # a form may stay open all day; the token dies with the session


class Production(Settings):
    """In service. Refuses a guessable secret, since with it anyone could sign their own session."""

    COOKIES_NEED_HTTPS = True
    SECOND_FACTOR = "administrators"
    MAIL_BACKEND = "smtp"
    LOG_AS_JSON = True

    def __init__(self) -> None:
        super().__init__()
        if len(self.SECRET_KEY) < SHORTEST_SECRET:
            raise ConfigurationError(f"SECRET_KEY needs at least {SHORTEST_SECRET} characters.")
        self.BACKUP_BEFORE_UPGRADE = one_of("BACKUP_BEFORE_UPGRADE", "1", ("0", "1")) == "1"


class Demo(Settings):
    """The demo school on this machine, over plain HTTP. The sign-in page says how to get in."""

    DEMO_SIGN_INS = True


class Development(Settings):
    """Reloader, toolbar, and every statement recorded."""

    DEBUG = True
    TOOLBAR = True
    DEMO_SIGN_INS = True


class Testing(Settings):
    """The test run. CSRF stays on: tests send tokens like a browser does."""

    TESTING = True
    SIGN_INS_LIMITED = False
    MAIL_BACKEND = "locmem"
    SQLALCHEMY_RECORD_QUERIES = True
    #: Passwords are hashed in a millisecond: in tests it matters that they are hashed and not how hard.
    SECURITY_PASSWORD_HASH_PASSLIB_OPTIONS = {
        "argon2__type": "ID",
        "argon2__memory_cost": 8,
        "argon2__time_cost": 1,
        "argon2__parallelism": 1,
    }


ENVIRONMENTS: dict[str, type[Settings]] = {
    "production": Production,
    "demo": Demo,
    "development": Development,
    "testing": Testing,
}
#: The environments this process has made settings for: the developer's toolbar refuses to be imported into service.
in_use: set[str] = set()


def settings(environment: str | None = None) -> Settings:
    """The settings of an environment: the one named, else `HOMEROOM_ENV`, else production."""
    name = environment or os.environ.get("HOMEROOM_ENV") or "production"
    try:
        chosen = ENVIRONMENTS[name]()
    except KeyError:
        raise ConfigurationError(f"HOMEROOM_ENV={name!r} is none of {', '.join(ENVIRONMENTS)}.") from None
    in_use.add(name)
    return chosen
