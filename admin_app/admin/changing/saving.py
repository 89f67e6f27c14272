"""Saving a form: one transaction, all or nothing, and a refusal explained in the form that keeps what was typed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError
from wtforms.fields import Field

from ...accounts import Action
from ...errors import DomainError
from ...language import _, explained
from .. import access
from ..loading import Load
from ..screen import Screen
from .duplicates import complain_of_duplicates
from .forms import EditForm, RecordForm
from .locking import hold
from .merging import complain_of_conflicts, meet, meet_again
from .refusals import REFUSALS, explain, is_pair, written


class Saved(NamedTuple):
    """A record as it was saved, with what is told of it: after the commit, asking the record asks the database."""

    record: Any
    id: int
    title: str


class SavingScreen(Screen):
    """Creates and updates records. Views with a verb for it override `create_record` or `update_record`."""

    #: What a record is loaded with to be edited.
    form_load: Load | None = None

    def create_record(self, form: RecordForm) -> Any:
        """Make the new record of a valid form and return it, in the session. Neither flushes nor commits.

        A view overrides this to call a verb: `return admit(**form.values)`. Errors of the domain may be raised; those
        with a `field` are shown at that field.
        """
        record = self.model()
        self.fill(form, record)
        self.db_session.add(record)
        return record

    def update_record(self, form: RecordForm, record: Any) -> None:
        """Change the record as a valid form says. As `create_record`, for a record that exists."""
        self.fill(form, record)

    def fill(self, form: RecordForm, record: Any) -> None:
        """Set the record's attributes from the form; of a record that exists, those that were changed.

        All refusals of the model are gathered before the first of them is raised.
        """
        refused = []
        for name, field in form.record_fields.items():
            if (form.editing and field.data == field.object_data) or skips(field, record, name):
                continue
            try:
                field.populate_obj(record, name)
            except DomainError as error:
                error.field = error.field or name
                refused.append(error)
        for other in refused[1:]:
            form.complain(explained(other), other.field)
        if refused:
            raise refused[0]

    def create_model(self, form: RecordForm) -> Saved | None:
        """Create and commit. Returns None with the refusal in the form."""
        return self._try(form, None, self._complain_of_others)

    def update_model(self, form: EditForm, record: Any) -> Saved | None:
        """Bring in what others changed since the form was drawn, check, and commit. None with the refusal in the form.

        What is written names the version that was read, so whoever is overtaken even then comes again, and waits.
        """
        if not self._is_agreed(form):
            return None
        return self._try(form, record, self._save_after_others)

    def _is_agreed(self, form: EditForm) -> bool:
        """Whether the form holds, says what its user saw, and nobody has to choose; all that is against it is in it."""
        is_blind = form.seen is None
        meet(form)
        valid = form.validate()
        complain_of_conflicts(self.db_session(), form)
        if is_blind:
            form.complain(
                _("This form did not say which version of the record you saw, so nothing was saved. Save it again.")
            )
        return valid and not form.conflicts and not is_blind

    def _save_after_others(self, form: EditForm) -> Saved | None:
        """Somebody was faster while this was being saved: nobody can be now."""
        session = self.db_session()
        hold(session, self.model, [form.key[1]])
        record = self.look_up(form.key[1], Action.EDIT, load=self.form_load)
        if record is None:
            form.complain(_("Somebody else deleted this record meanwhile, so nothing was saved."))
            return None
        meet_again(form, record)
        if form.conflicts:
            complain_of_conflicts(session, form)
            session.rollback()
            return None
        return self._try(form, record, self._complain_of_others)

    def _complain_of_others(self, form: RecordForm) -> None:
        form.complain(
            _("Somebody else changed what this belongs to meanwhile, so nothing was saved.")
            + " "
            + _("What you typed is still here; save again to keep it.")
        )

    def _try(self, form: Any, record: Any, overtaken: Callable[[Any], Saved | None]) -> Saved | None:
        """Create (without a record) or update, and commit. None with the refusal in the form.

        Where somebody else was faster it is `overtaken` that goes on.
        """
        session = self.db_session()
        with written(session) as values:
            try:
                return self._write(session, form, record)
            except StaleDataError:
                session.rollback()
            except REFUSALS as error:
                if record is None or not is_pair(error, self.model):
                    explain(form, error, session, values)
                    return None
                session.rollback()
        return overtaken(form)

    def _write(self, session: Session, form: RecordForm, record: Any) -> Saved | None:
        with session.no_autoflush:  # so that what is asked on the way does not write a record half filled in
            saved = record or self.create_record(form)
            if record is not None:
                self.update_record(form, record)
            if complain_of_duplicates(form, saved, session):
                session.rollback()
                return None
        session.flush()
        self._refuse_out_of_scope(session, saved, Action.CREATE if record is None else Action.EDIT)
        told = Saved(saved, saved.id, str(saved))
        session.commit()
        return told

    def _refuse_out_of_scope(self, session: Session, record: Any, action: Action) -> None:
        """A record saved here must be one that the user may save: no new owner, no student of somebody else's."""
        if not access.sees_all(self.model, action):
            mine = select(self.model.id).where(self.model.id == record.id, *access.rows(self.model, action))
            if session.scalar(mine) is None:
                raise DomainError(
                    "This {one} would be outside your own records. Nothing was saved.", one=self.singular.lower()
                )


def skips(field: Field, record: Any, name: str) -> bool:
    """Whether to leave an attribute alone: nothing was typed, and the database fills in."""
    column = type(record).__mapper__.columns.get(name)
    return field.data is None and column is not None and not column.nullable
