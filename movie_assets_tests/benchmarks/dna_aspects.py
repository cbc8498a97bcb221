"""Whether an aspect's vectors order titles by that aspect, on labels they never saw. Not a test.

    python -m movie_assets_tests.benchmarks.dna_aspects DNA_FOLDER

DNA_FOLDER holds labels.parquet and titles.parquet. User tags (HetRec's and MovieLens') and TiMoS'
tropes are kept from tagger and vectors; from the user tags come triplets: a film, one of the same
plot and the other mood, and one of the same mood and another plot. `story` has to put the first
nearer, `mood` the second.

What makes a triplet was decided from the hidden tags and the films alone, never from a vector:

- A mood is light or dark. Two people at least, or one by two tags, say so, and four fifths of all
  who say either: one person calls The Godfather Part II goofy and another Sixteen Candles
  depressing. `family` is no mood; it was given to films about families, and is no longer counted.
- What users say happens does not always, or not as the film's story; one person's word is enough
  for a tag. NOT_ITS_PLOT names the fourteen such tags found among about two hundred.
- Each film has keywords, for what is not seen cannot be told: without them (two films in five here,
  few in a catalogue fed by TMDB) only genres and tropes are left, and tropes say how a story is
  told. The figure without this condition is printed as well.

Few plots have light and dark films that users tagged: 200 triplets rest on 33 first films (53
without keywords), so a difference of .03 says little.
"""

from __future__ import annotations

import random
import sys
from collections import Counter
from pathlib import Path
from typing import NamedTuple

import numpy as np

from movie_assets.dna import vectors
from movie_assets.dna.documents import ASPECTS, document
from movie_assets_tests.benchmarks.dna_hidden import USER, counted, seen

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

NOT_ITS_PLOT = frozenset({
    ("tt0065988", "holocaust"),  # Little Big Man: the Cheyenne's, not of the World War
    ("tt0066026", "world war ii"),  # M*A*S*H: Korea, told with an eye on Vietnam
    ("tt0071853", "high school"),  # Monty Python and the Holy Grail
    ("tt0078748", "haunted house"),  # Alien: an image
    ("tt0050613", "ghosts"),  # Throne of Blood: one scene
    ("tt0120255", "ghosts/afterlife"),  # The Sweet Hereafter: there are none
    ("tt0101272", "lawyers"),  # The Addams Family: a minor figure
    ("tt0109506", "rock and roll"),  # The Crow: the dead man's trade
    ("tt0120586", "nazis"),  # American History X: of today, and no war
    ("tt0120586", "holocaust"),
    ("tt0130827", "adultery"),  # Run Lola Run: her father's, in passing
    ("tt0212712", "gambling"),  # 2046: a minor figure
    ("tt0333766", "gambling"),  # Garden State
    ("tt0390384", "president"),  # Primer
})  # fmt: skip
"""(film, tag): what a user tag says happens and does not, or not as the film's story."""

MOODS = {
    "light": frozenset({
        "funny", "comedy", "silly", "goofy", "light", "whimsical", "parody", "spoof", "hilarious",
        "madcap", "easygoing", "fun", "quirky", "heartwarming", "feelgood", "cute", "sweet",
        "fanciful", "slapstick", "screwball", "romantic comedy", "irreverent",
    }),
    "dark": frozenset({
        "bleak", "disturbing", "tense", "menacing", "ominous", "creepy", "gritty", "somber", "grim",
        "harsh", "eerie", "dark", "depressing", "sad", "melancholy", "elegiac", "downbeat",
        "gloomy", "violent", "claustrophobic", "scary", "gruesome", "austere", "paranoid",
    }),
}  # fmt: skip
SAID, AGREED = 2, 0.8
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
    for imdb_id, tags in counted(folder, USER).items():
        mood = mood_of(tags)
        its = {tag for tag in tags if (imdb_id, tag) not in NOT_ITS_PLOT}
        plots = frozenset(place for place, said in enumerate(words) if its & said)
        if imdb_id in known and mood:
            found[imdb_id] = Film(plots, mood)
    return found


def mood_of(tags: Counter[str]) -> str:
    """Light or dark, as enough people agree; or ""."""
    said = {mood: sum(tags[word] for word in words) for mood, words in MOODS.items()}
    mood = max(said, key=lambda one: said[one])
    agreed = said[mood] >= SAID and said[mood] >= AGREED * sum(said.values())
    return mood if agreed else ""


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
    places = {name: place for place, name in enumerate(names)}
    keyed = {facts.title_id for facts, _ in told if facts.keywords}
    known = keyed | {facts.title_id for facts, _ in told if facts.tropes}
    for said, own in (("films with keywords", keyed), ("films with keywords or tropes", known)):
        drawn = triplets(films(folder, own))
        print(f"{said}: {len(drawn)} triplets of {len({one[0] for one in drawn})} first films")
        report(drawn, places, placed)


def report(
    drawn: list[Triplet], places: dict[str, int], placed: dict[str, np.ndarray]
) -> dict[str, tuple[float, float]]:
    """By aspect, the share of triplets it orders rightly by story, and by mood; printed as well."""
    anchor, plot, mood = ([places[one[at]] for one in drawn] for at in range(3))
    rates: dict[str, tuple[float, float]] = {}
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
