"""What `__searchable__` of the models asks for: which fields make an entry, and whose entries a change makes stale."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import FromClause, Select, bindparam, event, inspect, select
from sqlalchemy.orm import Mapper, RelationshipProperty, aliased
from sqlalchemy.orm.interfaces import MANYTOMANY, MANYTOONE, ONETOMANY

from ..database import Base
from ..searchable import Searchable

#: A mapped class.
Model = Any
OWN, RELATED = ("names", "details"), ("related_names", "related_details")


@dataclass(frozen=True)
class Chain:
    """A way from a searchable model to records whose fields its entries hold: `guardian_links.guardian`.

    Only the first step may lead to many; a record in the trash on the way ends it.
    """

    root: Model
    steps: tuple[RelationshipProperty[Any], ...]
    #: Column of the entry → fields of the last model.
    fields: dict[str, tuple[str, ...]]

    __hash__ = object.__hash__

    def model(self, step: int) -> Model:
        found: Model = self.steps[step].mapper.class_
        return found

    def to(self, step: int) -> tuple[Select[Any], list[Any]]:
        """A select of roots' ids joined up to a step, and the aliases of the models on the way."""
        aliases: list[Any] = []
        here: Any = self.root
        statement = select(self.root.id.label("id"))
        for relation in self.steps[: step + 1]:
            there = aliased(relation.mapper.class_)
            statement = statement.join(getattr(here, relation.key).of_type(there))
            aliases.append(there)
            here = there
        return statement, aliases

    def words(self) -> Select[Any]:
        """Roots' ids with the fields at the end of the chain, in a fixed order."""
        statement, aliases = self.to(len(self.steps) - 1)
        end = aliases[-1]
        columns = [getattr(end, name) for names in self.fields.values() for name in names]
        living = [alias.deleted_at.is_(None) for alias in aliases]
        return statement.add_columns(*columns).where(*living).order_by(self.root.id, end.id)


@cache
def roots_through(chain: Chain, step: int) -> Select[Any]:
    """The ids of the roots whose chain passes the records `ids` at a step. Kept, since making it costs more than it."""
    statement, aliases = chain.to(step)
    return statement.where(aliases[step].id.in_(bindparam("ids", expanding=True))).distinct()


@dataclass(frozen=True)
class Feed:
    """What a model gives to entries of another one, being a step of a chain."""

    chain: Chain
    step: int
    #: Fields whose change makes the entries stale.
    watched: frozenset[str]
    #: The field that holds the root's id, where the model has it.
    root_key: str | None


@dataclass(frozen=True)
class Plan:
    """What a change of a model's records means for the index."""

    declared: Searchable | None
    #: Fields of its own entry; foreign keys that begin a chain of it; many-to-many relations that do.
    own: frozenset[str]
    keys: frozenset[str]
    links: frozenset[str]
    feeds: tuple[Feed, ...]
    watched: frozenset[str]


def searchable_models() -> list[Model]:
    """Every model that declares what it is found by, in the order of their numbers."""
    models = [mapper.class_ for mapper in Base.registry.mappers if hasattr(mapper.class_, "__searchable__")]
    return sorted(models, key=lambda model: model.__searchable__.number)


@cache
def chains(model: Model) -> tuple[Chain, ...]:
    """The chains of a model. Raises ValueError for one that leads to many after its first step."""
    declared: Searchable = model.__searchable__
    found: dict[tuple[str, ...], dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for column in RELATED:
        for path in declared.fields(column):
            *way, field = path.split(".")
            found[tuple(way)][column].append(field)
    return tuple(
        Chain(model, steps_of(model, way), {column: tuple(names) for column, names in fields.items()})
        for way, fields in found.items()
    )


def steps_of(model: Model, way: tuple[str, ...]) -> tuple[RelationshipProperty[Any], ...]:
    steps: list[RelationshipProperty[Any]] = []
    mapper: Mapper[Any] = inspect(model)
    for name in way:
        steps.append(mapper.relationships[name])
        mapper = steps[-1].mapper
    if any(step.direction is not MANYTOONE for step in steps[1:]):
        raise ValueError(f"{model.__name__}.{'.'.join(way)}: only the first step may lead to many records.")
    return tuple(steps)


#: Plans that have been made.
PLANS: dict[Model, Plan | None] = {}


def plan_of(model: Model) -> Plan | None:
    """What to watch of a model; None where its records are neither searched nor feed entries of others."""
    if model not in PLANS:
        PLANS[model] = make_plan(model)
    return PLANS[model]


@cache
def watched_tables() -> frozenset[FromClause]:
    """The tables that words of entries come from, and those that link them."""
    models = searchable_models()
    steps = [step for model in models for chain in chains(model) for step in chain.steps]
    own = {model.__table__ for model in models}
    others = {table for step in steps for table in (step.mapper.local_table, step.secondary) if table is not None}
    return frozenset(own | others)


def make_plan(model: Model) -> Plan | None:
    declared: Searchable | None = getattr(model, "__searchable__", None)
    feeds = tuple(
        feed_of(chain, step)
        for root in searchable_models()
        for chain in chains(root)
        for step in range(len(chain.steps))
        if chain.model(step) is model
    )
    if declared is None and not feeds:
        return None
    own = own_fields(model) if declared else frozenset[str]()
    firsts = [chain.steps[0] for chain in chains(model)] if declared else []
    keys = frozenset(key for step in firsts if step.direction is MANYTOONE for key in local_keys(step))
    links = frozenset(step.key for step in firsts if step.direction is MANYTOMANY)
    watched = own | keys | frozenset[str]().union(*(feed.watched for feed in feeds))
    return Plan(declared, own, keys, links, feeds, watched)


@cache
def own_fields(model: Model) -> frozenset[str]:
    """The fields of a searchable model's own that its entries hold."""
    declared: Searchable = model.__searchable__
    return frozenset(declared.names + declared.details)


def feed_of(chain: Chain, step: int) -> Feed:
    relation = chain.steps[step]
    watched = {"deleted_at"}
    root_key = None
    if step == 0 and relation.direction is ONETOMANY:
        ((_, remote),) = relation.local_remote_pairs
        root_key = relation.mapper.get_property_by_column(remote).key
        watched.add(root_key)
    if step + 1 < len(chain.steps):
        watched.update(local_keys(chain.steps[step + 1]))
    else:
        watched.update(name for names in chain.fields.values() for name in names)
    return Feed(chain, step, frozenset(watched), root_key)


def local_keys(relation: RelationshipProperty[Any]) -> list[str]:
    """The fields that hold a relation's foreign key."""
    return [relation.parent.get_property_by_column(column).key for column in relation.local_columns]


@event.listens_for(Mapper, "after_configured")
def forget_plans() -> None:
    """More models may feed what has been planned."""
    chains.cache_clear()
    PLANS.clear()
    watched_tables.cache_clear()
    roots_through.cache_clear()
