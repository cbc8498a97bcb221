"""What is known of titles before their pages are looked for, out of the lake. Nothing is asked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from movie_assets.assets.by_hand import WordsOnPages
from movie_assets.assets.landing import SourceTables
from movie_assets.assets.scope import newest_records, pages_asked
from movie_assets.assets.step import Step
from movie_assets.model.ids import BUCKET_PARTITIONS
from movie_assets.model.outcomes import FOUND_SQL
from movie_assets.model.parts import ExternalId, Name
from movie_assets.model.plain_names import plain_name_sql
from movie_assets.resources.lake import dataset
from movie_assets.sources.known_titles import KnownTitle, Twin

# Older seasons' scores hardly move: of those met before, only the newest are asked for again.
SEASONS_ASKED_AGAIN = 2
_COLUMNS = (
    "title_id", "kind", "title", "original_title", "original_language", "names", "year",
    "releases", "runtime_min", "genres", "directors", '"cast"', "external_ids", "seasons",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Sought:
    """A title whose page is looked for at one source, and the seasons to ask for with it."""

    known: KnownTitle
    seasons: tuple[int, ...]


class KnownTitles:
    """The titles of one step as TMDB and Wikidata tell them, with their namesakes in the spine."""

    def __init__(self, step: Step, source: str) -> None:
        """Hold what every partition of the step shares."""
        self.step, self.source = step, source
        self.words = WordsOnPages(step, source)
        self._twins_at_hand = False

    def of(self, title_ids: Sequence[str]) -> list[Sought]:
        """Tell some titles of the open partition; those TMDB has not told of yet are left out.

        Bound: 500 titles with all their names and people are about 10 MB.
        """
        result = self.step.con.execute(_SOUGHT, {"ids": list(title_ids)})
        names = [column[0] for column in result.description]
        rows = [dict(zip(names, row, strict=True)) for row in result.fetchall()]
        told = [one for row in rows if (one := sought_of(self.source, row)) is not None]
        return [replace(one, known=self._with_words(one.known)) for one in told]

    def _with_words(self, known: KnownTitle) -> KnownTitle:
        return replace(known, by_hand=self.words.of(known.title_id))

    def open(self, partition: str) -> None:
        """Make ready to tell titles of a partition."""
        step, lake = self.step, self.step.work.lake
        if not self._twins_at_hand:
            tmdb, wikidata = (
                lake.newest_answers(dataset("source_record", one), BUCKET_PARTITIONS)
                for one in ("tmdb", "wikidata")
            )
            step.con.execute(f"CREATE OR REPLACE TEMP TABLE known_name AS {_names(tmdb)}")
            step.con.execute(
                "CREATE OR REPLACE TEMP TABLE namesake AS "
                f"{_namesakes(tmdb, wikidata, self.source)}"
            )
            self._twins_at_hand = True
        # A replay starts as the first walk did: without an address that held.
        pages = (
            pages_asked(lake, self.source, partition)
            if step.replay_since is None
            else lake.scan(SourceTables(self.source).pages, [])
        )
        columns = ", ".join(_COLUMNS)
        for name, query in {
            "told_tmdb": f"SELECT {columns} FROM {newest_records(lake, 'tmdb', partition)} "
            f"WHERE {FOUND_SQL}",
            "told_ids": "SELECT title_id, flatten(list(external_ids)) AS ids "
            f"FROM {newest_records(lake, 'wikidata', partition)} WHERE {FOUND_SQL} GROUP BY ALL",
            "told_pages": _told_pages(pages),
        }.items():
            step.con.execute(f"CREATE OR REPLACE TEMP TABLE {name} AS {query}")


def _names(records: str) -> str:
    """SQL of every name of every title, plain enough that namesakes share it."""
    return f"""
        SELECT DISTINCT title_id, {plain_name_sql("name")} AS plain
        FROM (SELECT title_id, unnest([title, original_title]
                     || list_transform(names, x -> x.name)) AS name
              FROM {records} WHERE {FOUND_SQL})
        WHERE name IS NOT NULL
    """


def _namesakes(tmdb: str, wikidata: str, source: str) -> str:
    """SQL of what tells those apart who share a name with another: people and ids at a source."""
    return f"""
        WITH shared AS (
            SELECT DISTINCT title_id FROM known_name SEMI JOIN (
                SELECT plain FROM known_name GROUP BY plain
                HAVING count(DISTINCT title_id) > 1) USING (plain)
        ), ids AS (
            SELECT title_id, list_sort(list_distinct(list_filter(
                       flatten(list(external_ids)), x -> x.source = '{source}'))) AS page_ids
            FROM {wikidata} WHERE {FOUND_SQL} GROUP BY title_id
        )
        SELECT title_id, kind, year, directors || "cast" AS people, page_ids
        FROM {tmdb} SEMI JOIN shared USING (title_id) LEFT JOIN ids USING (title_id)
        WHERE {FOUND_SQL}
    """


def _told_pages(pages: str) -> str:
    """SQL of each title's last verified address, and the seasons that were met before."""
    return f"""
        SELECT title_id,
               arg_max(url, requested_at) FILTER (WHERE status = 'accepted' AND reason <> 'season')
                   AS verified_url,
               list(DISTINCT try_cast(regexp_extract(source_id, '([0-9]+)$', 1) AS INTEGER))
                   FILTER (WHERE reason = 'season')
                   AS seasons_met
        FROM {pages} GROUP BY title_id
    """


_SOUGHT = """
    WITH asked AS (SELECT unnest($ids::VARCHAR[]) AS title_id, generate_subscripts($ids, 1) AS place
    ), twins AS (
        SELECT pairs.title_id,
               list({'kind': kind, 'year': year, 'people': people, 'page_ids': page_ids}
                    ORDER BY kind, year, namesake.title_id) AS twins
        FROM (SELECT DISTINCT asked.title_id, other.title_id AS other_id
              FROM asked JOIN known_name AS own USING (title_id)
              JOIN known_name AS other
                ON other.plain = own.plain AND other.title_id <> own.title_id) AS pairs
        JOIN namesake ON namesake.title_id = other_id
        GROUP BY pairs.title_id
    )
    SELECT told_tmdb.*, told_ids.ids AS wikidata_ids, verified_url, seasons_met, twins
    FROM asked JOIN told_tmdb USING (title_id)
    LEFT JOIN told_ids USING (title_id) LEFT JOIN told_pages USING (title_id)
    LEFT JOIN twins USING (title_id)
    ORDER BY place
"""


def sought_of(source: str, row: Mapping[str, Any]) -> Sought | None:
    """A title as one source's walk is told of it; None for one that has no name.

    Source: `row` is TMDB's record with `wikidata_ids`, `verified_url`, `seasons_met` and `twins`
            beside it, in plain lists and dictionaries as DuckDB gives them.
    """
    if row["title"] is None:
        return None
    ids = {(i["source"], i["id"]) for i in (*row["external_ids"], *(row["wikidata_ids"] or ()))}
    years = {release["released"].year for release in row["releases"]} - {row["year"]}
    known = KnownTitle(
        title_id=row["title_id"],
        kind=row["kind"],
        title=row["title"],
        original_title=row["original_title"],
        original_language=row["original_language"],
        names=tuple(Name(**name) for name in row["names"]),
        year=row["year"],
        release_years=tuple(sorted(years)),
        runtime_min=row["runtime_min"],
        genres=tuple(row["genres"]),
        directors=tuple(row["directors"]),
        cast=tuple(row["cast"]),
        external_ids=tuple(ExternalId(source=name, id=own_id) for name, own_id in sorted(ids)),
        verified_urls={source: row["verified_url"]} if row["verified_url"] else {},
        twins=tuple(_twin(twin) for twin in row["twins"] or ()),
    )
    return Sought(known, _seasons(row))


def _twin(row: Mapping[str, Any]) -> Twin:
    return Twin(
        kind=row["kind"],
        year=row["year"],
        people=tuple(row["people"]),
        page_ids=tuple(ExternalId(**one) for one in row["page_ids"] or ()),
    )


def _seasons(row: Mapping[str, Any]) -> tuple[int, ...]:
    """The regular seasons that were never met, and the newest of the others."""
    numbers = sorted({season["season"] for season in row["seasons"] if season["season"] > 0})
    met = set(row["seasons_met"] or ())
    return tuple(n for n in numbers if n not in met or n in numbers[-SEASONS_ASKED_AGAIN:])
