"""Which rows belong to a partition: buckets by title id, `hot` by who is in it. No computing."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from movie_assets.model.ids import BUCKET_PARTITIONS, BUCKETS, HOT, partition_of, partition_sql
from movie_assets.model.outcomes import FOUND_SQL
from movie_assets.resources.lake import Dataset, Lake, dataset

# Sources whose records are filed under the title they were asked for.
FETCHED_BY_TITLE = (
    "tmdb",
    "wikidata",
    "tmdb_watch",
    "metacritic",
    "rotten_tomatoes",
    "tv_tropes",
    "wikipedia",
)
# One partition, or several buckets taken together.
Where = str | Sequence[str]
_TITLE_KIND = "split_part(title_id, '/', 1)"
# A watch page is filed under title and country, `movie/603/GB`, and lives with its title.
_BARE_ID = "array_to_string(string_split(title_id, '/')[1:2], '/')"


def newest_records(lake: Lake, source: str, partition: Where, *, hashes: bool = False) -> str:
    """SQL of a source's newest whole answers for the titles of one partition, or some buckets.

    A bucket's rows are its own and those `hot` holds of its titles; `hot` has the rows of the
    titles in it, wherever they stand newest. Records filed under `imdb/…` are never in `hot`.
    """
    ds = dataset("source_record", source)
    if source not in FETCHED_BY_TITLE:
        return lake.scan(ds, _folders(partition), hashes=hashes)
    rows = lake.newest_answers(ds, _homes(partition), hashes=hashes)
    # A bucket's own file holds nobody else's titles.
    if partition != HOT and not lake.files(ds, [HOT]):
        return rows
    return rows_of(lake, rows, partition)


def with_details(lake: Lake, spine: str, partition: Where) -> str:
    """SQL of rows of the spine with what a scope goes by (see `refresh.bounds.Scope.sql`).

    Source: `spine` is a relation with title_id, popularity, votes; details are TMDB's newest.
    """
    told = (
        "SELECT title_id, list_distinct(list_append(languages, original_language)) AS languages, "
        "countries, list_max([r.count FOR r IN ratings IF r.publisher = 'tmdb']) AS told_votes "
        f"FROM {newest_records(lake, 'tmdb', partition)} WHERE {FOUND_SQL}"
    )
    return (
        "(SELECT spine.* REPLACE (coalesce(told_votes, spine.votes) AS votes), "
        "coalesce(languages, []) AS languages, coalesce(countries, []) AS countries, "
        "told.title_id IS NOT NULL OR spine.origin <> 'tmdb' AS is_told "
        f"FROM {spine} AS spine LEFT JOIN ({told}) AS told USING (title_id))"
    )


def pages_asked(lake: Lake, source: str, partition: str) -> str:
    """SQL of the addresses asked for a partition's titles at a page source."""
    return rows_of(lake, lake.scan(dataset("page_asked", source), _homes(partition)), partition)


def newest_episodes(lake: Lake, source: str, partition: str) -> str:
    """SQL of the seasons and episodes a source's newest answers told of a partition's titles."""
    newest = (
        f"SELECT DISTINCT * FROM {lake.scan(dataset('source_episode', source), _homes(partition))} "
        "QUALIFY rank() OVER (PARTITION BY source, title_id, season "
        "ORDER BY requested_at DESC, answer_id DESC) = 1"
    )
    return rows_of(lake, f"({newest})", partition)


def held(lake: Lake, ds: Dataset, partition: Where) -> str:
    """SQL of what a title-keyed output holds of a partition's titles, for what builds on itself."""
    if partition != HOT:
        return lake.scan(ds, _folders(partition))
    return rows_of(lake, lake.scan(ds, BUCKET_PARTITIONS), HOT)


def by_partition(relation: Callable[[str], str], where: Where) -> str:
    """SQL of rows over some partitions, each with the `partition` that it was found in.

    Source: `relation` gives SQL of the rows of one.
    """
    rows = (f"SELECT *, '{one}' AS partition FROM {relation(one)}" for one in _folders(where))
    return f"({' UNION ALL '.join(rows)})"


def everywhere(lake: Lake, ds: Dataset) -> str:
    """SQL of every title's rows once: those of `hot` in place of their buckets'."""
    return (
        f"(SELECT * FROM {lake.scan(ds, BUCKET_PARTITIONS)} "
        f"ANTI JOIN {members(lake)} USING (title_id) "
        f"UNION ALL SELECT * FROM {lake.scan(ds, [HOT])})"
    )


def rows_of(lake: Lake, rows: str, partition: Where) -> str:
    """SQL of a relation's rows that are of one partition's titles, or of those of some buckets.

    Source: `rows` has a title_id; those filed under `imdb/…` are in no bucket here.
    """
    if partition == HOT:
        return f"(SELECT * FROM {rows} WHERE {_BARE_ID} IN (SELECT title_id FROM {members(lake)}))"
    return f"(SELECT * FROM {rows} WHERE {in_bucket(partition)})"


def members(lake: Lake) -> str:
    """SQL of the titles that stand in `hot` now."""
    scans = " UNION ".join(
        f"SELECT title_id FROM {lake.scan(dataset('source_record', source), [HOT])}"
        for source in ("tmdb", "wikidata")
    )
    return f"({scans})"


def reads_of(ds: Dataset, partition: str) -> tuple[Dataset, Sequence[str]]:
    """What of a title-keyed input a partition's result depends on, for its fingerprint."""
    return ds, sorted(_homes(partition))


def in_bucket(partition: Where) -> str:
    """SQL that holds for rows whose title lives in a bucket, or in some."""
    buckets = ", ".join(f"'{bucket}'" for bucket in _folders(partition))
    return f"{partition_sql(_BARE_ID, _TITLE_KIND)} IN ({buckets})"


def _folders(partition: Where) -> Sequence[str]:
    return [partition] if isinstance(partition, str) else partition


def _homes(partition: Where) -> Sequence[str]:
    """The folders where rows of a partition's titles may stand: those in `hot` live anywhere."""
    return [*(BUCKET_PARTITIONS if partition == HOT else _folders(partition)), HOT]


def is_of(partition: str, title_id: str) -> bool:
    """Whether a title (or a watch page of it) lives in a partition; any may be in `hot`.

    What is filed under no title of ours (a gallery) lives in the one partition of its source.
    """
    kind, number = title_id.split("/")[:2]
    if kind not in BUCKETS:
        return True
    return partition in (HOT, partition_of(f"{kind}/{number}", kind))
