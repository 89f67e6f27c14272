"""Letters to those who have an account: sent when the answer is out, so that how long it takes tells nothing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Flask, Response, after_this_request, current_app, g, has_request_context, request
from flask_mailman import EmailMessage
from flask_security import MailUtil
from flask_security.recoverable import generate_reset_link
from flask_security.utils import send_mail

from ..database import db
from ..extensions import mail
from ..language import lazy_gettext
from .models import User

#: Where links lead that a command sends, unless SCHOOL_URL says where the school is.
HERE = "http://127.0.0.1:5000"
INVITED = lazy_gettext("Your account at %(school)s")


class Post(MailUtil):
    """How Flask-Security sends what it has written: as plain text, and never in anybody's way."""

    def send_mail(
        self, template: str, subject: str, recipient: Any, sender: Any, body: str | None, html: Any, **context: Any
    ) -> None:
        message = EmailMessage(str(subject), body, str(sender), [recipient])
        afterwards(lambda: deliver(message))


def init_mail(app: Flask) -> None:
    mail.init_app(app)


def afterwards(work: Callable[[], None]) -> None:
    """Do this when the answer has been sent; at once where nobody waits for one.

    It runs in a request of its own: in the language of this one, and at the school's address, whatever host the request
    asked for, since a link must not lead to a host that somebody else has named.
    """
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]  # noqa: SLF001  # for later
    waiting = has_request_context()
    base_url = app.config["SCHOOL_URL"] or (request.url_root if waiting else HERE)
    languages = request.headers.get("Accept-Language", "") if waiting else ""

    def run() -> None:
        with app.test_request_context(base_url=base_url, headers={"Accept-Language": languages}):
            g.answered = True
            work()

    def when_sent(answer: Response) -> Response:
        answer.call_on_close(run)
        return answer

    if not waiting:
        run()
    elif g.get("answered"):
        work()
    else:
        after_this_request(when_sent)


def deliver(message: EmailMessage) -> None:
    """Send one. A mail server that does not answer is for the log, and not for whoever waits for a letter."""
    try:
        message.send()
    except OSError:  # what smtplib raises is one as well
        current_app.logger.exception("A letter could not be sent.")


def can_write() -> bool:
    """Whether letters are sent here at all."""
    return bool(current_app.config["LETTERS"])


def invite(user: User) -> None:
    """Send somebody the link with which they choose their first password. Needs a flushed account; does not commit."""
    key = user.id

    def write() -> None:
        invited = db.session.get(User, key)
        if invited is None:  # what made the account was taken back
            return
        link, _ = generate_reset_link(invited)  # type: ignore[no-untyped-call]
        school = current_app.config["SCHOOL_NAME"]
        send_mail(INVITED % {"school": school}, invited.email, "security/email/invitation", user=invited, link=link)

    afterwards(write)
