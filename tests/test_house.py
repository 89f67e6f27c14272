"""The house is complete: each model has its screen, factory, seed and migration, or this says which one lacks what."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import inspect, select

from admin_app import school, views
from admin_app.database import db
from admin_app.school import MODELS
from seeds import seed_school

from .engines.schema import upgrade
from .factories import FACTORIES

SCHOOL = "admin_app.school."
STUDENTS = 60


def names(models: object) -> set[str]:
    return {model.__name__ for model in models}  # type: ignore[attr-defined]  # of any collection of classes


def mapped() -> set[type]:
    """Every model that there is, of the school and of the back office itself."""
    return {mapper.class_ for mapper in db.Model.registry.mappers}


def test_models_lists_every_model_of_the_school() -> None:
    of_the_school = {model for model in mapped() if model.__module__.startswith(SCHOOL)}
    assert names(MODELS) == names(of_the_school)
    assert names(MODELS) <= set(school.__all__)
    assert len(MODELS) == len(set(MODELS))


def test_models_are_in_the_order_in_which_their_rows_can_be_made() -> None:
    place = {model.__tablename__: number for number, model in enumerate(MODELS)}
    early = [
        f"{table.name} before {key.column.table.name}"
        for table in db.metadata.sorted_tables
        for key in table.foreign_keys
        if place.get(table.name, len(place)) < place.get(key.column.table.name, -1)
    ]
    assert early == []


def test_every_model_has_a_screen() -> None:
    assert names(mapped()) - names(view.model for view in views.VIEWS) == set()


def test_every_model_has_a_factory() -> None:
    assert names(mapped()) - names(factory._meta.model for factory in FACTORIES) == set()


@pytest.mark.parametrize("engine_name", ["sqlite"])
def test_every_model_has_a_migration(bare_app: Callable[[], Flask]) -> None:
    bare_app()
    upgrade()
    assert set(db.metadata.tables) - set(inspect(db.engine).get_table_names()) == set()


@pytest.mark.parametrize("engine_name", ["sqlite"])
def test_every_model_has_a_seed(bare_app: Callable[[], Flask]) -> None:
    bare_app()
    upgrade()
    seed_school(STUDENTS)
    assert [model.__name__ for model in MODELS if db.session.scalar(select(model.id).limit(1)) is None] == []
