"""The scaled titles' records of Wikidata, Wikipedia and the page sources, as SQL over `t`."""

from __future__ import annotations

from movie_assets_tests.benchmarks.scaled_records import rating_sql, record_sql


def wikidata_sql(bucket: str) -> str:
    """Wikidata's records of a bucket: ids elsewhere and the article."""
    ids = {
        "imdb": ("has_imdb", "t.tconst"),
        "metacritic": ("has_metacritic", METACRITIC_ID),
        "rotten_tomatoes": ("has_rotten_tomatoes", ROTTEN_TOMATOES_ID),
        "tv_tropes": ("has_tv_tropes", TV_TROPES_ID),
    }
    known = ", ".join(
        f"CASE WHEN {has} THEN [{{'source': '{source}', 'id': {sid}}}] END"
        for source, (has, sid) in ids.items()
    )
    return record_sql(
        "wikidata",
        WIKIDATA_ID,
        {
            "external_ids": f"flatten([{known}, [{{'source': 'tmdb', 'id': t.title_id}}]])",
            "article": f"CASE WHEN has_wikipedia THEN {_article('NULL')} END",
            "url": f"'https://www.wikidata.org/wiki/' || {WIKIDATA_ID}",
        },
        _of("has_wikidata", bucket),
    )


def wikipedia_sql(bucket: str) -> str:
    """Wikipedia's records of a bucket: the article with a lead."""
    lead = "t.title || ' is a ' || t.year || ' title. ' || seed.overviews[1].text"
    return record_sql(
        "wikipedia",
        WIKIPEDIA_ID,
        {"title": "t.title", "year": "t.year", "article": _article(lead)},
        _of("has_wikipedia", bucket),
    )


def _article(lead: str) -> str:
    return (
        f"{{'url': 'https://en.wikipedia.org/wiki/' || replace({WIKIPEDIA_ID}, ' ', '_'), "
        f"'title': t.title, 'abstract': {lead}}}"
    )


def tv_tropes_sql(bucket: str) -> str:
    """TV Tropes' records of a bucket: the tropes of a real page."""
    return record_sql(
        "tv_tropes",
        TV_TROPES_ID,
        {"title": "t.title", "year": "t.year", "tropes": "seed_tropes.tropes"},
        f"{_of('has_tv_tropes', bucket)} JOIN seed_tropes "
        "ON seed_tropes.s = t.n % getvariable('seed_tropes')",
    )


def rotten_tomatoes_sql(bucket: str) -> str:
    """Rotten Tomatoes' records of a bucket."""
    critics = rating_sql("rotten_tomatoes", "critics", "rt_critics", 100, "rt_reviews")
    audience = rating_sql("rotten_tomatoes", "audience", "rt_audience", 100, "rt_votes")
    return record_sql(
        "rotten_tomatoes",
        ROTTEN_TOMATOES_ID,
        {"title": "t.title", "year": "t.year", "ratings": f"[{critics}, {audience}]"},
        _of("has_rotten_tomatoes", bucket),
    )


def metacritic_sql(bucket: str) -> str:
    """Metacritic's records of a bucket."""
    critics = rating_sql("metacritic", "critics", "mc_critics", 100, "mc_reviews")
    audience = rating_sql("metacritic", "audience", "mc_audience", 10, "mc_votes")
    return record_sql(
        "metacritic",
        METACRITIC_ID,
        {"title": "t.title", "year": "t.year", "ratings": f"[{critics}, {audience}]"},
        _of("has_metacritic", bucket),
    )


def tmdb_watch_sql(bucket: str) -> str:
    """TMDB's watch pages of a bucket's most popular titles: the same offers, with terms."""
    priced = """
        list_transform(list_filter(offered.offers, x -> x.country = c.country),
            x -> struct_update(x, quality := 'hd', display_priority := NULL::INT,
                price := CASE WHEN x.type IN ('rent', 'buy')
                              THEN 2.99 + (x.provider_id + t.n) % 3 END,
                currency := CASE WHEN x.type IN ('rent', 'buy') THEN c.currency END,
                url := 'https://provider-' || x.provider_id || '.example/' || t.slug))
    """
    page = "t.title_id || '/' || c.country"
    return record_sql(
        "tmdb_watch",
        page,
        {
            "title_id": page,
            "answer_id": "md5('tmdb_watch' || t.n || c.country)",
            "offers": priced,
            "offers_complete": "true",
            "url": "'https://www.themoviedb.org/' || t.title_id || '/watch?locale=' || c.country",
        },
        f"""
        FROM (SELECT * FROM t WHERE bucket = '{bucket}' AND is_watched) AS t
        JOIN offered ON offered.n = t.n
        JOIN (VALUES ('US', 'USD'), ('GB', 'GBP'), ('DE', 'EUR')) AS c(country, currency)
          ON list_contains(list_transform(offered.offers, x -> x.country), c.country)
        """,
    )


WIKIDATA_ID = "'Q' || (900000000 + t.n)"
WIKIPEDIA_ID = "t.title || ' (' || t.n || ')'"
TV_TROPES_ID = "'Film/' || replace(t.slug, '-', '') || t.n"
ROTTEN_TOMATOES_ID = (
    "CASE t.kind WHEN 'tv' THEN 'tv/' ELSE 'm/' END || replace(t.slug, '-', '_') || '_' || t.n"
)
METACRITIC_ID = "t.kind || '/' || t.slug || '-' || t.n"


def _of(has: str, bucket: str) -> str:
    return (
        f"FROM (SELECT * FROM t WHERE bucket = '{bucket}' AND {has}) AS t "
        "JOIN seed ON seed.kind = t.kind AND seed.s = t.s"
    )
