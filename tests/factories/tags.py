from __future__ import annotations

import factory

from admin_app.school import Tag

from .base import Factory


class TagFactory(Factory):
    class Meta:
        model = Tag

    name = factory.Sequence(lambda n: f"tag {n}")
