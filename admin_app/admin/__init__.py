"""The machinery: how any screen works. It knows models, permissions and pages, but nothing of schools."""

from .base import AdminModelView
from .changing.again import typed_again
from .changing.likely import LikelySame
from .changing.uploads import PictureField
from .changing.validators import Blankable, Digits, Filled, storable
from .checks import ViewError, check_views
from .drawn import init_drawn
from .finding import FindingScreen, Kind
from .listing.filters import Filter
from .listing.own_filters import day_filter, word_filter, yes_no_filter
from .powers import PowersScreen
from .record_page.header import Contact, Mark, PageHeader
from .record_page.history import History
from .record_page.parts import Facts, Figures, Tab
from .record_page.tables import Related
from .verbs import Verb, VerbForm, lookup_field

__all__ = [
    "AdminModelView",
    "Blankable",
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
    "PageHeader",
    "PictureField",
    "PowersScreen",
    "Related",
    "Tab",
    "Verb",
    "VerbForm",
    "ViewError",
    "check_views",
    "day_filter",
    "init_drawn",
    "lookup_field",
    "storable",
    "typed_again",
    "word_filter",
    "yes_no_filter",
]
