"""What the scripts say, in the language of the page: a file for each language but English, which browsers keep."""

from __future__ import annotations

import json
from hashlib import blake2b

from flask import Blueprint, Flask, Response, abort, request, url_for

from ..admin.drawn import once
from ..language import ENGLISH, Language, languages, spoken
from ..texts import later

scripts = Blueprint("scripts", __name__)

#: Every text that stands in a file below `static/js`, with the names in braces that the script fills in.
TEXTS = (
    later("A file has at most {most} MB."),
    later("Delete {row}"),
    later("Edit {field}, {row}"),
    later("Please choose one."),
    later("Remove"),
    later("Select all rows of this page"),
    later("Sign in"),
    later("Sign in in another tab"),
    later("Something went wrong. Press Enter to try again."),
    later("The device did not answer, or was not let. Try again."),
    later("The server does not answer, so nothing was saved. What you typed is still here: save again in a moment."),
    later("The server does not answer. Press Enter to try again."),
    later("The server does not answer. What you see is what was there before."),
    later("This device has a passkey for you already."),
    later("This could not be saved. Reload the page and try again."),
    later("What you typed here is not saved. Leave it?"),
    later("Your session has ended, so nothing was saved."),
    later("Your session has ended."),
    later("then save again: what you typed is still here."),
    later("{count} selected"),
    later("{field}, in this form"),
    later("{heading}, see before “Save”."),
)
A_YEAR = 365 * 24 * 60 * 60


def init_scripts(app: Flask) -> None:
    """Serve the texts, and let pages ask where they are."""
    app.register_blueprint(scripts)
    app.jinja_env.globals["script_texts_url"] = script_texts_url


@scripts.get("/texts/<code>.js")
def texts(code: str) -> Response:
    """A script that holds the texts of a language."""
    language = languages().get(code)
    if language is None:
        abort(404)
    answer = Response(script_of(language), mimetype="text/javascript")
    if request.args.get("v") == version_of(language):
        answer.headers["Cache-Control"] = f"public, max-age={A_YEAR}, immutable"
    return answer


def script_texts_url() -> str:
    """The address of the texts that this page needs; English needs none."""
    language = spoken()
    if language.code == ENGLISH.code:
        return ""
    return once(
        ("texts", language.code, request.script_root),
        lambda: url_for("scripts.texts", code=language.code, v=version_of(language)),
    )


def script_of(language: Language) -> str:
    said = {text: language.translations.gettext(text) for text in TEXTS}
    return f"window.texts = {json.dumps(said, ensure_ascii=False)};\n"


def version_of(language: Language) -> str:
    return blake2b(script_of(language).encode(), digest_size=4).hexdigest()
