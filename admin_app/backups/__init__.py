"""Copies of the database and back: by hand, before an upgrade, and by the clock. One file for each engine.

Documents and photos are rows too, so a copy of the database holds everything that people entered.
"""

from .errors import BackupError
from .files import folder
from .restoring import Restored, holds_anything, restore
from .scheduled import KIND
from .taking import Backup, take

__all__ = ["KIND", "Backup", "BackupError", "Restored", "folder", "holds_anything", "restore", "take"]
