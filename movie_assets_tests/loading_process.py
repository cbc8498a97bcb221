"""A process that loads state after state into a catalogue, to be killed or to have company."""

import random
from collections.abc import Iterable
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path

from movie_assets.model.title_rows import TitleScore
from movie_assets_tests.forks import FORKS
from movie_assets_tests.loading_place import Place, score


def many(seed: int, count: int = 40) -> list[TitleScore]:
    """Scores of some titles, different for each seed: some move, come or go."""
    dice = random.Random(seed)
    return [
        score(f"movie/{number}", float(dice.choice((50, 60))), publisher)
        for number in range(count)
        for publisher in ("imdb", "tmdb")
        if dice.random() < 0.7
    ]


def load_seeds(url: str, folder: Path, seeds: list[int], began: Connection) -> None:
    """Load several states one after the other, saying when each begins: what a child does."""
    place = Place(url, folder)
    for seed in seeds:
        began.send(seed)
        place.load("title_score", many(seed))


def child(place: Place, seeds: Iterable[int]) -> tuple[BaseProcess, Connection]:
    """A process that loads them, and what it says."""
    told, began = FORKS.Pipe(duplex=False)
    process = FORKS.Process(target=load_seeds, args=(place.url, place.folder, list(seeds), began))
    process.start()
    began.close()
    return process, told
