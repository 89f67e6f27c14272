"""What a screen loads along with its rows, so that showing a row never asks the database again.

The relations follow from the columns shown: the steps of dotted names, and what a property, a formatter or a record's
`str()` walks. Every other relation refuses to load, so that an N+1 is an error and not a slow page.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property
from inspect import getattr_static
from types import CodeType, FunctionType
from typing import Any

from sqlalchemy import inspect
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import joinedload, raiseload, selectinload, undefer
from sqlalchemy.sql.base import ExecutableOption

from . import access
from .paths import Model, Path, is_many, related

#: Relation → what is needed of the records behind it; and deferred column → nothing further.
Needs = dict[str, "Needs"]
#: A property may walk this many relations, one after the other.
DEEPEST = 3


def needs_of(model: Model, paths: Iterable[Path], functions: Iterable[Any] = ()) -> Needs:
    """The relations that showing these paths, and calling these formatters, walks."""
    needs: Needs = {}
    for path in paths:
        here = needs
        for relation in path.relations:
            here = here.setdefault(relation.key, {})
        end = "__str__" if path.leaf is None else path.leaf
        merge(here, walked(path.target, {end, *names_used(path.target, getattr_static(path.target, end))}))
    for function in functions:
        merge(needs, walked(model, names_used(model, function)))
    return needs


def needs_of_label(model: Model) -> Needs:
    """The relations that a record's `str()` walks."""
    return walked(model, names_used(model, getattr_static(model, "__str__")))


def walked(model: Model, names: set[str], depth: int = DEEPEST) -> Needs:
    """The deferred columns and the relations among these names, each with what its records need in turn."""
    mapper = inspect(model)
    needs: Needs = {name: {} for name in names if getattr(mapper.column_attrs.get(name), "deferred", False)}
    for key, relation in mapper.relationships.items():
        if depth and key in names:
            target = relation.mapper.class_
            onward = names | names_used(target, getattr_static(target, "__str__"))
            needs[key] = walked(target, onward - {key, relation.back_populates or key}, depth - 1)
    return needs


def names_used(model: Model, attribute: Any, seen: frozenset[CodeType] = frozenset()) -> set[str]:
    """Every attribute name in the code of a function or property, and in the model's own methods that it uses."""
    code = code_of(attribute)
    if code is None or code in seen:
        return set()
    names = set(names_in(code))
    for name in tuple(names):
        names |= names_used(model, getattr_static(model, name, None), seen | {code})
    return names


def names_in(code: CodeType) -> Iterator[str]:
    """The names in a piece of code and in the comprehensions and lambdas inside it."""
    yield from code.co_names
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from names_in(constant)


def code_of(attribute: Any) -> CodeType | None:
    """The code behind a function, property, hybrid or cached property; None for anything else."""
    if isinstance(attribute, hybrid_property | property):
        attribute = attribute.fget
    elif isinstance(attribute, cached_property):
        attribute = attribute.func
    return attribute.__code__ if isinstance(attribute, FunctionType) else None


def merge(needs: Needs, more: Needs) -> None:
    for key, below in more.items():
        merge(needs.setdefault(key, {}), below)


def options(model: Model, needs: Needs, *, strict: bool = True) -> list[ExecutableOption]:
    """Loader options for what is needed: one join for each to-one step, one further query for each to-many step.

    A to-many step is not joined, not even for one record: SQLite would read all of the related table first.
    Of the records behind a to-many step, those are loaded that the user may read. With `strict`, walking any other
    relation raises; a record that is about to be changed wants `strict=False`, since rules may look further.
    """
    found = [load(model, key, below) for key, below in needs.items()]
    return [*found, raiseload("*")] if strict else found


class Load:
    """What one record is loaded with, for a statement that is kept: see `options`.

    `guarded` are the models of which only the rows count that the user may read.
    """

    def __init__(self, model: Model, needs: Needs, *, strict: bool = True) -> None:
        self.model, self.needs, self.strict = model, needs, strict
        self.guarded = frozenset(behind_to_many(model, needs))

    def options(self) -> list[ExecutableOption]:
        return options(self.model, self.needs, strict=self.strict)


def behind_to_many(model: Model, needs: Needs) -> Iterator[Model]:
    """The models that to-many steps lead to."""
    for key in needs.keys() & inspect(model).relationships.keys():
        relation = getattr(model, key)
        if is_many(relation):
            yield related(relation)
        yield from behind_to_many(related(relation), needs[key])


def load(model: Model, key: str, below: Needs) -> Any:
    """The loader option for a deferred column, or for a relation and everything below it."""
    if key not in inspect(model).relationships:
        return undefer(getattr(model, key))
    relation = getattr(model, key)
    target = related(relation)
    option = selectinload(relation.and_(*access.rows(target))) if is_many(relation) else joinedload(relation)
    return option.options(*(load(target, name, deeper) for name, deeper in below.items()))
