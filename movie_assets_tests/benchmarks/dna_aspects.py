"""Whether an aspect's vectors order titles by that aspect, on labels they never saw. Not a test.

    python -m movie_assets_tests.benchmarks.dna_aspects DNA_FOLDER

DNA_FOLDER holds labels.parquet and titles.parquet. User tags (HetRec's and MovieLens') and TiMoS'
tropes are kept from tagger and vectors; from the user tags come triplets: a film, one of the same
plot and the other mood, and one of the same mood and another plot. `story` has to put the first
nearer, `mood` the second. A mood is light or dark, told by two tags at least and by none of the
other; a film of neither is in no triplet, nor one of which nothing is known but what was hidden.
"""

from __future__ import annotations

import random
import sys
from pathlib import Path
from typing import NamedTuple

import numpy as np

from movie_assets.dna import vectors
from movie_assets.dna.documents import ASPECTS, document
from movie_assets_tests.benchmarks.dna_hidden import USER, hidden, seen

PLOTS = (
    "time travel|groundhog day", "heist|caper|robbery|bank robbery", "zombie|zombies",
    "vampire|vampires|dracula", "serial killer", "world war ii|wwii|nazis|holocaust",
    "boxing|sport:boxing", "baseball", "prison|prison escape",
    "high school", "martial arts|kung fu|ninja|wuxia", "james bond|bond|espionage|spies|spy",
    "christmas|xmas theme", "superhero|superheroes|super-hero",
    "aliens|alien|alien invasion", "ghosts|ghosts/afterlife|haunted house", "robots|androids",
    "post apocalyptic|postapocalyptic|dystopia", "mafia|gangsters|organized crime|mob",
    "gambling|poker", "courtroom|courtroom drama|lawyers", "kidnapping",
    "road trip", "wedding", "revenge|vengeance|out for revenge", "assassin|hitman",
    "werewolf|werewolves", "pirates", "dogs|animal:dog", "journalism|members of the press",
    "vietnam war|vietnam", "samurai", "politics|president", "adultery|infidelity",
    "musicians|rock and roll|music business",
)  # fmt: skip
"""Things that happen, each in the words users have for it."""

MOODS = {
    "light": frozenset({
        "funny", "comedy", "silly", "goofy", "light", "whimsical", "parody", "spoof", "hilarious",
        "madcap", "easygoing", "fun", "quirky", "heartwarming", "feelgood", "cute", "sweet",
        "fanciful", "slapstick", "screwball", "romantic comedy", "irreverent", "family",
    }),
    "dark": frozenset({
        "bleak", "disturbing", "tense", "menacing", "ominous", "creepy", "gritty", "somber", "grim",
        "harsh", "eerie", "dark", "depressing", "sad", "melancholy", "elegiac", "downbeat",
        "gloomy", "violent", "claustrophobic", "scary", "gruesome", "austere", "paranoid",
    }),
}  # fmt: skip
OTHER = {"light": "dark", "dark": "light"}
TRIPLETS = 200
_SEED = 0


class Film(NamedTuple):
    """A film as the hidden tags see it."""

    plots: frozenset[int]
    mood: str


Triplet = tuple[str, str, str]


def films(folder: Path, known: set[str]) -> dict[str, Film]:
    """Films with a plot or a mood by their hidden tags, of those whose vectors there are."""
    words = [frozenset(one.split("|")) for one in PLOTS]
    found: dict[str, Film] = {}
    for imdb_id, tags in hidden(folder, USER).items():
        moods = [
            mood
            for mood, said in MOODS.items()
            if len(tags & said) >= 2 and not tags & MOODS[OTHER[mood]]
        ]
        plots = frozenset(place for place, said in enumerate(words) if tags & said)
        if imdb_id in known and len(moods) == 1:
            found[imdb_id] = Film(plots, moods[0])
    return found


def triplets(found: dict[str, Film]) -> list[Triplet]:
    """A film, one with a plot of its own and the other mood, and one of its mood, no plot shared.

    Each pair of plots and moods is drawn from by turns, so that no plot has more than its share.
    """
    dice = random.Random(_SEED)
    order = sorted(found)
    drawn: dict[Triplet, None] = {}
    for turn in range(50 * TRIPLETS):
        plot, mood = turn % len(PLOTS), ("light", "dark")[turn // len(PLOTS) % 2]
        own = [one for one in order if plot in found[one].plots and found[one].mood == mood]
        same = [one for one in order if plot in found[one].plots and found[one].mood != mood]
        if not own or not same:
            continue
        anchor = dice.choice(own)
        mine = found[anchor].plots
        apart = [one for one in order if found[one].mood == mood and not found[one].plots & mine]
        drawn[anchor, dice.choice(same), dice.choice(apart)] = None
        if len(drawn) == TRIPLETS:
            break
    return list(drawn)


def main(folder: Path) -> None:
    """Print how many triplets each aspect orders rightly for story and for mood."""
    told = [(facts, tags) for facts, tags, _ in seen(folder)]
    model = vectors.fit(document(facts, tags) for facts, tags in told)
    names = [facts.title_id for facts, _ in told]
    placed = {
        aspect: model.embed([document(facts, tags, aspect) for facts, tags in told], aspect)
        for aspect in ASPECTS
    }
    known = {
        name
        for place, (name, (facts, _)) in enumerate(zip(names, told, strict=True))
        if placed["story"][place].any() and placed["mood"][place].any()
        if facts.keywords or facts.tropes
    }
    report(triplets(films(folder, known)), {name: at for at, name in enumerate(names)}, placed)


def report(
    drawn: list[Triplet], places: dict[str, int], placed: dict[str, np.ndarray]
) -> dict[str, tuple[float, float]]:
    """By aspect, the share of triplets it orders rightly by story, and by mood; printed as well."""
    anchor, plot, mood = ([places[one[at]] for one in drawn] for at in range(3))
    rates: dict[str, tuple[float, float]] = {}
    print(f"{len(drawn)} triplets")
    for aspect, rows in placed.items():
        by_plot = (rows[anchor] * rows[plot]).sum(axis=1)
        by_mood = (rows[anchor] * rows[mood]).sum(axis=1)
        rates[aspect] = (float((by_plot > by_mood).mean()), float((by_mood > by_plot).mean()))
        print(f"  {aspect:11} same plot first {rates[aspect][0]:.3f}, same mood first "
              f"{rates[aspect][1]:.3f}")  # fmt: skip
    right = (rates["story"][0] + rates["mood"][1]) / 2
    print(f"the right aspect {right:.3f}, `all` {sum(rates['all']) / 2:.3f}")
    return rates


if __name__ == "__main__":
    main(Path(sys.argv[1]))
