"""Writes a value as Nuxt's payloads hold it: one array in which numbers are places. No meaning."""

from collections.abc import Mapping
from typing import Any


def flattened(value: Any) -> list[Any]:
    """Flatten a value: place 0 is a reactive wrapper, place 1 the value itself.

    Shape: lists and objects hold places; scalars stand as they are, each different one once.

    >>> flattened({"a": [7, 7]})
    [['ShallowReactive', 1], {'a': 2}, [3, 3], 7]
    """
    places: list[Any] = [["ShallowReactive", 1]]
    known: dict[tuple[str, Any], int] = {}

    def place(one: Any) -> int:
        scalar = not isinstance(one, Mapping | list)
        key = (type(one).__name__, one) if scalar else ("", None)
        if scalar and key in known:
            return known[key]
        at = len(places)
        places.append(one)
        if scalar:
            known[key] = at
        elif isinstance(one, Mapping):
            places[at] = {}
            places[at] = {name: place(inner) for name, inner in one.items()}
        else:
            places[at] = [place(inner) for inner in one]
        return at

    place(value)
    return places
