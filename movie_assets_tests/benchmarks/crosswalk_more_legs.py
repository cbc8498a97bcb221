"""Builds legs of shows and of TV Tropes pages from public data, and measures them. Fits nothing.

    python -m movie_assets_tests.benchmarks.crosswalk_more_legs ../shared/data

Shows: a spine of the shows of several catalogues, against the pages that the open truth links. What
the catalogues tell of a page is its slug and, where they know the show, its title and year. Pages:
TV Tropes' own ids and display names, without any year, against the films of the real legs, with the
votes of three catalogues beside them: without a year, fame is all that tells namesakes apart.
Each leg is measured a second time with every right title hidden: what is accepted then is wrong.
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

import duckdb

from movie_assets.commands.evaluating import crosswalk

# leg -> precision and recall to reach.
BARS = {
    "shows_rotten_tomatoes": (0.99, 0.97),
    "shows_metacritic": (0.99, 0.97),
    "tv_tropes": (0.99, 0.95),
}
_PLAIN = (
    "regexp_replace(lower(strip_accents(replace({}, '&', 'and'))), "
    "'^(the|a|an) |[^\\p{{L}}\\p{{N}}]+', '', 'g')"
)
# Without the owner before it (Marvel's …) and the subtitle after it.
_BARE = "regexp_replace({}, '^\\w+[''’]s |: .*$', '', 'g')"
_UNBRACKETED = "trim(regexp_replace({}, '\\(.*\\)', ''))"


def _plain(name: str) -> str:
    return _PLAIN.format(name)


def _bare(name: str) -> str:
    return _plain(_BARE.format(name))


def write_legs(data: Path, folder: Path) -> None:
    """Write spine, records and truth of every leg as the real legs are shaped."""
    with duckdb.connect(config={"threads": 2}) as con:
        _read(con, data)
        _write(con, folder / "shows_spine.parquet", _shows_sql())
        for leg, records, truth in (
            ("shows_rotten_tomatoes", _rotten_tomatoes_sql(), _show_truth_sql("rt_url")),
            ("shows_metacritic", _metacritic_sql(), _show_truth_sql("metacritic_url")),
            ("tv_tropes", _tropes_sql(), _tropes_truth_sql()),
        ):
            _write(con, folder / f"{leg}_records.parquet", records)
            known = f"SELECT * FROM ({truth}) SEMI JOIN ({records}) USING (source_id)"
            _write(con, folder / f"{leg}_truth.parquet", known)
        _write(con, folder / "tv_tropes_spine.parquet", _voted_sql())


def spine_of(leg: str, folder: Path) -> Path:
    return folder / ("tv_tropes_spine.parquet" if leg == "tv_tropes" else "shows_spine.parquet")


def _write(con: duckdb.DuckDBPyConnection, file: Path, query: str) -> None:
    con.execute(f"COPY ({query}) TO '{file}' (FORMAT parquet)")


def _read(con: duckdb.DuckDBPyConnection, data: Path) -> None:
    """Views of the public files, under short names."""
    for name, source in {
        "truth": f"'{data}/truth/crosswalk_dev.parquet'",
        "films": f"'{data}/legs/spine.parquet'",
        "pages": f"read_csv('{data}/tvtropes_dbtropes_2014/film_pages.csv')",
        "watched": f"read_csv('{data}/justwatch_netflix_2022/raw_titles.csv', delim='\t')",
        "streamed": f"read_csv('{data}/streaming_platforms/tv_shows.csv')",
        "scored": f"read_csv('{data}/metacritic_tv_2025/tv_shows.csv')",
        "listed": f"read_csv('{data}/imdb5000/movie_metadata.csv')",
        "linked": f"read_csv('{data}/movielens_latest_small/links.csv', all_varchar = true)",
        "rated": f"read_csv('{data}/movielens_latest_small/ratings.csv', all_varchar = true)",
    }.items():
        con.execute(f"CREATE TEMP TABLE {name} AS SELECT * FROM {source}")
    con.execute(
        """
        CREATE TEMP TABLE watched_show AS
        FROM watched WHERE type = 'SHOW' AND imdb_id IS NOT NULL
        QUALIFY row_number() OVER (PARTITION BY imdb_id ORDER BY id) = 1
        """
    )
    con.execute(
        f"""
        CREATE TEMP TABLE dated AS
        SELECT {_bare("title")} AS bare, min(year) AS year
        FROM (SELECT Title AS title, Year AS year FROM streamed
              UNION ALL
              SELECT {_UNBRACKETED.format("title")}, left(releaseDate, 4)::BIGINT FROM scored)
        GROUP BY ALL HAVING max(year) - min(year) <= 1
        """
    )


def _voted_sql() -> str:
    """The films of the legs, with IMDb's votes as far as any catalogue tells them.

    610 people's ratings in MovieLens stand for about 2,000 times as many of IMDb's voters.
    """
    return """
        WITH told AS (
            SELECT 'imdb/' || regexp_extract(movie_imdb_link, 'tt[0-9]+') AS title_id,
                   num_voted_users AS votes FROM listed
            UNION ALL
            SELECT 'imdb/' || imdb_id, imdb_votes FROM watched WHERE type = 'MOVIE'
            UNION ALL
            SELECT 'imdb/tt' || imdbId, count(*) * 2000
            FROM rated JOIN linked USING (movieId) GROUP BY imdbId
        ), most AS (
            SELECT title_id, max(votes)::BIGINT AS votes FROM told
            WHERE title_id IS NOT NULL GROUP BY title_id
        )
        SELECT * EXCLUDE (votes) REPLACE (coalesce(vote_count, votes) AS vote_count)
        FROM films LEFT JOIN most USING (title_id)
    """


def _shows_sql() -> str:
    """Shows with an id, then those that only a catalogue names, each once.

    A catalogue's show of the same year is the one with an id when its name is nearly the same, or
    is so without its owner (Marvel's …) or its subtitle; then it lends its name, as an alias.
    """
    return f"""
        WITH known AS (
            SELECT imdb_id, t.title, coalesce(w.release_year, d.year, t.year)::BIGINT AS year
            FROM truth AS t
            LEFT JOIN watched_show AS w USING (imdb_id)
            LEFT JOIN dated AS d ON d.bare = {_bare("t.title")}
            WHERE kind = 'tv' AND t.title IS NOT NULL
        ), other AS (
            SELECT title, release_year::BIGINT AS year, imdb_votes::BIGINT AS votes
            FROM watched_show
            UNION ALL
            SELECT Title, Year, NULL FROM streamed
            UNION ALL
            SELECT {_UNBRACKETED.format("title")}, left(releaseDate, 4)::BIGINT, NULL FROM scored
        ), told AS (
            SELECT k.imdb_id, o.title, o.year, o.votes, {_plain("o.title")} AS plain
            FROM other AS o
            LEFT JOIN known AS k
              ON abs(k.year - o.year) <= 1
             AND ({_bare("k.title")} = {_bare("o.title")}
                  OR jaro_winkler_similarity({_plain("k.title")}, {_plain("o.title")}) >= 0.95)
        )
        SELECT 'tv/' || imdb_id AS title_id, 'tv' AS kind, any_value(k.title) AS title,
               list(DISTINCT told.title) FILTER (told.title IS NOT NULL) AS names,
               any_value(k.year) AS year, max(votes) AS vote_count
        FROM known AS k LEFT JOIN told USING (imdb_id) GROUP BY imdb_id
        UNION ALL BY NAME
        SELECT 'tv/0' || row_number() OVER (ORDER BY plain, year) AS title_id, 'tv' AS kind,
               min(title) AS title, year, max(votes) AS vote_count
        FROM told WHERE imdb_id IS NULL GROUP BY plain, year
    """


def _show_truth_sql(column: str) -> str:
    """Pages of the shows of which the data says both the name and the year."""
    return f"""
        SELECT DISTINCT regexp_extract({column}, 'com/(.*)$', 1) AS source_id,
               'tv/' || imdb_id AS title_id
        FROM truth SEMI JOIN (FROM ({_shows_sql()}) WHERE year IS NOT NULL) AS s
             ON s.title_id = 'tv/' || imdb_id
        WHERE kind = 'tv' AND {column} LIKE '%/tv/%'
    """


def _rotten_tomatoes_sql() -> str:
    """The pages that truth knows, by their slugs alone; a year where a catalogue knows one."""
    return f"""
        SELECT 'rotten_tomatoes' AS source, source_id, 'tv' AS kind, title,
               coalesce(slug_year, d.year) AS year
        FROM (SELECT *, TRY_CAST(regexp_extract(source_id, '[_-]((?:19|20)\\d\\d)$', 1) AS BIGINT)
                        AS slug_year,
                     regexp_replace(regexp_replace(source_id[4:], '[_-](19|20)\\d\\d$', ''),
                                    '[_-]+', ' ', 'g') AS title
              FROM (SELECT DISTINCT source_id FROM ({_show_truth_sql("rt_url")}))) AS r
        LEFT JOIN dated AS d ON slug_year IS NULL AND d.bare = {_bare("r.title")}
    """


def _metacritic_sql() -> str:
    """Every show Metacritic scored, under the slug its title makes."""
    return """
        SELECT 'metacritic' AS source,
               'tv/' || trim(regexp_replace(replace(lower(strip_accents(title)), '''', ''),
                                            '[^a-z0-9!]+', '-', 'g'), '-') AS source_id,
               'tv' AS kind, title, left(releaseDate, 4)::BIGINT AS year
        FROM scored
        QUALIFY row_number() OVER (PARTITION BY source_id ORDER BY id) = 1
    """


def _tropes_sql() -> str:
    return """
        SELECT 'tv_tropes' AS source, tvtropes_page AS source_id, 'movie' AS kind,
               display_name AS title, NULL::BIGINT AS year
        FROM pages
    """


def _tropes_truth_sql() -> str:
    return """
        SELECT tvtropes_page AS source_id, 'imdb/' || imdb_id AS title_id
        FROM truth SEMI JOIN films ON films.title_id = 'imdb/' || imdb_id
        WHERE kind = 'movie' AND tvtropes_page IS NOT NULL
    """


def hidden(spine: Path, truth: Path, to: Path) -> Path:
    """The spine without any title that is a right one."""
    with duckdb.connect(config={"threads": 2}) as con:
        _write(con, to, f"FROM '{spine}' ANTI JOIN '{truth}' AS t USING (title_id)")
    return to


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    data = parser.parse_args().data
    print("leg                      truth  precision (bar)  recall (bar)  review  wrong if hidden")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_legs(data, folder)
        for leg, (precision, recall) in BARS.items():
            spine = spine_of(leg, folder)
            files = [folder / f"{leg}_{part}.parquet" for part in ("records", "truth")]
            got = crosswalk(spine, *files).figures
            without = hidden(spine, files[1], folder / "hidden.parquet")
            wrong = crosswalk(without, *files).figures["predicted"]
            print(
                f"{leg:23} {got['truth']:6} {got['precision']:10.4f} ({precision:.2f})"
                f" {got['recall']:7.4f} ({recall:.2f}) {got['review']:7} {wrong:16}"
            )


if __name__ == "__main__":
    main()
