"""The facts each file of the catalogue knows about the picked films, as SQL, most trusted first.

Each query gives `tmdb_id` and columns named as the fields they fill; a field filled by an earlier
query is left alone by a later one. Nothing here decides which films are picked (`selection`) or
invents anything (`making`).
"""

from collections.abc import Sequence

# A film without an id in a file is joined by name and year, and only where the spine of 192,204
# films holds that name and year once.
_BY_NAME = """
JOIN picked p ON norm({title}) = p.name AND p.year = try_cast({year} AS INTEGER)
JOIN spine_names s ON s.name = p.name AND s.year = p.year AND s.films = 1
"""
_US_RATINGS = "('G', 'PG', 'PG-13', 'R', 'NC-17', 'NR')"
_MONEY = "try_cast(regexp_replace({}, '[^0-9]', '', 'g') AS BIGINT)"

_TMDB_OBJECT = """
SELECT p.tmdb_id, t.title, t.original_title, t.original_language, t.release_date, t.runtime_min,
       t.budget, t.revenue, t.genres, t.countries, t.languages, t.companies, t.popularity,
       nullif(t.keywords, []) AS keywords,
       CASE WHEN t.collection.id IS NOT NULL THEN t.collection END AS collection,
       CASE WHEN t.vote_count > 0 THEN {{'score': t.vote_average, 'count': t.vote_count}} END
           AS tmdb
FROM {table} t JOIN picked p USING (tmdb_id)
"""
_IMDB_SCORE = """
SELECT p.tmdb_id, {{'score': r.{score}, 'count': r.{count}::BIGINT}} AS imdb
FROM {table} r JOIN picked p ON p.imdb_id = r.{key} WHERE r.{count} > 0
"""
_CATALOGUE = (
    """
SELECT p.tmdb_id, string_split(director, ', ') AS directors,
       string_split("cast", ', ')[:10] AS "cast"
FROM {table} c """
    + _BY_NAME.format(title="c.title", year="c.release_year")
    + """
WHERE c.type = 'Movie'
"""
)

FILM_FACTS: Sequence[tuple[str, str]] = (
    ("tmdb samples 2022", _TMDB_OBJECT.format(table="tmdb_samples")),
    ("tmdb5000", _TMDB_OBJECT.format(table="tmdb5000")),
    (
        "tmdb 2010s",
        """
SELECT p.tmdb_id, any_value(t.title) AS title, any_value(t.original_title) AS original_title,
       any_value(t.original_language) AS original_language,
       any_value(t.release_date)::VARCHAR AS release_date,
       any_value(t.popularity) AS popularity, any_value(t.genre_ids) AS genre_ids,
       {'score': any_value(t.vote_average), 'count': any_value(t.vote_count)} AS tmdb
FROM tmdb_2010s t JOIN picked p ON p.tmdb_id = t.id GROUP BY ALL
""",
    ),
    (
        "justwatch",
        _IMDB_SCORE.format(
            table="justwatch", key="imdb_id", score="imdb_score", count="imdb_votes"
        ),
    ),
    (
        "imdb 2010s",
        _IMDB_SCORE.format(
            table="imdb_ratings", key="tconst", score="averagerating", count="numvotes"
        ),
    ),
    (
        "imdb 2017",
        _IMDB_SCORE.format(
            table="ratings_2017", key="tconst", score="averageRating", count="numVotes"
        ),
    ),
    (
        "imdb5000",
        """
SELECT p.tmdb_id, {'score': any_value(imdb_score), 'count': any_value(num_voted_users)} AS imdb,
       any_value([director_name]) AS directors, any_value(duration) AS runtime_min,
       any_value([actor_1_name, actor_2_name, actor_3_name]) AS "cast",
       any_value(string_split(i.genres, '|')) AS imdb_genres,
       any_value(string_split(plot_keywords, '|')) AS keywords,
       any_value(CASE WHEN content_rating IN """
        + _US_RATINGS
        + """ THEN content_rating END)
           AS certification,
       any_value([country]) AS country_names, any_value([language]) AS language_names
FROM imdb5000 i JOIN picked p ON p.imdb_id = regexp_extract(movie_imdb_link, 'tt\\d+') GROUP BY ALL
""",
    ),
    (
        "spine",
        """
SELECT p.tmdb_id, any_value(s.original_title) AS original_title,
       any_value(s.runtime_min) AS runtime_min, any_value(nullif(s.genres, [])) AS imdb_genres,
       any_value(s.year) AS imdb_year
FROM spine s JOIN picked p ON s.title_id = 'imdb/' || p.imdb_id GROUP BY ALL
""",
    ),
    (
        "franchise",
        """
SELECT p.tmdb_id, any_value(string_split(f.directors, ', ')) AS directors,
       any_value(string_split(f.actors, ', ')[:10]) AS "cast",
       any_value(original_release_date)::VARCHAR AS release_date,
       any_value(f.runtime)::INTEGER AS runtime_min, any_value(wd_id) AS wikidata_id,
       any_value(f.rt_id) AS rt_id,
       any_value(series_label) || ' Collection' AS collection_name,
       any_value(nullif(tmdb_budget, 0))::BIGINT AS budget,
       any_value(nullif(tmdb_box_office_value, 0))::BIGINT AS revenue,
       any_value(CASE WHEN f.content_rating IN """
        + _US_RATINGS
        + """ THEN f.content_rating END)
           AS certification,
       {'score': any_value(tomatometer_rating), 'count': any_value(tomatometer_count)}
           AS rt_critics,
       {'score': any_value(audience_rating), 'count': any_value(audience_count)} AS rt_audience
FROM franchise f JOIN picked p ON p.imdb_id = f.imdb_id GROUP BY ALL
""",
    ),
    (
        "rotten tomatoes",
        """
SELECT p.tmdb_id, {'score': any_value(critic_rating), 'count': any_value(tomatometer_count)}
           AS rt_critics,
       {'score': any_value(audience_rating), 'count': any_value(audience_count)} AS rt_audience,
       any_value(CASE WHEN r.rating IN """
        + _US_RATINGS
        + """ THEN r.rating END) AS certification,
       any_value(CASE WHEN year(try_cast(in_theaters_date AS DATE)) = p.year
                      THEN in_theaters_date END) AS release_date,
       any_value(runtime_in_minutes)::INTEGER AS runtime_min,
       any_value(string_split(r.genres, ', ')) AS rt_genres
FROM rotten r JOIN picked p ON p.rt_id = r.rotten_tomatoes_link GROUP BY ALL
""",
    ),
    (
        "metacritic 2025",
        """
SELECT p.tmdb_id,
       {'score': try_cast(any_value("Metascore") AS INTEGER),
        'count': try_cast(any_value("Critic_Reviews") AS INTEGER)} AS mc_critics,
       {'score': try_cast(any_value("User_Score") AS DOUBLE), 'count': NULL} AS mc_audience
FROM metacritic_2025 m """
        + _BY_NAME.format(title='m."Movie_Name"', year='m."Release_Year"')
        + """
WHERE p.metacritic_id IS NOT NULL GROUP BY ALL
""",
    ),
    (
        "metacritic 2020",
        # Two-digit years (`1-Jul-59`): compared modulo 100, one year of slack.
        """
SELECT p.tmdb_id,
       {'score': any_value(try_cast(metascore AS INTEGER)),
        'count': any_value(whole(meta_mixed) + whole(meta_negative) + whole(meta_positive))}
           AS mc_critics,
       {'score': any_value(try_cast(userscore AS DOUBLE)),
        'count': any_value(whole(user_mixed) + whole(user_negative) + whole(user_positive))}
           AS mc_audience
FROM metacritic_2020 m
JOIN picked p ON norm(m.movie_title) = p.name AND p.metacritic_id IS NOT NULL
    AND abs(p.year % 100 - try_cast(right(release_date, 2) AS INTEGER)) <= 1
GROUP BY ALL HAVING count(*) = 1
""",
    ),
    (
        "labelled imdb",
        """
SELECT p.tmdb_id, any_value(string_split(l.directors, ';')) AS directors,
       any_value(string_split(l."cast", ';')) AS "cast",
       any_value(string_split(l.keywords, ';')) AS keywords,
       any_value(string_split(l.genres, ';')) AS imdb_genres,
       any_value(try_cast(run_time AS INTEGER)) AS runtime_min,
       any_value([{'id': NULL, 'name': production_companies, 'country': NULL}]) AS companies
FROM labelled_imdb l """
        + _BY_NAME.format(title="l.title", year="l.release_year")
        + "GROUP BY ALL",
    ),
    ("netflix", _CATALOGUE.format(table="netflix")),
    ("disney", _CATALOGUE.format(table="disney")),
    ("prime", _CATALOGUE.format(table="prime")),
    (
        "wikipedia",
        """
SELECT p.tmdb_id, any_value(nullif(w."cast", [])) AS "cast", any_value(w.href) AS wikipedia
FROM wikipedia_films w """
        + _BY_NAME.format(title="w.title", year="w.year")
        + """
GROUP BY ALL HAVING count(DISTINCT w.href) = 1
""",
    ),
    (
        "budgets",
        "SELECT p.tmdb_id, nullif("
        + _MONEY.format("any_value(production_budget)")
        + """, 0)
           AS budget, nullif("""
        + _MONEY.format("any_value(worldwide_gross)")
        + """, 0) AS revenue
FROM budgets b """
        + _BY_NAME.format(title="b.movie", year="right(b.release_date, 4)")
        + """
GROUP BY ALL HAVING count(*) = 1
""",
    ),
    (
        "labels",
        """
SELECT p.tmdb_id, list(label ORDER BY label) FILTER (source = 'tmdb_keyword' AND label <> '')
           AS keywords,
       list(label ORDER BY label) FILTER (source = 'genre') AS imdb_genres,
       max(label) FILTER (source = 'mpaa' AND label IN """
        + _US_RATINGS
        + """) AS certification,
       list(label ORDER BY label) FILTER (source = 'country') AS country_items,
       list(label ORDER BY label) FILTER (source = 'lang') AS language_items
FROM labels l JOIN picked p USING (imdb_id) GROUP BY ALL
""",
    ),
    (
        "labels of imdb",
        """
SELECT p.tmdb_id, list(label ORDER BY label) AS keywords
FROM labels l JOIN picked p USING (imdb_id)
WHERE source = 'imdb_plot_keyword' AND label <> '' GROUP BY ALL
""",
    ),
)

TROPES = """
SELECT p.tmdb_id, f.trope FROM film_tropes f JOIN picked p ON p.tvtropes_id = f.tvtropes_page
UNION
SELECT p.tmdb_id, l.label FROM labels l JOIN picked p USING (imdb_id)
WHERE l.source = 'tvtropes_2014' AND regexp_matches(l.label, '^[A-Z][A-Za-z0-9]+$')
"""

# Names in other languages: IMDb's akas of 2017 with their country, the spine's names without one.
NAMES = r"""
SELECT p.tmdb_id, a.title AS name, nullif(a.language, '\N') AS language, a.region AS country
FROM akas_2017 a JOIN picked p ON p.imdb_id = a.titleId
WHERE a.region NOT IN ('\N', 'XWW', 'XEU') AND a.attributes = '\N' AND length(a.region) = 2
UNION
SELECT p.tmdb_id, unnest(s.names), NULL, NULL
FROM spine s JOIN picked p ON s.title_id = 'imdb/' || p.imdb_id
"""

PLATFORMS = (
    """
SELECT DISTINCT p.tmdb_id, provider FROM (
    SELECT Title AS title, Year AS year, unnest([
        CASE WHEN "Netflix" = 1 THEN 8 END, CASE WHEN "Hulu" = 1 THEN 15 END,
        CASE WHEN "PrimeVideo" = 1 THEN 9 END, CASE WHEN "Disney" = 1 THEN 337 END]) AS provider
    FROM platforms) o """
    + _BY_NAME.format(title="o.title", year="o.year")
    + """
WHERE provider IS NOT NULL
UNION
SELECT p.tmdb_id, 8 FROM justwatch j JOIN picked p ON p.imdb_id = j.imdb_id
"""
)
