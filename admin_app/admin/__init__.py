"""The machinery: how any screen works. It knows models, permissions and pages, but nothing of schools."""

from .access import Belonging, limit_by
from .base import AdminModelView
from .changing.again import typed_again
from .changing.bounds import init_bounds
from .changing.likely import LikelySame
from .changing.uploads import PictureField
from .changing.validators import Blankable, Digits, Filled, storable
from .checks import ViewError, check_views
from .drawn import init_drawn
from .finding import Command, FindingScreen, Kind
from .listing.filters import Filter
from .listing.own_filters import day_filter, name_filters, value_filter, word_filter, yes_no_filter
from .pages import PageScreen
from .powers import PowersScreen
from .record_page.header import Contact, Mark, PageHeader
from .record_page.history import History, steps_of
from .record_page.parts import Facts, Figures, Tab
from .record_page.tables import Related
from .rights.package import package_of
from .transfer.outside import Outside, OutsideScreen
from .trash.screen import TrashScreen
from .undo.past import PastScreen
from .undo.screen import UndoScreen
from .verbs import Verb, VerbForm, lookup_field
from .viewed import init_seen

__all__ = [
    "AdminModelView",
    "Belonging",
    "Blankable",
    "Command",
    "Contact",
    "Digits",
    "Facts",
    "Figures",
    "Filled",
    "Filter",
    "FindingScreen",
    "History",
    "Kind",
    "LikelySame",
    "Mark",
    "Outside",
    "OutsideScreen",
    "PageHeader",
    "PageScreen",
    "PastScreen",
    "PictureField",
    "PowersScreen",
    "Related",
    "Tab",
    "TrashScreen",
    "UndoScreen",
    "Verb",
    "VerbForm",
    "ViewError",
    "check_views",
    "day_filter",
    "init_bounds",
    "init_drawn",
    "init_seen",
    "limit_by",
    "lookup_field",
    "name_filters",
    "package_of",
    "steps_of",
    "storable",
    "typed_again",
    "value_filter",
    "word_filter",
    "yes_no_filter",
]
