"""Any value of any type on the wire, built from the type's own limits: a new row needs no example of its own."""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import msgspec.inspect as types
from hypothesis import strategies as st

LONGEST = 30
"""Texts up to here are enough: what breaks is the letter, not the length."""
FAMILIAR = (
    "an",
    "admin",
    "u",
    "c",
    "new",
    "mine",
    "w",
    "s",
    "z",
    "l",
    "base",
    "alarm",
    "A",
    "camera",
    "rtsp://192.0.2.1/x",
)
"""Ids and words of the small city (tests/house/wishes.py), so that a wish made by chance meets its rows."""


def values(kind: type) -> st.SearchStrategy[Any]:
    """A strategy for `kind`. Raises KeyError for a type that nobody has thought of yet."""
    return _of(types.type_info(kind))


def _of(info: types.Type) -> st.SearchStrategy[Any]:
    return _MAKERS[type(info)](info)


def _text(info: Any) -> st.SearchStrategy[str]:
    least = info.min_length or 0
    most = min(info.max_length or LONGEST, max(least, LONGEST))
    known = [word for word in FAMILIAR if least <= len(word) <= most and re.search(info.pattern or "", word)]
    if info.pattern and not info.pattern.startswith("^[^"):
        anything = st.from_regex(info.pattern)
    else:  # what a line may not hold: control characters, and those that turn the direction of what follows
        anything = st.text(st.characters(exclude_categories=("Cc", "Cf", "Cs")), min_size=least, max_size=most)
    return st.one_of(st.sampled_from(known), anything) if known else anything


def _whole(info: Any) -> st.SearchStrategy[int]:
    least = info.ge if info.ge is not None else None if info.gt is None else info.gt + 1
    most = info.le if info.le is not None else None if info.lt is None else info.lt - 1
    # JSON's numbers are whole up to here in every language that will ever read them.
    return st.integers(-(2**53) if least is None else least, 2**53 if most is None else most)


def _real(info: Any) -> st.SearchStrategy[float]:
    return st.floats(
        min_value=info.ge if info.ge is not None else info.gt,
        max_value=info.le if info.le is not None else info.lt,
        exclude_min=info.gt is not None,
        exclude_max=info.lt is not None,
        allow_nan=False,
        allow_infinity=False,
    )


def _struct(info: Any) -> st.SearchStrategy[Any]:
    return st.builds(info.cls, **{field.name: _of(field.type) for field in info.fields})


def _times(info: Any) -> st.SearchStrategy[datetime]:
    """With and without a time zone: JSON may hold both."""
    return st.datetimes(timezones=st.sampled_from([UTC, None]))


_MAKERS: dict[type, Callable[[Any], st.SearchStrategy[Any]]] = {
    types.BoolType: lambda _: st.booleans(),
    types.DateTimeType: _times,
    types.DateType: lambda _: st.dates(),
    types.DictType: lambda info: st.dictionaries(_of(info.key_type), _of(info.value_type), max_size=4),
    types.EnumType: lambda info: st.sampled_from(info.cls),
    types.FloatType: _real,
    types.IntType: _whole,
    types.ListType: lambda info: st.lists(_of(info.item_type), max_size=4),
    types.NoneType: lambda _: st.none(),
    types.StrType: _text,
    types.StructType: _struct,
    types.TupleType: lambda info: st.tuples(*map(_of, info.item_types)),
    types.UnionType: lambda info: st.one_of(*map(_of, info.types)),
    types.VarTupleType: lambda info: st.lists(_of(info.item_type), min_size=info.min_length or 0, max_size=4).map(
        tuple
    ),
}
