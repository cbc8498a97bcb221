"""A process that runs Metacritic's lane on a home that stands, until somebody kills it."""

from collections.abc import Mapping
from pathlib import Path

import movie_assets_tests.universe_lanes as lanes
from movie_assets.assets import pages


def walk_until_killed(bases: Mapping[str, str], folder: Path, bucket: str) -> None:
    """Materialise one bucket of `metacritic_pages`."""
    work = lanes.bench_at(bases, folder)
    lanes.materialise(work, pages.assets, "metacritic_pages", bucket)
