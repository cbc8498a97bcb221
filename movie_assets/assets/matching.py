"""Group `crosswalk`: records no id ties, compared with titles. The rules are in the room."""

from __future__ import annotations

from typing import Any

import dagster as dg

from movie_assets import policies
from movie_assets.assets.declare import lake_asset
from movie_assets.assets.drops import DROPS, EVERY_FILE
from movie_assets.assets.redirects import SOURCE_REDIRECTS, follow
from movie_assets.assets.scope import everywhere, held, newest_records, reads_of
from movie_assets.assets.sources import IMDB_RECORDS
from movie_assets.assets.spine import SPINE
from movie_assets.assets.step import NO_PARTITION, Step
from movie_assets.crosswalk import match, pairs, unclaimed
from movie_assets.crosswalk.dropped import drop_records_sql, dropped_claims_sql
from movie_assets.crosswalk.forms import title_forms as take_apart
from movie_assets.crosswalk.weights import RULE_VERSION
from movie_assets.model.ids import BUCKET_PARTITIONS, PARTITIONS
from movie_assets.model.outcomes import FOUND_SQL
from movie_assets.resources.lake import dataset

FORMS = dataset("title_form")
MATCHES = dataset("record_match")
PAIRS = dataset("record_pair")
_TMDB = dataset("source_record", "tmdb")
_WIKIDATA = dataset("source_record", "wikidata")


def title_forms(step: Step) -> None:
    """Every name of each title taken apart, as names are compared: articles, numbers, subtitles.

    Only titles whose names changed are taken apart again.
    """
    lake = step.work.lake
    for partition in step.partitions:
        inputs = step.inputs(reads_of(_TMDB, partition))
        if step.is_current(partition, inputs):
            continue
        step.views(
            tmdb=f"(SELECT * FROM {newest_records(lake, 'tmdb', partition)} WHERE {FOUND_SQL})",
            known=held(lake, FORMS, partition),
        )
        step.con.execute(f"CREATE OR REPLACE TEMP TABLE named AS {unclaimed.named_sql()}")
        step.views(spine="named ANTI JOIN known USING (title_id, names_hash)")
        take_apart(step.con)
        step.write(
            FORMS,
            partition,
            "SELECT * FROM known SEMI JOIN named USING (title_id, names_hash) UNION ALL BY NAME "
            "SELECT name_form.*, names_hash FROM name_form JOIN named USING (title_id)",
            inputs,
        )


def record_matches(step: Step) -> None:
    """Which title each record that no id ties may be, by names and fields, with the evidence.

    Records are compared again when they or any title changed; decided on all together always.
    """
    lake = step.work.lake
    titles = step.inputs(
        *((ds, PARTITIONS) for ds in (_TMDB, _WIKIDATA, FORMS)),
        (SPINE, BUCKET_PARTITIONS),
        (IMDB_RECORDS, BUCKET_PARTITIONS),
        (SOURCE_REDIRECTS, [NO_PARTITION]),
    )
    files = lake.partitions(DROPS)
    inputs = step.inputs((DROPS, files), also=titles)
    if step.is_current(NO_PARTITION, inputs):
        return
    _gather(step)
    spine = {"spine": titles}
    # After a kill between the two writes one of them tells of other records than the other.
    stands = lake.inputs(MATCHES, NO_PARTITION) == lake.inputs(PAIRS, NO_PARTITION)
    step.views(
        known=f"(SELECT * FROM {lake.scan(MATCHES)} WHERE {stands} AND spine_version = '{titles}')",
        fresh="unclaimed ANTI JOIN known USING (source, source_id, record_hash)",
        records="fresh",
    )
    _compare(step)
    step.views(pairs="pair_held", records="unclaimed")
    pairs.decide_kept(step.con)
    step.write(MATCHES, NO_PARTITION, unclaimed.matches_sql(), inputs, spine)
    step.write(PAIRS, NO_PARTITION, "SELECT * FROM pair_held", inputs)
    step.notes |= _figures(step)


def _gather(step: Step) -> None:
    """The titles, their names and the records to be matched, as the matcher reads them."""
    lake, con = step.work.lake, step.con
    follow(step)
    living = f"(SELECT title_id FROM {lake.scan(SPINE, BUCKET_PARTITIONS)} WHERE state = 'active')"
    for name, ds in (("tmdb", _TMDB), ("wikidata", _WIKIDATA)):
        newest = lake.newest_answers(ds, BUCKET_PARTITIONS)
        step.views(
            **{
                name: f"(SELECT * FROM {newest} SEMI JOIN {living} USING (title_id) "
                f"WHERE {FOUND_SQL})"
            }
        )
    step.views(
        imdb=lake.scan(IMDB_RECORDS, BUCKET_PARTITIONS),
        dropped=f"({drop_records_sql(lake.scan(DROPS))})",
        name_form=f"(SELECT * EXCLUDE (names_hash) FROM {everywhere(lake, FORMS)})",
    )
    con.execute(
        "CREATE OR REPLACE TEMP TABLE dropped_id AS "
        f"SELECT DISTINCT source, source_id FROM ({dropped_claims_sql()})"
    )
    con.execute(f"CREATE OR REPLACE TEMP TABLE spine AS {unclaimed.spine_sql()}")
    con.execute(f"CREATE OR REPLACE TEMP TABLE unclaimed AS {unclaimed.records_sql()}")


def _compare(step: Step) -> None:
    """All pairs there are: those kept of records that stand, and those of records compared now."""
    con, lake = step.con, step.work.lake
    con.execute(
        "CREATE OR REPLACE TEMP TABLE pair_held AS "
        f"SELECT * FROM {lake.scan(PAIRS)} SEMI JOIN ("
        "SELECT source, source_id FROM unclaimed SEMI JOIN known USING (source, source_id, "
        "record_hash)) USING (source, source_id)"
    )
    ((count,),) = con.execute("SELECT count(*) FROM records").fetchall()
    step.notes["records_compared"] = count
    if not count:
        return
    match.number_titles(con)
    match.prepare_records(con)
    con.register("compared", match.compared_all(con))
    con.execute(f"INSERT INTO pair_held BY NAME {pairs.kept_sql()}")


def _figures(step: Step) -> dict[str, Any]:
    rows = step.con.execute(
        "SELECT source || ' ' || status, count(*) FROM decision GROUP BY 1 ORDER BY 1"
    )
    return {"decisions": dict(rows.fetchall())}


assets = [
    lake_asset(
        title_forms,
        group="crosswalk",
        outputs=[FORMS],
        deps=["tmdb_titles"],
        code_version=unclaimed.FORMS_VERSION,
    ),
    lake_asset(
        record_matches,
        group="crosswalk",
        outputs=[MATCHES, PAIRS],
        partitions=None,
        deps=[
            "title_forms",
            "id_redirects",
            "title_spine",
            "tmdb_titles",
            "wikidata_ids",
            "imdb_titles",
            dg.AssetDep("drops", partition_mapping=EVERY_FILE),
        ],
        code_version=RULE_VERSION,
        automation=policies.BY_SCHEDULE,
    ),
]
