"""The IMDb rows beyond the universe's titles.

Films and shows TMDB lacks, and what a product must filter out: episodes, shorts, games, adult
titles, too few votes. Votes and scores are those of the catalogue's IMDb files unless marked.
"""

from typing import Any

import duckdb

from movie_assets.universe.building.making import count, score
from movie_assets.universe.chance import draw

Row = dict[str, Any]
# Films of no TMDB id in any file: 150 with a hundred votes or more, 70 with fewer.
_FILMS = r"""
SELECT b.tconst AS imdb_id, 'movie' AS imdb_type, b.primary_title AS title,
       coalesce(b.original_title, b.primary_title) AS original_title, b.start_year AS year,
       b.runtime_minutes AS runtime_min, b.genres, r.averagerating AS imdb_score,
       r.numvotes AS imdb_count
FROM imdb_basics b JOIN imdb_ratings r USING (tconst)
WHERE b.start_year BETWEEN 2010 AND 2020 AND b.genres IS NOT NULL AND b.genres <> 'Adult'
  AND tconst NOT IN (SELECT imdb_id FROM picked WHERE imdb_id IS NOT NULL)
  AND tconst NOT IN (SELECT imdb_id FROM truth WHERE tmdb_id IS NOT NULL)
  AND tconst NOT IN (SELECT 'tt' || imdbId FROM links)
  AND {votes} ORDER BY md5(tconst) LIMIT {most}
"""
_SHOWS = """
SELECT imdb_id, 'tvSeries' AS imdb_type, title, title AS original_title, release_year AS year,
       runtime AS runtime_min, NULL AS genres, imdb_score, imdb_votes::BIGINT AS imdb_count
FROM justwatch WHERE type = 'SHOW' AND imdb_votes >= 100 AND imdb_id NOT IN (SELECT unnest(?))
ORDER BY md5(imdb_id) LIMIT 60
"""
_EPISODES = r"""
SELECT imdb_id, 'tvEpisode' AS imdb_type, title, title AS original_title, year,
       NULL AS runtime_min, NULL AS genres, 'tt0244365' AS parent,
       regexp_extract(rt_url, '/s(\d+)/e(\d+)', 1)::INTEGER AS season,
       regexp_extract(rt_url, '/s(\d+)/e(\d+)', 2)::INTEGER AS episode
FROM truth WHERE kind = 'tv_episode' AND title IS NOT NULL
  AND rt_url LIKE '%/star_trek_enterprise/%' ORDER BY imdb_id
"""
_NAMED = """
SELECT imdb_id, imdb_type, title, original_title, year::INTEGER AS year,
       end_year::INTEGER AS end_year, runtime_min::INTEGER AS runtime_min, genres
FROM named_imdb_only
"""


def gather_imdb_only(con: duckdb.DuckDBPyConnection, taken: list[str]) -> list[Row]:
    """Gather the rows, sorted by id; `taken` are the IMDb ids of the universe's own titles.

    Shape: imdb_id, imdb_type, title, original_title, adult, year, end_year, runtime_min, genres
           (IMDb's comma list), imdb_score, imdb_count, parent, season, episode, made.
    """
    rows = _rows(con, _FILMS.format(votes="numvotes >= 100", most=150))
    rows += _rows(con, _FILMS.format(votes="numvotes < 100", most=70))
    rows += _rows(con, _SHOWS, [taken])
    rows += _rows(con, _EPISODES) + _rows(con, _NAMED)
    unique = {row["imdb_id"]: _completed(row) for row in rows if row["imdb_id"] not in taken}
    return [unique[key] for key in sorted(unique)]


def _rows(con: duckdb.DuckDBPyConnection, query: str, values: Any = None) -> list[Row]:
    result = con.execute(query, values) if values else con.execute(query)
    names = [column[0] for column in result.description or ()]
    return [dict(zip(names, row, strict=True)) for row in result.fetchall()]


def _completed(row: Row) -> Row:
    made: list[str] = []
    key = row["imdb_id"]
    if row.get("imdb_score") is None and draw(key, "rated") < 0.9:
        famous = 40_000 if row["imdb_type"] != "tvEpisode" else 900
        row["imdb_score"], row["imdb_count"] = score(7.4, key), count(famous, key)
        made = ["imdb_score", "imdb_count"]
    blank = {"end_year": None, "parent": None, "season": None, "episode": None,
             "imdb_score": None, "imdb_count": None}  # fmt: skip
    # One row in forty is marked adult, so that the filter has something to filter.
    adult = row["imdb_type"] == "movie" and draw(key, "adult") < 0.025
    if adult:
        made.append("adult")
    return {**blank, **row, "adult": adult, "made": made}
