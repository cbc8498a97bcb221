"""How right the surest tags are, against taggings the tagger never saw. Not a test.

    python -m movie_assets_tests.benchmarks.dna_tags DNA_FOLDER

DNA_FOLDER holds labels.parquet and titles.parquet. HetRec's and MovieLens' user tags and TiMoS'
tropes are kept from the tagger; it sees the rest: genres, keywords, TV Tropes as of 2014, people,
countries, certificates, subjects. Titles are ranked by our confidence in a tag, then by how many
facts speak for it, then by how much is known of them, then by id.

A line of TAGS is a tag of ours and the hidden labels that mean it, chosen by meaning and never
dropped for its result; the tags of single tropes came to the rules and to the list together.
A title counts as judged when it carries MIN_USER user tags or MIN_TROPES
tropes at least: nobody looked at the rest closely enough for a missing label to say anything. Even
so user tags are sparse (of judged titles half carry fewer than twelve, of 5,000 there are), and a
title without the tag may well be what the tag says, so for them precision is a lower bound.
Tropes were gathered by going through a list, and are nearly whole. So both are told apart.
Tags with fewer than SUPPORT judged titles are left out: fifty right ones could not be found.
"""

from __future__ import annotations

import sys
from collections import defaultdict
from pathlib import Path
from typing import NamedTuple

from movie_assets_tests.benchmarks.dna_hidden import TROPE, USER, hidden, seen
from movie_assets_tests.benchmarks.dna_tag_words import TAGS

AT = 50
MIN_USER, MIN_TROPES, SUPPORT = 6, 8, 100
_ASKED = ("mood", "plot", "time", "place")


class Ranked(NamedTuple):
    """A title by one of our tags; sorts the surest first."""

    doubt: float
    facts: int
    known: int
    title_id: str


class Row(NamedTuple):
    """How one tag did: of its first fifty judged titles so many carry a hidden label for it."""

    precision: float
    support: int
    judged: int
    tag: str


class Meaning(NamedTuple):
    """A tag of ours and what it is called by others."""

    category: str
    label: str
    user: frozenset[str]
    tropes: frozenset[str]


def meanings() -> list[Meaning]:
    """The lines of TAGS."""
    found: list[Meaning] = []
    for line in TAGS.strip().splitlines():
        tag, _, others = line.partition(" | ")
        category, _, label = tag.partition(": ")
        user, _, tropes = others.partition("|")
        found.append(Meaning(category, label, _words(user), _words(tropes)))
    return found


def _words(text: str) -> frozenset[str]:
    return frozenset(word.strip().casefold() for word in text.split(";") if word.strip())


def ranked(folder: Path) -> tuple[dict[tuple[str, str], list[Ranked]], dict[str, float]]:
    """Titles of each of our tags, surest first; and the share of titles told of by category."""
    found: dict[tuple[str, str], list[Ranked]] = defaultdict(list)
    told: dict[str, int] = defaultdict(int)
    titles = 0
    for facts, tags, known in seen(folder):
        titles += 1
        categories = {tag.category for tag in tags}
        for category in categories:
            told[category] += 1
        told["all four"] += categories.issuperset(_ASKED)
        for tag in tags:
            row = Ranked(-tag.confidence, -len(tag.evidence), -known, facts.title_id)
            found[tag.category, tag.label].append(row)
    for rows in found.values():
        rows.sort()
    return found, {key: told[key] / titles for key in (*_ASKED, "all four")}


def measured(
    found: dict[tuple[str, str], list[Ranked]], user: dict[str, set[str]],
    tropes: dict[str, set[str]],
) -> dict[str, list[Row]]:  # fmt: skip
    """Precision of each tag with enough support, by whether user tags or tropes judge it."""
    looked_at = {one for one, said in user.items() if len(said) >= MIN_USER}
    gone_through = {one for one, said in tropes.items() if len(said) >= MIN_TROPES}
    rows: dict[str, list[Row]] = {"tropes": [], "user tags": []}
    for one in meanings():
        judged = (looked_at if one.user else set()) | (gone_through if one.tropes else set())
        right = {
            title
            for title in judged
            if user.get(title, set()) & one.user or tropes.get(title, set()) & one.tropes
        }
        if len(right) < SUPPORT:
            continue
        first = [row for row in found.get((one.category, one.label), []) if row.title_id in judged]
        hits = sum(row.title_id in right for row in first[:AT])
        row = Row(hits / AT, len(right), len(judged), f"{one.category}: {one.label}")
        rows["user tags" if one.user else "tropes"].append(row)
    return rows


def main(folder: Path) -> None:
    """Print precision at 50 of every tag, its mean over tags, and the share of titles told of."""
    found, shares = ranked(folder)
    for whose, rows in measured(found, hidden(folder, USER), hidden(folder, TROPE)).items():
        print(f"\nprecision@{AT}  of so many  among  tag (judged by {whose})")
        for row in sorted(rows, reverse=True):
            print(f"{row.precision:12.2f} {row.support:11} {row.judged:6}  {row.tag}")
        mean = sum(row.precision for row in rows) / len(rows)
        chance = sum(row.support / row.judged for row in rows) / len(rows)
        print(f"{mean:12.3f} macro over {len(rows)} tags by {whose}; by chance {chance:.3f}")
    print("\ntitles told of: " + ", ".join(f"{key} {share:.1%}" for key, share in shares.items()))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
