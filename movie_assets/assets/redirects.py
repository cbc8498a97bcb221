"""Group `sources`: ids that gave way to others, and how steps follow them. No link is made."""

from __future__ import annotations

from movie_assets.assets.declare import lake_asset, of_every_bucket
from movie_assets.assets.scope import pages_asked, rows_of
from movie_assets.assets.sources import IMDB_RECORDS
from movie_assets.assets.spine import SPINE
from movie_assets.assets.step import NO_PARTITION, Step
from movie_assets.crosswalk.claims import PAGE_SOURCES
from movie_assets.crosswalk.redirects import alive_sql, redirects_sql, stated_sql
from movie_assets.model.ids import BUCKET_PARTITIONS, HOT, PARTITIONS
from movie_assets.model.outcomes import FOUND_SQL
from movie_assets.resources.lake import Dataset, dataset
from movie_assets.sources.imdb_page import IMDB_PAGE

SOURCE_REDIRECTS = dataset("source_redirect")
_ASKED = {name: dataset("source_record", name) for name in ("tmdb", "wikidata", IMDB_PAGE.name)}
_PAGES = [dataset("page_asked", source) for source in PAGE_SOURCES]
# Sources that file what they found under a title, and may go on doing so when TMDB drops it.
_LEAVING = ("wikidata", "wikipedia")
_FACTS = (
    "title_id", "outcome", "requested_at", "kind", "title", "original_title", "year", "directors",
    "external_ids",
)  # fmt: skip


def id_redirects(step: Step) -> None:
    """Ids of sources that moved, were merged or replaced, each with the id it ended at."""
    lake = step.work.lake
    inputs = step.inputs(
        *((ds, PARTITIONS) for ds in (*_ASKED.values(), *_PAGES)),
        (SPINE, BUCKET_PARTITIONS),
        (IMDB_RECORDS, BUCKET_PARTITIONS),
    )
    if step.is_current(NO_PARTITION, inputs):
        return
    facts = ", ".join(_FACTS)
    step.views(
        known=lake.scan(SOURCE_REDIRECTS, [NO_PARTITION]),
        spine=lake.scan(SPINE, BUCKET_PARTITIONS),
        imdb=lake.scan(IMDB_RECORDS, BUCKET_PARTITIONS),
        pages=f"({' UNION ALL '.join(_asked_of(step, ds) for ds in _PAGES)})",
        **{
            name: f"(SELECT {facts} FROM {lake.newest_answers(ds, BUCKET_PARTITIONS)})"
            for name, ds in _ASKED.items()
        },
    )
    step.con.execute(f"CREATE OR REPLACE TEMP TABLE stated AS {stated_sql()}")
    step.views(alive=f"({alive_sql()})")
    today = {"today": step.work.clock.day}
    step.write(SOURCE_REDIRECTS, NO_PARTITION, redirects_sql(), inputs, today)
    counts = step.con.execute(
        f"SELECT source, count(*) FROM {lake.scan(SOURCE_REDIRECTS, [NO_PARTITION])} "
        "GROUP BY source ORDER BY source"
    )
    step.notes["moved_ids"] = dict(counts.fetchall())


def _asked_of(step: Step, ds: Dataset) -> str:
    """SQL of the addresses asked at a page source, and whether a redirect led from each."""
    lake = step.work.lake
    asked, answers = lake.scan(ds, PARTITIONS), lake.scan(step.work.answers.of(ds.branch))
    return (
        f"SELECT *, answer_id IN (SELECT answer_id FROM {answers} WHERE final_url <> url "
        f"AND answer_id IN (SELECT answer_id FROM {asked} WHERE page_source_id <> source_id)"
        f") AS was_led FROM {asked}"
    )


def follow(step: Step) -> None:
    """Name the ids that moved `redirects`, for SQL that puts the ids of today in their place."""
    step.views(redirects=step.work.lake.scan(SOURCE_REDIRECTS, [NO_PARTITION]))


class Heirs:
    """What was found out of titles that TMDB merged, for those that they were merged into."""

    def __init__(self, step: Step) -> None:
        """Gather once what every partition of the step shares; `follow` comes first."""
        self.lake, self.con = step.work.lake, step.con
        for name in _LEAVING:
            told = self.lake.newest_answers(dataset("source_record", name), BUCKET_PARTITIONS)
            self._gather(name, f"(SELECT * FROM {told} WHERE {FOUND_SQL})")
        for ds in _PAGES:
            self._gather(ds.branch, self.lake.scan(ds, PARTITIONS))

    def records(self, source: str, rows: str, partition: str) -> str:
        """SQL of a source's records of a partition's living titles, with those they inherited.

        TMDB itself says nothing any more of a title it merged into another.
        """
        if source in _LEAVING:
            rows = self._with_inherited(source, rows, partition)
        homes = BUCKET_PARTITIONS if partition == HOT else [partition]
        living = f"SELECT title_id FROM {self.lake.scan(SPINE, homes)} WHERE state = 'active'"
        return f"(SELECT * FROM {rows} SEMI JOIN ({living}) USING (title_id))"

    def pages(self, partition: str) -> str:
        """SQL of the addresses asked for a partition's titles, or for those merged into them."""
        rows = " UNION ALL ".join(
            f"SELECT * FROM {self._with_inherited(source, asked, partition)}"
            for source in PAGE_SOURCES
            for asked in [pages_asked(self.lake, source, partition)]
        )
        return f"({rows})"

    def _with_inherited(self, name: str, rows: str, partition: str) -> str:
        inherited = rows_of(self.lake, f"inherited_{name}", partition)
        return f"(SELECT * FROM {rows} UNION ALL BY NAME SELECT * FROM {inherited})"

    def _gather(self, name: str, rows: str) -> None:
        self.con.execute(
            f"CREATE OR REPLACE TEMP TABLE inherited_{name} AS "
            f"SELECT told.* REPLACE (moved.to_source_id AS title_id) FROM {rows} AS told "
            "JOIN redirects AS moved ON moved.source = 'tmdb' "
            "AND moved.from_source_id = told.title_id"
        )


assets = [
    lake_asset(
        id_redirects,
        group="sources",
        outputs=[SOURCE_REDIRECTS],
        deps=of_every_bucket(
            "title_spine",
            "tmdb_titles",
            "wikidata_ids",
            "imdb_titles",
            "imdb_pages",
            "metacritic_pages",
            "rotten_tomatoes_pages",
            "tv_tropes",
        ),
        partitions=None,
        code_version="2",
    )
]
