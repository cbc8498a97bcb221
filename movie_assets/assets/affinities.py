"""Group `dna`: which titles are liked together. How that is learnt is the room's."""

from __future__ import annotations

import dagster as dg
import numpy as np
import pyarrow as pa
from threadpoolctl import threadpool_limits  # pyright: ignore[reportMissingTypeStubs]

from movie_assets.assets.crosswalk import EVERY_BUCKET
from movie_assets.assets.declare import lake_asset
from movie_assets.assets.step import NO_PARTITION, Step
from movie_assets.assets.titles import TITLES
from movie_assets.dna import affinities as learning
from movie_assets.dna.recommend import Ratings
from movie_assets.model.ids import BUCKET_PARTITIONS
from movie_assets.resources.lake import dataset

RATINGS = dataset("person_rating")
AFFINITIES = dataset("title_affinity")


def title_affinities(step: Step) -> None:
    """Titles that are liked together, learnt from the files `movie-assets learn-ratings` took."""
    lake = step.work.lake
    files = lake.partitions(RATINGS)
    # Titles by their IMDb ids only: a title that changes otherwise is no reason to learn again.
    step.con.execute(
        "CREATE TEMP TABLE known AS SELECT imdb_id, min(title_id) AS title_id "
        f"FROM {lake.scan(TITLES, BUCKET_PARTITIONS if files else [])} "
        "WHERE imdb_id IS NOT NULL GROUP BY imdb_id"
    )
    step.con.execute(
        "CREATE TEMP TABLE rated AS SELECT person, title_id, rating, epoch(rated_at) AS moment "
        f"FROM {lake.scan(RATINGS, files)} JOIN known USING (imdb_id)"
    )
    ((titles,),) = step.con.execute(
        "SELECT md5(coalesce(string_agg(DISTINCT title_id, ' ' ORDER BY title_id), '')) FROM rated"
    ).fetchall()
    inputs = step.inputs((RATINGS, files), also=titles)
    if step.is_current(NO_PARTITION, inputs):
        return
    ratings, names = _ratings(step)
    # One thread: sums of floats depend on how they are split.
    with threadpool_limits(limits=1):
        found = learning.affinities(ratings)
    pairs = {"title_id": names[found.item], "other_id": names[found.other], "weight": found.weight}
    step.con.register("pairs", pa.table(pairs))
    step.write(AFFINITIES, NO_PARTITION, "SELECT * FROM pairs", inputs)


def _ratings(step: Step) -> tuple[Ratings, np.ndarray]:
    """Ratings as columns, and the title each number stands for."""
    columns = step.con.execute(
        "SELECT dense_rank() OVER (ORDER BY person) - 1 AS person, "
        "dense_rank() OVER (ORDER BY title_id) - 1 AS item, rating, moment "
        "FROM rated ORDER BY person, moment, title_id"
    ).fetchnumpy()
    names = [row[0] for row in step.con.execute(
        "SELECT DISTINCT title_id FROM rated ORDER BY title_id").fetchall()]  # fmt: skip
    user, item, rating, moment = (np.asarray(column) for column in columns.values())
    users = int(user.max()) + 1 if len(user) else 0
    ratings = Ratings(
        user.astype(np.int64), item.astype(np.int64), rating.astype(float), moment.astype(float),
        users, len(names),
    )  # fmt: skip
    return ratings, np.array(names, dtype=object)


assets = [
    lake_asset(
        title_affinities,
        group="dna",
        outputs=[AFFINITIES],
        partitions=None,
        deps=[dg.AssetDep("titles", partition_mapping=EVERY_BUCKET)],
        code_version=learning.VERSION,
        kinds=frozenset({"numpy", "parquet"}),
    )
]
