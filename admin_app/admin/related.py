"""From a record to the lists of what belongs to it: a student's charges, a section's enrollments."""

from __future__ import annotations

from typing import Any

from flask import url_for

from ..accounts import Action
from . import access
from .screen import Screen


class RelatedScreen(Screen):
    """A screen whose details page leads to other lists, declared in `related_lists`."""

    def links_to_lists(self, record: Any) -> list[tuple[str, str]]:
        """Name and address of each list that this user may read, narrowed to what belongs to the record."""
        screens = access.screens()
        return [
            (screens[resource].name, url_for(f"{resource}.index_view", **{f"flt0_{field}_is": record.id}))
            for resource, field in self.related_lists.items()
            if access.may(screens[resource].model, Action.READ)
        ]
