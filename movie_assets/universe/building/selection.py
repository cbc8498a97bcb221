"""Chooses the films and shows of the universe; it reads ids and names, and gathers no facts."""

import duckdb

FILM_COUNT = 2460

# What a film may bring: the more ids and facts are known, the less has to be made up.
_CANDIDATES = r"""
CREATE TABLE candidates AS
WITH ids AS (
    SELECT imdb_id, tmdb_id, title, year, wikidata_id, tvtropes_page AS tvtropes_id,
           regexp_extract(rt_url, 'com/(.+)$', 1) AS rt_id,
           regexp_extract(metacritic_url, 'com/(.+)$', 1) AS metacritic_id, true AS in_truth
    FROM truth WHERE kind = 'movie' AND tmdb_id IS NOT NULL AND title IS NOT NULL
    UNION ALL BY NAME
    SELECT 'tt' || l.imdbId AS imdb_id, t.tmdb_id, t.title, year(t.release_date::DATE) AS year,
           false AS in_truth
    FROM links l JOIN tmdb5000 t ON t.tmdb_id = try_cast(l.tmdbId AS BIGINT)
    WHERE 'tt' || l.imdbId NOT IN (SELECT imdb_id FROM truth) AND t.release_date IS NOT NULL
)
SELECT ids.imdb_id, ids.tmdb_id, any_value(ids.title) AS title, any_value(ids.year) AS year,
       any_value(wikidata_id) AS wikidata_id, any_value(tvtropes_id) AS tvtropes_id,
       any_value(nullif(rt_id, '')) AS rt_id, any_value(nullif(metacritic_id, '')) AS metacritic_id,
       norm(any_value(ids.title)) AS name, bool_or(in_truth) AS in_truth,
       any_value(s.original_title) AS original_title, max(t.vote_count) AS fame,
       (max(wikidata_id) IS NOT NULL)::INT * 3 + (max(rt_id) IS NOT NULL)::INT * 2
       + (max(metacritic_id) IS NOT NULL)::INT * 3 + (max(tvtropes_id) IS NOT NULL)::INT * 3
       + (max(t.tmdb_id) IS NOT NULL)::INT * 3 + (max(i.movie_imdb_link) IS NOT NULL)::INT * 3
       + (max(r.tconst) IS NOT NULL)::INT * 2 + (max(f.id) IS NOT NULL)::INT * 2 AS worth
FROM ids
LEFT JOIN spine s ON s.title_id = 'imdb/' || ids.imdb_id
LEFT JOIN tmdb5000 t ON t.tmdb_id = ids.tmdb_id
LEFT JOIN tmdb_2010s f ON f.id = ids.tmdb_id
LEFT JOIN imdb_ratings r ON r.tconst = ids.imdb_id
LEFT JOIN imdb5000 i ON regexp_extract(movie_imdb_link, 'tt\d+') = ids.imdb_id
GROUP BY ids.imdb_id, ids.tmdb_id
"""
# One IMDb id, one TMDB id: a film listed twice under either is dropped here, not guessed at.
_ONE_TO_ONE = """
DELETE FROM candidates WHERE imdb_id IN
    (SELECT imdb_id FROM candidates GROUP BY 1 HAVING count(*) > 1)
OR tmdb_id IN (SELECT tmdb_id FROM candidates GROUP BY 1 HAVING count(*) > 1)
"""
_ORDER = "ORDER BY worth DESC, fame DESC NULLS LAST, tmdb_id"
# (why a film is wanted, how many at most, which ones); later rules take from what is left.
_QUOTAS: tuple[tuple[str, int, str], ...] = (
    (
        "same name, same year",
        160,
        """
SELECT c.tmdb_id FROM candidates c JOIN (
    SELECT name, year FROM candidates GROUP BY ALL HAVING count(*) > 1 AND max(worth) >= 3)
USING (name, year)""",
    ),
    (
        "remake with one name",
        420,
        """
SELECT c.tmdb_id FROM candidates c JOIN (
    SELECT name FROM candidates GROUP BY 1 HAVING count(*) > 1 AND max(worth) >= 8) USING (name)
WHERE worth >= 4""",
    ),
    ("number in title", 90, r"SELECT tmdb_id FROM candidates WHERE regexp_matches(title, '\d')"),
    (
        "foreign title",
        350,
        """
SELECT tmdb_id FROM candidates WHERE norm(original_title) <> name AND worth >= 4""",
    ),
    ("no year", 10, "SELECT tmdb_id FROM candidates WHERE year IS NULL"),
    (
        "most famous",
        330,
        """
SELECT tmdb_id FROM candidates WHERE fame >= 2500 AND NOT in_truth""",
    ),
    ("best known", FILM_COUNT, "SELECT tmdb_id FROM candidates"),
)


def pick_films(con: duckdb.DuckDBPyConnection) -> None:
    """Create the table `picked`.

    Shape:  one row a film: tmdb_id, imdb_id, title, name (normalised), year, wikidata_id, rt_id,
            metacritic_id, tvtropes_id, why; the films of `named_films.csv` first, FILM_COUNT in
            all, the same ones every time.
    """
    con.execute(_CANDIDATES)
    con.execute(_ONE_TO_ONE)
    con.execute("CREATE TABLE chosen (tmdb_id BIGINT PRIMARY KEY, why VARCHAR)")
    con.execute(
        'INSERT INTO chosen SELECT tmdb_id::BIGINT, "case" FROM named_films'
        " WHERE tmdb_id IS NOT NULL"
    )
    for why, most, query in _QUOTAS:
        room = FILM_COUNT - con.execute("SELECT count(*) FROM chosen").fetchall()[0][0]
        con.execute(
            f"INSERT INTO chosen SELECT tmdb_id, ? FROM candidates WHERE tmdb_id IN ({query})"
            f" AND tmdb_id NOT IN (SELECT tmdb_id FROM chosen) {_ORDER} LIMIT ?",
            [why, min(most, room)],
        )
    con.execute(_PICKED)


# Named films that no candidate file holds bring their ids in their own row.
_PICKED = """
CREATE TABLE picked AS
SELECT tmdb_id, coalesce(c.imdb_id, n.imdb_id) AS imdb_id, coalesce(n.title, c.title) AS title,
       norm(coalesce(n.title, c.title)) AS name,
       coalesce(year(n.release_date::DATE), c.year)::INTEGER AS year,
       coalesce(c.wikidata_id, n.wikidata_id) AS wikidata_id, coalesce(c.rt_id, n.rt_id) AS rt_id,
       coalesce(c.metacritic_id, n.metacritic_id) AS metacritic_id,
       coalesce(c.tvtropes_id, n.tvtropes_id) AS tvtropes_id, why
FROM chosen LEFT JOIN candidates c USING (tmdb_id)
LEFT JOIN (SELECT * REPLACE (tmdb_id::BIGINT AS tmdb_id) FROM named_films
           WHERE tmdb_id IS NOT NULL) n USING (tmdb_id)
ORDER BY tmdb_id
"""
