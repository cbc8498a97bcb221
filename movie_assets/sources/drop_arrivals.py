"""Which dropped files are whole and new: the sensor's memory and its rule. No listing is made."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

# Files in the middle of being sent, as senders name them, and what is not meant for us.
_UNFINISHED = (".part", ".partial", ".tmp", ".filepart", ".crdownload", ".swp")


@dataclass(frozen=True, slots=True, kw_only=True)
class DropSeen:
    """A file as a listing shows it; `stamp` is its time or, in buckets, its ETag."""

    url: str
    folder: str  # below the place, empty for the place itself
    name: str
    size: int
    stamp: str

    @property
    def looks(self) -> str:
        """Changes with the file."""
        return f"{self.size} {self.stamp}"


@dataclass(frozen=True, slots=True)
class Arrivals:
    """What a listing comes to.

    `whole` stood still since the tick before and were not hashed since they changed; `memory` is
    the next tick's, to which the hashes of `whole` are added by `remembered`.
    """

    whole: list[DropSeen] = field(default_factory=list[DropSeen])
    waiting: list[DropSeen] = field(default_factory=list[DropSeen])
    memory: dict[str, tuple[str, str]] = field(default_factory=dict[str, tuple[str, str]])


def arrivals(listing: Iterable[DropSeen], memory: Mapping[str, tuple[str, str]]) -> Arrivals:
    """Tell whole files from those still being written and those known.

    Shape: memory is url -> (looks, hash), the hash empty until the file stood still; files that
           are gone are forgotten. Empty files wait: a sender has just opened them.
    """
    found = Arrivals()
    for one in listing:
        if one.name.startswith(".") or one.name.lower().endswith(_UNFINISHED):
            continue
        looks, digest = memory.get(one.url, ("", ""))
        same = looks == one.looks
        found.memory[one.url] = (one.looks, digest if same else "")
        if same and digest:
            continue
        (found.whole if same and one.size else found.waiting).append(one)
    return found


def read_memory(cursor: str | None) -> dict[str, tuple[str, str]]:
    """The memory a cursor holds; none when it is empty."""
    stored: dict[str, list[str]] = json.loads(cursor) if cursor else {}
    return {url: (one[0], one[1]) for url, one in stored.items()}


def written_memory(memory: Mapping[str, tuple[str, str]]) -> str:
    """The memory as a cursor."""
    return json.dumps(memory, sort_keys=True, ensure_ascii=False)
