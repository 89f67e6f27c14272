from __future__ import annotations

import factory

from admin_app.school import Room

from .base import Factory
from .schools import SchoolFactory


class RoomFactory(Factory):
    class Meta:
        model = Room

    school = factory.SubFactory(SchoolFactory)
    name = factory.Sequence(lambda n: f"Room {n}")
    capacity = 30
