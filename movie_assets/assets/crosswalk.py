"""Group `crosswalk`: which records are which title. The rules are in the room of that name."""

from __future__ import annotations

import dagster as dg

from movie_assets import policies
from movie_assets.assets.declare import lake_asset
from movie_assets.assets.drops import DROPS, EVERY_FILE
from movie_assets.assets.link_decisions import HUMAN_LINKS, heed
from movie_assets.assets.matching import MATCHES
from movie_assets.assets.redirects import SOURCE_REDIRECTS, Heirs, follow
from movie_assets.assets.scope import (
    everywhere,
    held,
    members,
    newest_records,
    reads_of,
    rows_of,
)
from movie_assets.assets.sources import IMDB_RECORDS
from movie_assets.assets.spine import SPINE
from movie_assets.assets.step import NO_PARTITION, Step
from movie_assets.crosswalk.claims import LINKED_SOURCES, PAGE_SOURCES, claims_sql
from movie_assets.crosswalk.compare import with_similarity
from movie_assets.crosswalk.decide import RULE_VERSION, candidates_sql, links_sql
from movie_assets.crosswalk.dropped import drop_records_sql, dropped_claims_sql
from movie_assets.crosswalk.human import human_links_sql
from movie_assets.crosswalk.unclaimed import matched_candidates_sql
from movie_assets.crosswalk.unmatched import unmatched_titles_sql
from movie_assets.model.ids import BUCKET_PARTITIONS, HOT, PARTITIONS, partition_sql
from movie_assets.model.outcomes import FOUND_SQL
from movie_assets.resources.lake import Lake, dataset

CANDIDATES = dataset("crosswalk_candidate")
LINKS = dataset("crosswalk")
UNMATCHED = dataset("unmatched")
CLAIMANTS = ("tmdb", "wikidata", "wikipedia")
# A title must have been met in the sources that say which others know it.
EVERY_BUCKET = policies.EVERY_BUCKET


def crosswalk_candidates(step: Step) -> None:
    """Pairs of a title and a record that may be one, with the evidence for and against."""
    lake = step.work.lake
    step.con.execute(
        "CREATE OR REPLACE TEMP TABLE imdb AS SELECT source_id, kind, title, original_title, year "
        f"FROM {lake.scan(IMDB_RECORDS, BUCKET_PARTITIONS)}"
    )
    follow(step)
    heirs: Heirs | None = None
    step.con.execute(
        f"CREATE OR REPLACE TEMP TABLE dropped AS {drop_records_sql(lake.scan(DROPS))}"
    )
    for partition in step.partitions:
        inputs = step.inputs(
            *(reads_of(dataset("source_record", one), partition) for one in CLAIMANTS),
            *(reads_of(dataset("page_asked", one), partition) for one in PAGE_SOURCES),
            (SPINE, [partition]),
            (IMDB_RECORDS, BUCKET_PARTITIONS),
            (DROPS, lake.partitions(DROPS)),
            (MATCHES, [NO_PARTITION]),
            (SOURCE_REDIRECTS, [NO_PARTITION]),
        )
        if step.is_current(partition, inputs):
            continue
        heirs = heirs or Heirs(step)
        _gather_claims(step, heirs, partition)
        matches = matched_candidates_sql(lake.scan(MATCHES))
        step.write(
            CANDIDATES,
            partition,
            f"SELECT * FROM ({candidates_sql()}) UNION ALL BY NAME "
            f"SELECT * FROM {rows_of(lake, f'({matches})', partition)}",
            inputs,
        )


def _gather_claims(step: Step, heirs: Heirs, partition: str) -> None:
    """What sources, pages and dropped files say of a partition's titles, as view `claims`."""
    living = f"(SELECT * FROM {held(step.work.lake, SPINE, partition)} WHERE state = 'active')"
    step.views(spine=living)
    step.views(
        **{
            one: heirs.records(one, _found(step.work.lake, one, partition), partition)
            for one in CLAIMANTS
        },
        pages=heirs.pages(partition),
    )
    claims = f"FROM ({claims_sql()}) UNION ALL BY NAME FROM ({dropped_claims_sql()})"
    step.con.register("claims", with_similarity(step.arrow(claims)))


def _found(lake: Lake, source: str, partition: str) -> str:
    records = newest_records(lake, source, partition)
    return f"(SELECT * FROM {records} WHERE {FOUND_SQL})"


def crosswalk(step: Step) -> None:
    """The decided links, one to one in each source, and what was left without one, and why.

    Decided over all candidates at once, so that partitions cannot change the answer.
    """
    lake, now = step.work.lake, {"now": step.work.clock.at}
    inputs = step.inputs(
        (CANDIDATES, PARTITIONS),
        (SPINE, BUCKET_PARTITIONS),
        (HUMAN_LINKS, [NO_PARTITION]),
    )
    todo = [one for one in step.partitions if not step.is_current(one, inputs)]
    if not todo:
        return
    heed(step, everywhere(lake, CANDIDATES))
    by_rules = f"SELECT * FROM ({links_sql()})"
    by_people = f"SELECT * FROM ({human_links_sql()})"
    step.con.execute(
        f"CREATE OR REPLACE TEMP TABLE decided AS {by_rules} UNION ALL BY NAME {by_people}", now
    )
    step.con.execute(
        "CREATE OR REPLACE TEMP TABLE linked_sources AS SELECT unnest($names) AS source",
        {"names": list(LINKED_SOURCES)},
    )
    for partition in todo:
        mine = _of_hot(step) if partition == HOT else f"{partition_sql()} = '{partition}'"
        step.views(
            links=f"(SELECT * FROM decided WHERE {mine})",
            spine=f"(SELECT * FROM {held(lake, SPINE, partition)} WHERE state = 'active')",
            tmdb=_found(lake, "tmdb", partition),
        )
        step.write(LINKS, partition, "SELECT * FROM links", inputs)
        step.write(UNMATCHED, partition, unmatched_titles_sql(), inputs)


def _of_hot(step: Step) -> str:
    """SQL that holds for links of whoever is in `hot`.

    A run of `hot` alone takes no record from a title that stays in its bucket: that one would go on
    holding it, too, and the record would be two titles'. The buckets' next run decides it.
    """
    hot = f"title_id IN (SELECT title_id FROM {members(step.work.lake)})"
    if step.partitions != [HOT]:
        return hot
    held_elsewhere = (
        f"SELECT source || ' ' || source_id FROM {step.work.lake.scan(LINKS, BUCKET_PARTITIONS)} "
        f"WHERE status = 'accepted' AND NOT {hot}"
    )
    return (
        f"{hot} AND NOT (status = 'accepted' AND source || ' ' || source_id IN ({held_elsewhere}))"
    )


assets = [
    lake_asset(
        crosswalk_candidates,
        group="crosswalk",
        outputs=[CANDIDATES],
        deps=[
            "title_spine",
            "record_matches",
            "tmdb_titles",
            "wikidata_ids",
            "metacritic_pages",
            "rotten_tomatoes_pages",
            "tv_tropes",
            "wikipedia_articles",
            dg.AssetDep("drops", partition_mapping=EVERY_FILE),
            dg.AssetDep("imdb_titles", partition_mapping=EVERY_BUCKET),
            "id_redirects",
        ],
        code_version=RULE_VERSION,
    ),
    lake_asset(
        crosswalk,
        group="crosswalk",
        outputs=[LINKS, UNMATCHED],
        deps=[
            dg.AssetDep("crosswalk_candidates", partition_mapping=EVERY_BUCKET),
            "link_decisions",
        ],
        code_version=RULE_VERSION,
    ),
]
