"""One box that finds everything: records of several kinds, what was opened last, every screen, and what can be done."""

from .commands import Command
from .kinds import Kind
from .screen import FindingScreen

__all__ = ["Command", "FindingScreen", "Kind"]
