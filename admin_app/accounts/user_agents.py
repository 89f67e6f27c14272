"""The browser and the system that a request says it comes from, in words that a person knows their device by."""

from __future__ import annotations

#: What a user agent contains → what it is. The first that fits: Edge says that it is Chrome, and Chrome that it is
#: Safari.
BROWSERS = {
    "Edg": "Edge",
    "OPR/": "Opera",
    "SamsungBrowser": "Samsung Internet",
    "Firefox": "Firefox",
    "FxiOS": "Firefox",
    "CriOS": "Chrome",
    "Chrome": "Chrome",
    "Safari": "Safari",
}
SYSTEMS = {
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Android": "Android",
    "CrOS": "ChromeOS",
    "Windows": "Windows",
    "Macintosh": "macOS",
    "Linux": "Linux",
}


def browser_of(user_agent: str) -> str | None:
    """`Firefox`; None for one that is not known."""
    return first(BROWSERS, user_agent)


def system_of(user_agent: str) -> str | None:
    """`Windows`; None for one that is not known."""
    return first(SYSTEMS, user_agent)


def first(known: dict[str, str], user_agent: str) -> str | None:
    return next((name for part, name in known.items() if part in user_agent), None)
