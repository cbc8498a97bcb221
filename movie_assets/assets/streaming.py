"""Group `streaming`: where titles can be watched, from when to when. The law is in the room."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

import dagster as dg

from movie_assets.assets.changes import WANTED, Changes
from movie_assets.assets.crosswalk import EVERY_BUCKET
from movie_assets.assets.declare import lake_asset
from movie_assets.assets.drops import DROPS, EVERY_FILE
from movie_assets.assets.requested import WANTED as SHOWN
from movie_assets.assets.scope import Where, by_partition, held, newest_records, reads_of, rows_of
from movie_assets.assets.sources import PROVIDERS
from movie_assets.assets.step import NO_PARTITION, Step
from movie_assets.assets.titles import TITLES, accepted
from movie_assets.crosswalk.dropped import drop_records_sql
from movie_assets.model.ids import BUCKET_PARTITIONS, HOT, partition_sql
from movie_assets.resources.lake import Dataset, Lake, dataset
from movie_assets.streaming.offers import answers_sql, intervals_sql, renamed_sql
from movie_assets.streaming.providers import aliases_sql, galleries_sql, registry_sql
from movie_assets.streaming.sightings import (
    answered_sql,
    catalogues_sql,
    dropped_sql,
    met_sql,
    named_sql,
    seen_sql,
    shown_sql,
)

OFFERS = dataset("offer")
OFFER_ANSWERS = dataset("offer_answer")
MET = dataset("provider_met")
SERVICES = dataset("provider", "registry")
# A watch page is filed under title and country.
_BARE_ID = "array_to_string(string_split(title_id, '/')[1:2], '/')"
ANSWERS = tuple(dataset("source_record", source) for source in ("tmdb", "tmdb_watch"))
# What a partition's offers depend on beside answers; not when it was seen, which moves by itself.
_PARTIAL = """
    SELECT title_id, country, provider_id, type, source FROM every_shown
    UNION ALL SELECT title_id, country, provider_id, type, source FROM every_dropped
    UNION ALL SELECT title_id, '', 0, '', source || seen_at FROM every_catalogue
"""


def streaming_offers(step: Step) -> None:
    """Offers with their history: whole answers open, change and close them, sightings open."""
    _name_aliases(step)
    _partial_sightings(step)
    outputs = [OFFERS, OFFER_ANSWERS]
    changes = Changes(
        step, outputs, partial(_told_of, step), partial(_moved_on, step), also=partial(_meet, step)
    )
    todo: dict[str, str] = {}
    for partition in step.partitions:
        inputs = step.inputs(
            *(reads_of(ds, partition) for ds in ANSWERS),
            (TITLES, [partition]),
            also=_digest(step, partition),
        )
        step.keep(MET, partition)  # until something changes
        if not changes.is_current(partition, inputs):
            todo[partition] = inputs
    changes.bring_up_to_date(todo)


def _told_of(step: Step, where: Where) -> str:
    """SQL of what tells of each title's offers, as one hash a title.

    An answer that says the same later counts, too: it denies what was seen in between. Titles that
    only have offers stand in it for themselves: nothing tells of them any more, and they stay.
    """
    lake = step.work.lake
    partitions = [where] if isinstance(where, str) else where
    living = " UNION ALL ".join(
        f"SELECT title_id, '{one}' AS partition, hash('living') AS hash "
        f"FROM {lake.scan(TITLES, [one])} UNION ALL "
        f"SELECT DISTINCT title_id, '{one}', 0::UBIGINT FROM {held(lake, OFFERS, one)}"
        for one in partitions
    )
    listed = newest_records(lake, "tmdb", where, hashes=True)
    pages = newest_records(lake, "tmdb_watch", where, hashes=True)
    told = f"""
        SELECT title_id, hash(row_hash, requested_at) AS hash FROM {listed}
        UNION ALL
        SELECT {_BARE_ID}, hash(row_hash, requested_at) FROM {pages}
        UNION ALL
        SELECT title_id, hash(one) FROM ({_PARTIAL}) AS one
    """
    return f"""
        WITH living AS ({living}), told AS (
            SELECT title_id, bit_xor(hash) AS hash FROM ({told}) GROUP BY title_id
        )
        SELECT living.title_id, living.partition,
               xor(bit_xor(living.hash), coalesce(any_value(told.hash), 0))::VARCHAR
                   || '{_aliases_digest(step)}' AS inputs
        FROM living LEFT JOIN told ON told.title_id = living.title_id
        GROUP BY ALL
    """


def _moved_on(step: Step, partitions: Sequence[str]) -> Mapping[Dataset, str]:
    """SQL of the offers of the titles wanted, after what their newest answers say."""
    lake = step.work.lake
    where = HOT if HOT in partitions else partitions
    titles = lake.scan(TITLES, partitions)
    living = f"(SELECT title_id FROM {titles} SEMI JOIN {WANTED} USING (title_id))"
    _read_answers(step, where, living, "title_id, requested_at, offers, offers_complete")
    step.views(
        catalogues=f"(SELECT * FROM every_catalogue SEMI JOIN {living} USING (title_id))",
        held_offers=_newest_held(lake, OFFERS, where),
    )
    for name, query in {
        "told": f"FROM {_newest_held(lake, OFFER_ANSWERS, where)}",
        "seen": seen_sql(),
        "answered": answered_sql(),
        "known": renamed_sql("held_offers"),
    }.items():
        step.con.execute(f"CREATE OR REPLACE TEMP TABLE {name} AS {query}")
    return {OFFERS: intervals_sql(), OFFER_ANSWERS: answers_sql()}


def _meet(step: Step, partitions: Sequence[str], whole: bool) -> None:
    """Write the services that offers of partitions name.

    The answers of a partition computed whole are at hand: reading them again took a tenth of it.
    Where some titles changed, theirs are at hand: all offers of a partition are counted again only
    when those name a service in a way that was not met there.
    """
    counted = partitions if whole else _partitions_with_new_names(step, partitions)
    for partition in partitions:
        if partition not in counted:
            step.keep(MET, partition)
            continue
        if not whole:
            living = f"(SELECT title_id FROM {step.work.lake.scan(TITLES, [partition])})"
            _read_answers(step, partition, living, "title_id, offers")
        step.write(MET, partition, met_sql(), "")


def _partitions_with_new_names(step: Step, partitions: Sequence[str]) -> set[str]:
    """The partitions whose titles wanted name a service in a way that was not met there before."""
    met = by_partition(lambda one: step.work.lake.scan(MET, [one]), partitions)
    rows = step.con.execute(
        f"SELECT DISTINCT partition FROM ({named_sql()}) JOIN {WANTED} USING (title_id) "
        f"ANTI JOIN {met} AS met USING (partition, provider_id, name, type)"
    ).fetchall()
    return {partition for (partition,) in rows}


def _read_answers(step: Step, where: Where, living: str, columns: str) -> None:
    """Make what `met_sql` reads, of some titles: `listed`, `pages`, `shown` and `dropped`.

    Source: `living` is a relation of title_id, `columns` what is wanted of answers.
    """
    lake = step.work.lake
    step.views(
        shown=f"(SELECT * FROM every_shown SEMI JOIN {living} USING (title_id))",
        dropped=f"(SELECT * FROM every_dropped SEMI JOIN {living} USING (title_id))",
    )
    for name, query in {
        "listed": f"SELECT {columns} FROM {newest_records(lake, 'tmdb', where)} "
        f"SEMI JOIN {living} USING (title_id)",
        "pages": f"SELECT {columns} FROM {newest_records(lake, 'tmdb_watch', where)} "
        f"WHERE {_BARE_ID} IN {living}",
    }.items():
        step.con.execute(f"CREATE OR REPLACE TEMP TABLE {name} AS {query}")


def _newest_held(lake: Lake, ds: Dataset, partition: Where) -> str:
    """SQL of what is held of the titles wanted, by title from where it was moved on last.

    A title in `hot` is moved on there and in its bucket; each must go on from the later state, or
    the history one of them wrote would be lost or contradicted.
    """
    wanted = f"(SELECT * FROM {{}} SEMI JOIN {WANTED} USING (title_id))"
    own = wanted.format(held(lake, ds, partition))
    if not lake.files(ds, [HOT]):
        return own
    hot = wanted.format(rows_of(lake, lake.scan(ds, [HOT]), partition))
    told = held(lake, OFFER_ANSWERS, partition)
    told_hot = rows_of(lake, lake.scan(OFFER_ANSWERS, [HOT]), partition)
    newest = "SELECT title_id, max(last_at) AS last_at FROM {} GROUP BY title_id"
    ahead = (
        f"(SELECT hot.title_id FROM ({newest.format(told_hot)}) AS hot "
        f"LEFT JOIN ({newest.format(told)}) AS own ON own.title_id = hot.title_id "
        "WHERE own.last_at IS NULL OR hot.last_at > own.last_at)"
    )
    return (
        f"(SELECT * FROM {own} ANTI JOIN {ahead} USING (title_id) "
        f"UNION ALL SELECT * FROM {hot} SEMI JOIN {ahead} USING (title_id))"
    )


def _name_aliases(step: Step) -> None:
    """Name TMDB's list of services and which ids are whose."""
    step.views(listed_providers=step.work.lake.scan(PROVIDERS, [NO_PARTITION]))
    step.con.execute(f"CREATE OR REPLACE TEMP TABLE aliases AS {aliases_sql()}")


def _partial_sightings(step: Step) -> None:
    """What galleries and dropped files offer of all titles: some thousand rows, made once."""
    lake, con = step.work.lake, step.con
    step.views(
        wanted=lake.scan(SHOWN, [NO_PARTITION]),
        galleries="(SELECT DISTINCT provider AS gallery FROM wanted WHERE provider <> '')",
        gallery_services=f"({galleries_sql()})",
        drop_records=f"({drop_records_sql(lake.scan(DROPS))})",
        links=f"(SELECT title_id, source, source_id FROM {accepted(lake, BUCKET_PARTITIONS)} "
        "WHERE starts_with(source, 'drop/'))",
    )
    for name, query in {
        "every_shown": shown_sql(),
        "every_dropped": dropped_sql(),
        "every_catalogue": catalogues_sql(),
    }.items():
        con.execute(f"CREATE OR REPLACE TEMP TABLE {name} AS {query}")


def _digest(step: Step, partition: str) -> str:
    """What a partition's titles depend on beside answers: partial sightings and aliases."""
    bucket = partition_sql("title_id", "split_part(title_id, '/', 1)")
    mine = "true" if partition == HOT else f"{bucket} = '{partition}'"
    found = step.con.execute(
        "SELECT md5(coalesce(string_agg(one::VARCHAR, '' ORDER BY one::VARCHAR), '')) "
        f"FROM ({_PARTIAL}) AS one WHERE {mine}"
    ).fetchone()
    assert found is not None
    return f"{found[0]} {_aliases_digest(step)}"


def _aliases_digest(step: Step) -> str:
    found = step.con.execute(
        "SELECT md5(coalesce(string_agg(aliases::VARCHAR, '' ORDER BY aliases::VARCHAR), '')) "
        "FROM aliases"
    ).fetchone()
    assert found is not None
    return str(found[0])


def streaming_providers(step: Step) -> None:
    """The services offers are of, once each: names, order by country, parent, kind and search."""
    lake = step.work.lake
    inputs = step.inputs((PROVIDERS, [NO_PARTITION]), (MET, BUCKET_PARTITIONS))
    if step.is_current(NO_PARTITION, inputs):
        return
    _name_aliases(step)
    # Titles in `hot` stand in their buckets, too.
    step.views(met=lake.scan(MET, BUCKET_PARTITIONS))
    step.write(SERVICES, NO_PARTITION, registry_sql(), inputs)


assets = [
    lake_asset(
        streaming_offers,
        group="streaming",
        outputs=[OFFERS, OFFER_ANSWERS, MET],
        deps=[
            "titles",
            "tmdb_titles",
            "tmdb_watch_pages",
            "tmdb_providers",
            "title_requests",
            "crosswalk",
            dg.AssetDep("drops", partition_mapping=EVERY_FILE),
        ],
        code_version="3",
    ),
    lake_asset(
        streaming_providers,
        group="streaming",
        outputs=[SERVICES],
        deps=[dg.AssetDep("streaming_offers", partition_mapping=EVERY_BUCKET), "tmdb_providers"],
        partitions=None,
        code_version="1",
    ),
]
