"""Assets of what the crosswalk leaves over: records without a title, and rates. No link is made."""

from __future__ import annotations

import dagster as dg

from movie_assets.assets.crosswalk import LINKS, UNMATCHED
from movie_assets.assets.declare import lake_asset, of_every_bucket
from movie_assets.assets.drops import DROPS, EVERY_FILE
from movie_assets.assets.landing import SourceTables
from movie_assets.assets.requested import WANTED
from movie_assets.assets.scope import everywhere, members
from movie_assets.assets.sources import IMDB_RECORDS
from movie_assets.assets.spine import SPINE
from movie_assets.assets.step import NO_PARTITION, Step
from movie_assets.crosswalk.claims import LINKED_SOURCES, PAGE_SOURCES
from movie_assets.crosswalk.dropped import drop_records_sql
from movie_assets.crosswalk.rates import history_sql, rates_sql
from movie_assets.crosswalk.unmatched import unmatched_records_sql
from movie_assets.model.ids import BUCKET_PARTITIONS, HOT, PARTITIONS
from movie_assets.model.outcomes import FOUND_SQL
from movie_assets.resources.lake import dataset

UNMATCHED_RECORDS = dataset("unmatched", "records")
MATCH_RATES = dataset("match_rate_history")
_TMDB = dataset("source_record", "tmdb")
# Sources whose records are met because somebody asked for a title, not because they exist.
_FILED = [SourceTables(one).records for one in (*PAGE_SOURCES, "wikidata", "wikipedia")]
_STRAYS = [SourceTables(one).strays for one in PAGE_SOURCES]
_FACTS = "source, source_id, kind, title, year, original_language"


def unmatched_records(step: Step) -> None:
    """Records that were met and are no title's, each with the reason.

    Dropped files' records, pages and articles that were read, what galleries and people ask for;
    of IMDb's dataset those that a title claims and does not get: the others are titles of their
    own, or too little known to be one.
    """
    lake = step.work.lake
    inputs = step.inputs(
        *((ds, PARTITIONS) for ds in (LINKS, *_FILED, *_STRAYS)),
        (DROPS, lake.partitions(DROPS)),
        (IMDB_RECORDS, BUCKET_PARTITIONS),
        (WANTED, [NO_PARTITION]),
    )
    if step.is_current(NO_PARTITION, inputs):
        return
    step.con.execute(f"CREATE OR REPLACE TEMP TABLE links AS FROM {everywhere(lake, LINKS)}")
    step.views(met=f"({_met(step)})", wanted=lake.scan(WANTED, [NO_PARTITION]))
    step.write(UNMATCHED_RECORDS, NO_PARTITION, unmatched_records_sql(), inputs)


def _met(step: Step) -> str:
    """SQL of the records that may have a title."""
    lake = step.work.lake
    rows = [
        f"SELECT {_FACTS} FROM ({drop_records_sql(lake.scan(DROPS))})",
        f"SELECT {_FACTS} FROM {lake.scan(IMDB_RECORDS, BUCKET_PARTITIONS)} "
        "SEMI JOIN links USING (source, source_id)",
        *(
            f"SELECT {_FACTS} FROM {lake.scan(ds, PARTITIONS)} "
            f"WHERE {FOUND_SQL} AND source_id <> ''"
            for ds in (*_FILED, *_STRAYS)
        ),
    ]
    return " UNION ALL ".join(rows)


def match_rates(step: Step) -> None:
    """How many titles and records were matched, by source, kind, decade and language, each day."""
    lake, day = step.work.lake, step.work.clock.day
    inputs = step.inputs(
        *((ds, PARTITIONS) for ds in (LINKS, UNMATCHED, _TMDB)),
        (UNMATCHED_RECORDS, [NO_PARTITION]),
        (SPINE, BUCKET_PARTITIONS),
        also=day.isoformat(),
    )
    if step.is_current(NO_PARTITION, inputs):
        return
    told = lake.newest_answers(_TMDB, BUCKET_PARTITIONS)
    living = f"{lake.scan(SPINE, BUCKET_PARTITIONS)} WHERE state = 'active' AND origin = 'tmdb'"
    left = (
        f"SELECT * FROM {lake.scan(UNMATCHED, BUCKET_PARTITIONS)} "
        f"WHERE item_id NOT IN (SELECT title_id FROM {members(lake)}) "
        f"UNION ALL SELECT * FROM {lake.scan(UNMATCHED, [HOT])}"
    )
    step.con.execute(
        "CREATE OR REPLACE TEMP TABLE linked_sources AS SELECT unnest($names) AS source",
        {"names": [source for source in LINKED_SOURCES if source != "tmdb"]},
    )
    step.views(
        links=everywhere(lake, LINKS),
        unmatched=f"({left} UNION ALL "
        f"SELECT * FROM {lake.scan(UNMATCHED_RECORDS, [NO_PARTITION])})",
        titled=f"(SELECT spine.title_id, year, original_language AS language FROM "
        f"(SELECT title_id FROM {living}) AS spine LEFT JOIN "
        f"(SELECT title_id, year, original_language FROM {told} WHERE {FOUND_SQL}) AS told "
        "USING (title_id))",
        known=lake.scan(MATCH_RATES, [NO_PARTITION]),
    )
    step.con.execute(f"CREATE OR REPLACE TEMP TABLE fresh AS {rates_sql()}", {"today": day})
    step.write(MATCH_RATES, NO_PARTITION, history_sql(), inputs, {"today": day})


assets = [
    lake_asset(
        unmatched_records,
        group="crosswalk",
        outputs=[UNMATCHED_RECORDS],
        deps=[
            *of_every_bucket(
                "crosswalk",
                "metacritic_pages",
                "rotten_tomatoes_pages",
                "tv_tropes",
                "wikidata_ids",
                "wikipedia_articles",
                "imdb_titles",
            ),
            "title_requests",
            dg.AssetDep("drops", partition_mapping=EVERY_FILE),
        ],
        partitions=None,
        code_version="1",
    ),
    lake_asset(
        match_rates,
        group="crosswalk",
        outputs=[MATCH_RATES],
        deps=[*of_every_bucket("crosswalk", "title_spine", "tmdb_titles"), "unmatched_records"],
        partitions=None,
        code_version="1",
    ),
]
