"""Dotted names on a model (`grade_level.name`, `guardian_links.guardian.lastname`), resolved when a view is made."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property
from inspect import getattr_static
from typing import Any

from sqlalchemy import ColumnElement, and_, inspect, select
from sqlalchemy.orm import QueryableAttribute
from sqlalchemy.types import NullType, TypeEngine

Model = type[Any]
#: Which rows of a model count, as conditions; see `access.rows`.
Guard = Callable[[Model], Iterable[ColumnElement[bool]]]
#: The names of each model, since a start asks for them two thousand times for thirty models.
_known: dict[Model, frozenset[str]] = {}


class UnknownName(Exception):
    """A name that is not on the model; `known` are the names that are."""

    def __init__(self, name: str, model: Model) -> None:
        super().__init__(f"{name!r} is not on {model.__name__}")
        self.name = name
        self.known = sorted(known_names(model))


@dataclass(frozen=True, eq=False)
class Path:
    """The relations walked from `model`, and the attribute at the end; `leaf` is None where a relation is the end."""

    name: str
    model: Model
    relations: tuple[QueryableAttribute[Any], ...]
    leaf: str | None

    @cached_property
    def target(self) -> Model:
        """The model that the last step is on."""
        return related(self.relations[-1]) if self.relations else self.model

    @cached_property
    def to_many(self) -> bool:
        """Whether one record leads to several values."""
        return any(is_many(relation) for relation in self.relations)

    @cached_property
    def in_database(self) -> bool:
        """Whether the end is something SQL can compare: a column or a hybrid, not a Python property or a relation."""
        return self.leaf is not None and self.leaf in inspect(self.target).all_orm_descriptors

    @property
    def expression(self) -> Any:
        """The attribute at the end as SQL, on the unaliased target."""
        return getattr(self.target, self.leaf or "id")

    @cached_property
    def type(self) -> TypeEngine[Any]:
        """The SQL type of the end; NullType where SQL has none."""
        if not self.in_database:
            return NullType()
        expression = self.expression
        if hasattr(expression, "__clause_element__"):
            expression = expression.__clause_element__()
        return getattr(expression, "type", NullType())

    @cached_property
    def nullable(self) -> bool:
        """Whether the value can be missing: in a nullable column, in an expression, or behind a relation."""
        if self.relations:
            return True
        return bool(getattr(inspect(self.model).columns.get(self.leaf or ""), "nullable", True))

    def where(self, condition: ColumnElement[bool], guard: Guard) -> ColumnElement[bool]:
        """A condition on the end as one on `model`, by keys that are IN a set, so that no row is found twice.

        `guard` limits which rows of each related model count.
        """
        for relation in reversed(self.relations):
            condition = leads_to(relation, and_(condition, *guard(related(relation))))
        return condition

    def read(self, record: Any) -> Any:
        """The value on a record: a list where the path goes through a to-many relation, None past a missing record."""
        if not self.relations:
            return getattr(record, self.leaf or "id")
        steps = [relation.key for relation in self.relations] + ([self.leaf] if self.leaf else [])
        values = [record]
        for step in steps:
            found = (getattr(value, step) for value in values if value is not None)
            values = [item for value in found for item in (value if isinstance(value, list) else [value])]
        return values if self.to_many else next(iter(values), None)


def resolve(model: Model, name: str) -> Path:
    """The path of a dotted name. Raises UnknownName for a step that is not there."""
    *steps, last = name.split(".")
    relations: list[QueryableAttribute[Any]] = []
    current = model
    for step in steps:
        if step not in inspect(current).relationships:
            raise UnknownName(step, current)
        relations.append(getattr(current, step))
        current = related(relations[-1])
    if last in inspect(current).relationships:
        return Path(name, model, (*relations, getattr(current, last)), None)
    if last not in known_names(current):
        raise UnknownName(last, current)
    return Path(name, model, tuple(relations), last)


def known_names(model: Model) -> frozenset[str]:
    """What a view may name of a model: columns, hybrids, relations and Python properties."""
    if model not in _known:
        properties = {
            name for name in dir(model) if isinstance(getattr_static(model, name), property | cached_property)
        }
        names = properties | set(inspect(model).all_orm_descriptors.keys())
        _known[model] = frozenset(name for name in names if not name.startswith("_"))
    return _known[model]


def related(relation: QueryableAttribute[Any]) -> Model:
    """The model at the other end of a relation."""
    found: Model = relation.property.mapper.class_
    return found


def leads_to(relation: QueryableAttribute[Any], condition: ColumnElement[bool]) -> ColumnElement[bool]:
    """Whether a relation leads to a row for which the condition holds; false, never unknown, where it leads nowhere.

    The set of keys is found once, where an EXISTS among other conditions would be asked again for every row.
    """
    shape = relation.property
    if shape.secondary is None:
        ((here, there),) = shape.local_remote_pairs
        keys = select(there).where(there.is_not(None))  # a blank in the set would make "not in" unknown
    else:
        ((here, near),) = shape.synchronize_pairs
        ((end, far),) = shape.secondary_synchronize_pairs
        keys = select(near).join_from(shape.secondary, end.table, far == end)
    found: ColumnElement[bool] = here.in_(keys.where(condition).correlate(None))
    return and_(here.is_not(None), found) if here.nullable else found


def is_many(relation: QueryableAttribute[Any]) -> bool:
    """Whether a record has several of them."""
    return bool(relation.property.uselist)
