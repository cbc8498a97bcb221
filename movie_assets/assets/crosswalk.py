"""Group `crosswalk`: which records are which title. The rules are in the room of that name."""

from __future__ import annotations

import dagster as dg

from movie_assets.assets.declare import lake_asset
from movie_assets.assets.drops import DROPS, EVERY_FILE
from movie_assets.assets.redirects import SOURCE_REDIRECTS, Heirs, follow
from movie_assets.assets.scope import held, members, newest_records, reads_of
from movie_assets.assets.sources import IMDB_RECORDS
from movie_assets.assets.spine import SPINE
from movie_assets.assets.step import NO_PARTITION, Step
from movie_assets.crosswalk.claims import LINKED_SOURCES, PAGE_SOURCES, claims_sql
from movie_assets.crosswalk.compare import with_similarity
from movie_assets.crosswalk.decide import RULE_VERSION, candidates_sql, links_sql, unmatched_sql
from movie_assets.crosswalk.dropped import drop_records_sql, dropped_claims_sql
from movie_assets.model.ids import BUCKET_PARTITIONS, HOT, partition_sql
from movie_assets.resources.lake import Lake, dataset

CANDIDATES = dataset("crosswalk_candidate")
LINKS = dataset("crosswalk")
UNMATCHED = dataset("unmatched")
_FOUND = "outcome IN ('found', 'no_score_yet')"
CLAIMANTS = ("tmdb", "wikidata", "wikipedia")
# A title must have been met in the sources that say which others know it.
EVERY_BUCKET = dg.AllPartitionMapping()


def crosswalk_candidates(step: Step) -> None:
    """Pairs of a title and a record that may be one, with the evidence for and against."""
    lake = step.work.lake
    step.con.execute(
        "CREATE OR REPLACE TEMP TABLE imdb AS SELECT source_id, kind, title, original_title, year "
        f"FROM {lake.scan(IMDB_RECORDS, BUCKET_PARTITIONS)}"
    )
    follow(step)
    heirs: Heirs | None = None
    files = lake.partitions(DROPS)
    everyone = [(dataset("source_record", one), BUCKET_PARTITIONS) for one in ("tmdb", "wikidata")]
    are_found = False
    for partition in step.partitions:
        inputs = step.inputs(
            (DROPS, files),
            *(everyone if files else ()),
            *(reads_of(dataset("source_record", one), partition) for one in CLAIMANTS),
            *(reads_of(dataset("page_asked", one), partition) for one in PAGE_SOURCES),
            (SPINE, [partition]),
            (IMDB_RECORDS, BUCKET_PARTITIONS),
            (SOURCE_REDIRECTS, [NO_PARTITION]),
        )
        if step.is_current(partition, inputs):
            continue
        heirs = heirs or Heirs(step)
        if not are_found:
            _find_dropped_claims(step)
            are_found = True
        step.views(spine=f"(SELECT * FROM {held(lake, SPINE, partition)} WHERE state = 'active')")
        step.views(
            **{one: _of_living(heirs, step, one, partition) for one in CLAIMANTS},
            pages=heirs.pages(partition),
        )
        claims = f"FROM ({claims_sql()}) UNION ALL BY NAME {_dropped_claims(lake, partition)}"
        step.con.register("claims", with_similarity(step.arrow(claims)))
        step.write(CANDIDATES, partition, candidates_sql(), inputs)


def _find_dropped_claims(step: Step) -> None:
    """Claims of dropped records on titles of every partition: a name is unique among all or not."""
    lake = step.work.lake
    for name in ("tmdb", "wikidata"):
        newest = lake.newest_answers(dataset("source_record", name), BUCKET_PARTITIONS)
        step.views(**{name: f"(SELECT * FROM {newest} WHERE {_FOUND})"})
    step.views(dropped=f"({drop_records_sql(lake.scan(DROPS))})")
    step.con.execute(f"CREATE OR REPLACE TEMP TABLE dropped_claim AS {dropped_claims_sql()}")


def _dropped_claims(lake: Lake, partition: str) -> str:
    if partition == HOT:
        return f"SELECT * FROM dropped_claim SEMI JOIN {members(lake)} USING (title_id)"
    return f"SELECT * FROM dropped_claim WHERE {partition_sql()} = '{partition}'"


def _of_living(heirs: Heirs, step: Step, source: str, partition: str) -> str:
    """SQL of what a source says of a partition's living titles, as theirs or of old ids of them."""
    records = heirs.records(source, _found(step.work.lake, source, partition), partition)
    return f"(SELECT * FROM {records} SEMI JOIN spine USING (title_id))"


def _found(lake: Lake, source: str, partition: str) -> str:
    records = newest_records(lake, source, partition)
    return f"(SELECT * FROM {records} WHERE {_FOUND})"


def crosswalk(step: Step) -> None:
    """The decided links, one to one in each source, and what was left without one, and why.

    Decided over all candidates at once, so that partitions cannot change the answer.
    """
    lake, now = step.work.lake, {"now": step.work.clock.at}
    inputs = step.inputs((CANDIDATES, [*BUCKET_PARTITIONS, HOT]), (SPINE, BUCKET_PARTITIONS))
    todo = [one for one in step.partitions if not step.is_current(one, inputs)]
    if not todo:
        return
    step.views(candidates=_all_candidates(lake))
    step.con.execute(f"CREATE OR REPLACE TEMP TABLE decided AS {links_sql()}", now)
    step.con.execute(
        "CREATE OR REPLACE TEMP TABLE linked_sources AS SELECT unnest($names) AS source",
        {"names": list(LINKED_SOURCES)},
    )
    for partition in todo:
        mine = (
            f"title_id IN (SELECT title_id FROM {members(lake)})"
            if partition == HOT
            else f"{partition_sql()} = '{partition}'"
        )
        step.views(
            links=f"(SELECT * FROM decided WHERE {mine})",
            spine=f"(SELECT * FROM {held(lake, SPINE, partition)} WHERE state = 'active')",
            tmdb=_found(lake, "tmdb", partition),
        )
        step.write(LINKS, partition, "SELECT * FROM links", inputs)
        step.write(UNMATCHED, partition, unmatched_sql(), inputs)


def _all_candidates(lake: Lake) -> str:
    """Every title's candidates once: those of `hot` in place of their buckets'."""
    return (
        f"(SELECT * FROM {lake.scan(CANDIDATES, BUCKET_PARTITIONS)} "
        f"ANTI JOIN {members(lake)} USING (title_id) "
        f"UNION ALL SELECT * FROM {lake.scan(CANDIDATES, [HOT])})"
    )


assets = [
    lake_asset(
        crosswalk_candidates,
        group="crosswalk",
        outputs=[CANDIDATES],
        deps=[
            "title_spine",
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
        deps=[dg.AssetDep("crosswalk_candidates", partition_mapping=EVERY_BUCKET)],
        code_version=RULE_VERSION,
    ),
]
