"""A process that asks a language model about the titles of a home, until somebody kills it."""

from pathlib import Path

from movie_assets_tests import dna_place
from movie_assets_tests.universe_lanes import bench_at


def ask_until_killed(base_url: str, folder: Path) -> None:
    """Materialise `dna_answers`."""
    dna_place.ask(bench_at({}, folder), dna_place.chat_of(base_url))
