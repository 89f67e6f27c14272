"""Where the families of the demo school live. The towns are real; the streets' numbers and the telephones are not."""

from __future__ import annotations

from typing import NamedTuple


class Town(NamedTuple):
    """`weight` says how many families live there beside the other towns."""

    name: str
    postal_code: str
    area_code: str
    weight: int


TOWNS = (
    Town("Oakland", "94601", "510", 30),
    Town("San Leandro", "94577", "510", 14),
    Town("Alameda", "94501", "510", 10),
    Town("Hayward", "94541", "510", 9),
    Town("Berkeley", "94702", "510", 8),
    Town("Castro Valley", "94546", "510", 6),
    Town("El Cerrito", "94530", "510", 4),
    Town("Emeryville", "94608", "510", 4),
    Town("Richmond", "94801", "510", 4),
    Town("Fremont", "94536", "510", 3),
    Town("Union City", "94587", "510", 2),
    Town("San José", "95112", "408", 2),
    Town("Daly City", "94014", "650", 2),
    Town("San Francisco", "94110", "415", 1),
    Town("Half Moon Bay", "94019", "650", 1),
)
TOWN_WEIGHTS = tuple(town.weight for town in TOWNS)

STREETS = (
    "Acorn Street|Alder Lane|Ash Street|Bay Street|Beech Avenue|Birch Street|Bridge Road|Cedar Avenue|Cherry Lane|"
    "Chestnut Street|Church Street|Creek Road|Cypress Court|Dogwood Drive|Dove Lane|Elm Street|Fern Way|Fir Avenue|"
    "Garden Street|Harbor Boulevard|Hawthorn Way|Hazel Court|High Street|Hill Road|Holly Drive|Juniper Lane|"
    "Lake Street|Laurel Avenue|Lilac Lane|Linden Street|Magnolia Avenue|Main Street|Maple Avenue|Meadow Lane|"
    "Mill Road|Oak Street|Olive Street|Orchard Road|Palm Avenue|Park Street|Peach Tree Lane|Pine Street|"
    "Poplar Avenue|Quarry Road|Redwood Road|River Street|Rose Court|Sequoia Drive|Spring Street|Spruce Street|"
    "Station Road|Sycamore Drive|Valley Road|View Terrace|Walnut Street|Willow Way"
).split("|")

#: Two words name a school, see `campuses.py`.
SCHOOL_NAMES = (
    "Maple Cedar Harbor River Summit Willow Stone Lake Garden Orchard Meadow Forest Canyon Bay Eagle Fox Sun Moon "
    "Rose Clover Pine Oak Elm Birch Coral Silver Golden Amber Crystal Misty"
).split()
SCHOOL_PLACES = (
    "Grove Hill Ridge Valley Park Heights Creek Point View Field Glen Hollow Springs Crossing Bend Brook Shore "
    "Terrace Woods Landing Gate Mesa Bluff Cove Pass Knoll Vista Falls Haven Bridge"
).split()
