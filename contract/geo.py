"""Places on the earth in WGS 84 degrees, and the distances between them."""

from math import asin, cos, radians, sin, sqrt
from typing import Annotated

from msgspec import Meta, Struct

EARTH_M = 6_371_008.8
"""Mean radius of the earth in metres (IUGG)."""


class Point(Struct, frozen=True):
    """A place: latitude and longitude in WGS 84 degrees (EPSG:4326)."""

    lat: Annotated[float, Meta(ge=-90, le=90)]
    lon: Annotated[float, Meta(ge=-180, le=180)]


def distance_m(a: Point, b: Point) -> float:
    """Great-circle distance in metres."""
    lat, lon = radians(b.lat - a.lat) / 2, radians(b.lon - a.lon) / 2
    h = sin(lat) ** 2 + cos(radians(a.lat)) * cos(radians(b.lat)) * sin(lon) ** 2
    return 2 * EARTH_M * asin(min(1.0, sqrt(h)))
