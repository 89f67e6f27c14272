"""Lists as people keep them: saved under a name, opened again, shared, and made the one that a list begins with."""

from __future__ import annotations

from typing import Any

from flask import Response, abort, flash, redirect, request
from flask_admin import expose
from wtforms import BooleanField, StringField
from wtforms.validators import Length

from ..audit import SavedView, keep_view, open_with, usual_view, views_for
from ..language import _, ngettext, translated
from . import access
from .changing.forms import ScreenForm
from .changing.validators import Filled, storable, stripped
from .identities import identity
from .listing.arguments import FIRST, ListArguments, encoded
from .listing.filter_form import FilterFormScreen


class ViewForm(ScreenForm):
    """What a list is kept as."""

    name = StringField("Name", [Filled(), storable, Length(max=100)], filters=[stripped])
    shared = BooleanField("Show it to everybody", description="They see only what they may see anyway.")
    usual = BooleanField("Open this list with it")


class SavedViewsScreen(FilterFormScreen):
    """A list whose search, filters, order and columns can be kept."""

    gates = {
        **FilterFormScreen.gates,
        "views_view": ("can_read",),
        "view_forget": ("can_read",),
        "view_usual": ("can_read",),
    }

    @expose("/")
    def index_view(self) -> Response | str:
        """The list; asked for by its bare address, as its user likes it."""
        if not request.args and self.can_read:
            view = usual_view(access.user(), self.table)
            if view is not None:
                return redirect(self.address_of(view))  # type: ignore[return-value]  # werkzeug's base class of Response
        return super().index_view()

    @expose("/views/", methods=("GET", "POST"))
    def views_view(self) -> Response | str:
        """The views of this list, and a form that keeps the list which the address says."""
        arguments = self.reader().read(request.args)
        form = ViewForm(request.form if request.method == "POST" else None)
        if request.method == "POST" and form.validate():
            view = keep_view(
                user=access.user(),
                resource=self.table,
                name=form.name.data,
                query_string=encoded(arguments.url_args(**FIRST)),
                shared=form.shared.data,
            )
            if form.usual.data:
                open_with(user=access.user(), resource=self.table, view=view)
            self.db_session.commit()
            flash(_("The view “%(name)s” was saved.", name=view.name), "success")
            return redirect(self.address_of(view))  # type: ignore[return-value]  # werkzeug's base class of Response
        return self.render("admin/model/views.html", form=form, **self._views_context(arguments))

    @expose("/views/forget/", methods=("POST",))
    def view_forget(self) -> Response:
        """Forget a view of one's own."""
        view = self._view(own=True)
        name = view.name
        self.db_session.delete(view)
        self.db_session.commit()
        flash(_("The view “%(name)s” is gone.", name=name), "success")
        return redirect(self.get_url(".views_view"))  # type: ignore[return-value]  # werkzeug's base class of Response

    @expose("/views/usual/", methods=("POST",))
    def view_usual(self) -> Response:
        """Open the list with a view from now on, or, without one, as it comes."""
        view = self._view() if request.form.get("id") else None
        open_with(user=access.user(), resource=self.table, view=view)
        self.db_session.commit()
        told = (
            _("This list opens with “%(name)s” now.", name=view.name) if view else _("This list opens as it comes now.")
        )
        flash(told, "success")
        return redirect(self.get_url(".views_view"))  # type: ignore[return-value]  # werkzeug's base class of Response

    def _view(self, *, own: bool = False) -> SavedView:
        """The view whose id was posted, if the user may use it or, with `own`, if it is theirs; else 404."""
        statement = views_for(access.user(), self.table).where(SavedView.id == (identity(request.form.get("id")) or 0))
        if own:
            statement = statement.where(SavedView.user_id == access.user().id)
        return self.db_session.scalars(statement).one_or_none() or abort(404)

    def _views_context(self, arguments: ListArguments) -> dict[str, Any]:
        user = access.user()
        usual = (user.usual_views or {}).get(self.table)
        views = self.db_session.scalars(views_for(user, self.table)).all()
        return {
            "views": [
                {"view": v, "url": self.address_of(v), "own": v.user_id == user.id, "usual": v.id == usual}
                for v in views
            ],
            "opens_with_one": usual is not None,
            "plain_url": f"{self.list_url(ListArguments())}?view=none",
            "list_url": self.list_url(arguments, **FIRST),
            "in_words": self._in_words(arguments),
        }

    def _in_words(self, arguments: ListArguments) -> list[str]:
        """What the list is that would be kept."""
        labels = dict(self.shown().columns)
        words = [_("searched for “%(text)s”", text=arguments.search)] if arguments.search else []
        asked = arguments.filters.in_words()
        outer = translated(arguments.filters.outer)
        words += [f" {outer} ".join(asked)] if arguments.filters.any_group and asked else asked
        if arguments.sort:
            words.append(_("sorted by %(column)s", column=labels.get(arguments.sort, arguments.sort)))
        if arguments.columns:
            words.append(ngettext("%(num)s column", "%(num)s columns", len(arguments.columns)))
        return words

    def address_of(self, view: SavedView) -> str:
        """Where the list is that a view keeps. What it keeps of nothing is told apart from the bare address."""
        return f"{self.list_url(ListArguments())}?{view.query_string or 'view=none'}"

    def list_context(self, arguments: ListArguments, *rest: Any) -> dict[str, Any]:
        kept = encoded(arguments.url_args(**FIRST))
        views_url = f"{request.script_root}{self.url}/views/{'?' if kept else ''}{kept}"
        return {**super().list_context(arguments, *rest), "views_url": views_url}
