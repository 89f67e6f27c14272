"""A page of the back office that is not a model's."""

from __future__ import annotations

from typing import Any

from flask import Response, abort, current_app
from flask_admin import BaseView

from . import access


class PageScreen(BaseView):
    """Whoever may not see the page is refused; whoever has not signed in is led to the sign-in page and back."""

    def inaccessible_callback(self, name: str, **kwargs: Any) -> Response:
        if access.user().is_authenticated:
            abort(403)
        answer: Response = current_app.login_manager.unauthorized()  # type: ignore[attr-defined]  # set by Flask-Login
        return answer
