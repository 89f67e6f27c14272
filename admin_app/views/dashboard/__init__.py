"""The home page: what each of the office wants to know first in the morning, and the lists behind it."""

from .kept import init_figures
from .screen import DashboardView

__all__ = ["DashboardView", "init_figures"]
