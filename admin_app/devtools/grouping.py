"""The statements of one request, the same ones together, with what looks wrong marked."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from .places import Place
from .recording import Exchange, Statement
from .wording import reads


@dataclass
class Group:
    """Executions of one SQL text, each with its number among the statements of the request."""

    sql: str
    executions: list[tuple[int, Statement]] = field(default_factory=list)

    @property
    def count(self) -> int:
        return len(self.executions)

    @property
    def seconds(self) -> float:
        return sum(statement.seconds for _, statement in self.executions)

    @property
    def reads(self) -> bool:
        return reads(self.sql)

    @property
    def probable_n_plus_one(self) -> bool:
        """The same question about one row after the other, where one question for all would do."""
        return self.count > 1 and self.reads and not self.always_the_same

    @property
    def repeat(self) -> bool:
        """The same question about the same: its answer could have been kept."""
        return self.count > 1 and self.reads and self.always_the_same

    @property
    def always_the_same(self) -> bool:
        """Whether even the parameters never changed."""
        return len({statement.shown for _, statement in self.executions}) == 1

    @property
    def causes(self) -> list[tuple[Place, int]]:
        """The places that sent it and how often, the most frequent first."""
        return Counter(statement.cause for _, statement in self.executions if statement.cause).most_common()

    @property
    def failure(self) -> str:
        return next((statement.failure for _, statement in self.executions if statement.failure), "")


@dataclass(frozen=True)
class Summary:
    """A request's statements at a glance. `slowest` is the number of the statement that took longest."""

    groups: list[Group]
    count: int
    unrecorded: int
    seconds: float
    slowest: int | None

    @property
    def suspects(self) -> list[Group]:
        """The probable N+1, the most repeated first."""
        return sorted((group for group in self.groups if group.probable_n_plus_one), key=lambda group: -group.count)

    @property
    def repeats(self) -> list[Group]:
        """What was asked again although nothing was new about it, the most repeated first."""
        return sorted((group for group in self.groups if group.repeat), key=lambda group: -group.count)


def summarize(exchange: Exchange) -> Summary:
    """Group a request's statements by their SQL, in the order in which each was first sent."""
    statements = list(exchange.statements)
    groups: dict[str, Group] = {}
    for number, statement in enumerate(statements):
        groups.setdefault(statement.sql, Group(statement.sql)).executions.append((number, statement))
    slowest = max(range(len(statements)), key=lambda number: statements[number].seconds, default=None)
    seconds = sum(statement.seconds for statement in statements)
    return Summary(list(groups.values()), exchange.count, exchange.unrecorded, seconds, slowest)
