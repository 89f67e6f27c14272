"""What the type of a column tells: the plain type below a decorated one, its choices, and how much it holds."""

from __future__ import annotations

from enum import Enum
from typing import Any

from sqlalchemy import BigInteger, Numeric, SmallInteger, TypeDecorator
from sqlalchemy.types import TypeEngine


def base_type(kind: TypeEngine[Any]) -> TypeEngine[Any]:
    """The plain type below a decorated one."""
    return kind.impl_instance if isinstance(kind, TypeDecorator) else kind


def is_amount(kind: TypeEngine[Any]) -> bool:
    """Whether a column holds amounts, which are set flush right."""
    return isinstance(base_type(kind), Numeric)


def members(kind: Any) -> dict[str, Enum | str]:
    """The choices of an enumerated type by what stands for them in forms and addresses: their values."""
    return {str(getattr(member, "value", member)): member for member in kind.enum_class or kind.enums}


def integer_bits(kind: TypeEngine[Any]) -> int:
    """How many bits an integer of this type has on PostgreSQL and MySQL, its sign left out."""
    return 63 if isinstance(kind, BigInteger) else 15 if isinstance(kind, SmallInteger) else 31
