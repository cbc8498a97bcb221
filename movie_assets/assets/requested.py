"""Group `sources`: titles that galleries show and people ask for, matched to the spine."""

from __future__ import annotations

from movie_assets import policies
from movie_assets.assets.declare import lake_asset
from movie_assets.assets.spine import SPINE
from movie_assets.assets.step import NO_PARTITION, Step
from movie_assets.model.ids import BUCKET_PARTITIONS, PARTITIONS
from movie_assets.model.source_rows import WantedTitle
from movie_assets.refresh.wanted import matched_sql, plain_sql
from movie_assets.resources.lake import Lake, dataset
from movie_assets.sources.justwatch import JUSTWATCH
from movie_assets.sources.requests import Asked, wanted_of

WANTED = dataset("title_wanted")
_GALLERIES = dataset("source_record", JUSTWATCH.name)
_TMDB = dataset("source_record", "tmdb")
_MOVED = dataset("source_redirect")


def requested_sql(lake: Lake) -> str:
    """SQL of (title_id): titles somebody asked for or a gallery shows, to be asked for first."""
    scanned = lake.scan(WANTED, [NO_PARTITION])
    return f"(SELECT DISTINCT title_id FROM {scanned} WHERE title_id IS NOT NULL)"


def title_requests(step: Step) -> None:
    """Titles wanted, from galleries and requests, each with the title it is or why it is none."""
    lake = step.work.lake
    asked = step.work.title_requests()
    inputs = step.inputs(
        (_GALLERIES, [NO_PARTITION]),
        (SPINE, BUCKET_PARTITIONS),
        (_TMDB, PARTITIONS),
        (_MOVED, [NO_PARTITION]),
        also=repr(asked),
    )
    if step.is_current(NO_PARTITION, inputs):
        return
    step.empty("asked", WANTED)
    step.insert("asked", WantedTitle, _rows(asked, step))
    step.con.execute(f"CREATE OR REPLACE TEMP TABLE wanted AS {_wanted(lake)}")
    told = lake.newest_answers(_TMDB, BUCKET_PARTITIONS)
    step.con.execute(f"CREATE OR REPLACE TEMP TABLE named AS {_names(told)}")
    step.views(
        spine=lake.scan(SPINE, BUCKET_PARTITIONS),
        imdb_ids=f"({_imdb_ids(told, lake)})",
        redirects=lake.scan(_MOVED, [NO_PARTITION]),
    )
    step.write(WANTED, NO_PARTITION, matched_sql(), inputs)
    scanned = lake.scan(WANTED, [NO_PARTITION])
    counts = step.con.execute(
        f"SELECT coalesce(method, 'unmatched'), count(*) FROM {scanned} GROUP BY 1 ORDER BY 1"
    )
    step.notes["matched_by"] = dict(counts.fetchall())


def _rows(asked: list[Asked], step: Step) -> list[WantedTitle]:
    """Requests as rows, one each however often it was made."""
    rows: dict[tuple[str, str], WantedTitle] = {}
    for one in asked:
        told = wanted_of(one)
        rows[one.source, one.source_id] = WantedTitle(
            source=one.source,
            source_id=one.source_id,
            country="",
            provider="",
            kind=told.kind,
            title=told.title or None,
            year=told.year,
            imdb_id=told.imdb_id,
            tmdb_id=told.tmdb_id,
            seen_at=step.work.clock.at,
        )
    return list(rows.values())


def _wanted(lake: Lake) -> str:
    """SQL of what requests and galleries name; a gallery is filed under `gallery/us/netflix`."""
    galleries = f"""
        SELECT source, source_id, kind, title, year, url, requested_at AS seen_at,
               CASE split_part(title_id, '/', 2) WHEN 'uk' THEN 'GB'
                    ELSE upper(split_part(title_id, '/', 2)) END AS country,
               split_part(title_id, '/', 3) AS provider,
               {_external_id("imdb")} AS imdb_id, {_external_id("tmdb")} AS tmdb_id
        FROM {lake.scan(_GALLERIES, [NO_PARTITION])} WHERE outcome = 'found'
    """
    return (
        "SELECT * EXCLUDE (title_id, method, reason) FROM "
        f"(SELECT * FROM asked UNION ALL BY NAME {galleries})"
    )


def _external_id(source: str) -> str:
    return f"list_filter(external_ids, lambda one: one.source = '{source}')[1].id"


def _names(told: str) -> str:
    """SQL of every name of the titles, those in brackets of other countries included."""
    return f"""
        SELECT DISTINCT title_id, kind, year, {plain_sql("name")} AS plain
        FROM (SELECT title_id, kind, year, unnest([title, original_title]
                     || list_transform(names, lambda one: one.name)) AS name
              FROM {told} WHERE outcome = 'found')
        SEMI JOIN (SELECT {plain_sql("title")} AS plain FROM wanted) AS sought
               ON sought.plain = {plain_sql("name")}
    """


def _imdb_ids(told: str, lake: Lake) -> str:
    """SQL of (title_id, imdb_id), as TMDB says and as the spine knows."""
    return (
        f"SELECT title_id, {_external_id('imdb')} AS imdb_id FROM {told} "
        f"WHERE {_external_id('imdb')} IS NOT NULL UNION "
        f"SELECT title_id, imdb_id FROM {lake.scan(SPINE, BUCKET_PARTITIONS)} "
        "WHERE imdb_id IS NOT NULL AND state = 'active'"
    )


assets = [
    lake_asset(
        title_requests,
        group="sources",
        outputs=[WANTED],
        deps=["title_spine", "provider_galleries", "tmdb_titles", "id_redirects"],
        partitions=None,
        code_version="2",
        freshness=policies.DAILY,
        automation=policies.BY_SCHEDULE,
    )
]
