"""Tables of how fresh what is known of titles is. When a title is due is not said here."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

from movie_assets.model.table import table
from movie_assets.model.types import Volatile


@table(
    "title_freshness",
    schemas=("lake", "catalogue"),
    key=("source", "min_popularity"),
    all_columns_count=True,
)
class TitleFreshness:
    """How many of a source's titles of one tier are as fresh as the tier wants, at one moment."""

    source: Annotated[str, "Name in the registry"]
    min_popularity: Annotated[float, "Titles at least this popular, and less than the next tier's"]
    target_days: Annotated[float, "How old what is known of them may be"]
    titles: Annotated[int, "Living titles of the tier that the source is to be asked for"]
    known_titles: Annotated[int, "Those it ever told of: a find, or that it has none"]
    fresh_titles: Annotated[int, "Those it told of within target_days"]
    weight: Annotated[float, "How much the titles are looked at: views, else 1 / popularity rank"]
    known_weight: Annotated[float, "The same of the known ones"]
    fresh_weight: Annotated[float, "The same of the fresh ones"]
    weighted_age_days: Annotated[
        float | None, "Mean age of what is known, weighted by looks; null where nothing is"
    ] = None
    oldest_good_at: Annotated[dt.datetime | None, "The good answer longest ago"] = None
    measured_at: Annotated[dt.datetime, "The run's clock"]


@table("write_vitals", schemas=("lake",), key=("of", "name"))
class WriteVitals:
    """What a dataset looked like when its checks last passed: the next write is held against it."""

    of: Annotated[str, "whole, partition, field or mean"]
    name: Annotated[str, "Which partition, field, or group of rows; empty of the whole"]
    rows: Annotated[int, "Rows; of a field those that say something, of a mean its values"]
    mean: Annotated[float | None, "Mean of the group's values"] = None
    versions: Annotated[str, "Fingerprint of the data versions it was measured on"]
    bounds: Annotated[str, "Fingerprint of the settings that bound what is there"]
    measured_at: Annotated[dt.datetime, "The run's clock", Volatile()]
