"""What the scaled lake holds beside records: spine, links, scores, popularity, DNA, as SQL.

The records themselves are `scaled_records`.
"""

from __future__ import annotations

from movie_assets.model.contract import table_named
from movie_assets.model.render.duckdb import select_list
from movie_assets_tests.benchmarks.scaled_pages import (
    METACRITIC_ID,
    ROTTEN_TOMATOES_ID,
    TV_TROPES_ID,
    WIKIDATA_ID,
    WIKIPEDIA_ID,
)
from movie_assets_tests.benchmarks.scaled_records import FIRST_DAY, season_value_sql
from movie_assets_tests.benchmarks.scaled_titles import tmdb_id_sql

DAY = "DATE '2025-07-01'"
# IMDb's titles enter the spine by themselves from so many votes on.
ENOUGH_VOTES = 100
# What each source's records are called, which titles have one, and how the link was told.
LINKED = {
    "tmdb": ("origin = 'tmdb'", "t.title_id", "id", 1.0),
    "imdb": ("has_imdb", "t.tconst", "id", 0.999),
    "wikidata": ("has_wikidata", WIKIDATA_ID, "id", 0.999),
    "wikipedia": ("has_wikipedia", WIKIPEDIA_ID, "id", 0.98),
    "metacritic": ("has_metacritic", METACRITIC_ID, "verified_url", 0.999),
    "rotten_tomatoes": ("has_rotten_tomatoes", ROTTEN_TOMATOES_ID, "verified_url", 0.999),
    "tv_tropes": ("has_tv_tropes", TV_TROPES_ID, "verified_url", 0.999),
}


def spine_sql(bucket: str) -> str:
    """Titles of TMDB, and of IMDb from 100 votes on, also where TMDB has them: they are linked."""
    table = table_named("title_spine")
    said = {
        "title_id": "t.title_id",
        "kind": "t.kind",
        "origin": "t.origin",
        "tmdb_id": "t.tmdb_id",
        "original_title": "coalesce(t.foreign_title, t.title)",
        "state": "CASE WHEN is_gone THEN 'gone' ELSE 'active' END",
        "first_seen": DAY,
    }
    of_tmdb = said | {
        "popularity": "t.popularity",
        "gone_since": f"CASE WHEN is_gone THEN {DAY} END",
    }
    of_imdb = said | {
        "title_id": "'imdb/' || t.tconst",
        "origin": "'imdb'",
        "tmdb_id": "NULL",
        "imdb_id": "t.tconst",
        "votes": "t.imdb_votes",
        "state": "'active'",
    }
    return f"""
        SELECT {select_list(table, of_tmdb)} FROM t WHERE bucket = '{bucket}' AND origin = 'tmdb'
        UNION ALL
        SELECT {select_list(table, of_imdb)} FROM t
        WHERE imdb_bucket = '{bucket}' AND imdb_votes >= {ENOUGH_VOTES}
    """


def links_sql(bucket: str) -> str:
    """Accepted links of a bucket's titles; 1 % of the pages were taken for others and rejected."""
    evidence = (
        '\'{"voters":["\' || source || \'","wikidata"],"record_known":false,"kind_agrees":null,'
        '"name_similarity":null,"year_difference":null,"page":null,"moved_to":null}\''
    )
    rows = " UNION ALL ".join(
        f"SELECT t.title_id, t.kind, '{source}' AS source, {source_id} AS source_id, 'accepted' "
        f"AS status, '{method}' AS method, {probability} AS probability FROM t "
        f"WHERE bucket = '{bucket}' AND {has}"
        for source, (has, source_id, method, probability) in LINKED.items()
    )
    rejected = " UNION ALL ".join(
        f"SELECT t.title_id, t.kind, '{source}', {LINKED[source][1]} || '-other', "
        f"'{status}', 'verified_url', 0.4 FROM t WHERE bucket = '{bucket}' "
        f"AND {LINKED[source][0]} AND roll('{status}', n) % 100 = 0"
        for source in ("metacritic", "rotten_tomatoes")
        for status in ("rejected", "review")
    )
    said = {name: name for name in ("title_id", "kind", "source", "source_id", "status", "method",
                                    "probability")}  # fmt: skip
    said |= {"evidence": evidence, "decided_at": FIRST_DAY, "rule_version": "'scaled'"}
    return (
        f"SELECT {select_list(table_named('crosswalk'), said)} FROM ({rows} UNION ALL {rejected})"
    )


def score_seen_sql(source: str, bucket: str) -> str:
    """The scores a source showed of a bucket's titles; seasons of the shows among the popular."""
    shown = {
        "tmdb": [("has_tmdb_score", "audience", "tmdb_value", 10, "tmdb_votes")],
        "imdb": [("has_imdb", "audience", "imdb_value", 10, "imdb_votes")],
        "metacritic": [
            ("has_metacritic", "critics", "mc_critics", 100, "mc_reviews"),
            ("has_metacritic", "audience", "mc_audience", 10, "mc_votes"),
        ],
        "rotten_tomatoes": [
            ("has_rotten_tomatoes", "critics", "rt_critics", 100, "rt_reviews"),
            ("has_rotten_tomatoes", "audience", "rt_audience", 100, "rt_votes"),
        ],
    }[source]
    place = "imdb_bucket" if source == "imdb" else "bucket"
    parts = [
        _scores(source, metric, f"{place} = '{bucket}' AND {has}", "t", value, scale, count)
        for has, metric, value, scale, count in shown
    ]
    if source in ("tmdb", "rotten_tomatoes"):
        has, metric, _, scale, _ = shown[0]
        seasons = "(SELECT *, unnest(range(1, 1 + season_count)) AS season FROM t)"
        value = season_value_sql(f"{source}-season", scale)
        where = f"bucket = '{bucket}' AND {has} AND kind = 'tv' AND u < 0.3"
        parts.append(
            _scores(source, metric, where, f"{seasons} AS t", value, scale, "10", "season")
        )
    return " UNION ALL ".join(parts)


def _scores(
    source: str, metric: str, where: str, rows: str, value: str, scale: int, count: str,
    season: str = "-1",
) -> str:  # fmt: skip
    said = {
        "source": f"'{source}'",
        "source_id": LINKED[source][1],
        "publisher": f"'{source}'",
        "metric": f"'{metric}'",
        "season": season,
        "episode": "-1",
        "value": value,
        "scale_max": str(scale),
        "percent": f"round(100.0 * ({value}) / {scale}, 4)",
        "count": count,
        "count_is_lower_bound": "false",
        "observed_at": FIRST_DAY,
        "answer_id": "'imdb-2025-07-01'" if source == "imdb" else f"md5('{source}' || t.n)",
    }
    return f"SELECT {select_list(table_named('score_seen'), said)} FROM {rows} WHERE {where}"


def popularity_sql(bucket: str) -> str:
    """The first day's popularity."""
    return (
        f"SELECT title_id, {DAY} AS day, popularity FROM t "
        f"WHERE bucket = '{bucket}' AND origin = 'tmdb'"
    )


def redirects_sql() -> str:
    """IMDb ids that moved, one in a thousand; and TMDB titles that were merged into another."""
    other = tmdb_id_sql("n * 7 % 1000 * 6")
    return f"""
        SELECT 'imdb' AS source, 'tt9' || substr(tconst, 4) AS from_source_id,
               tconst AS to_source_id, {DAY} AS decided_on
        FROM t WHERE has_imdb AND roll('moved', n) % 1000 = 0
        UNION ALL
        SELECT 'tmdb', title_id, 'movie/' || {other}, {DAY}
        FROM t WHERE is_gone AND kind = 'movie' AND roll('merged', n) % 4 = 0
    """


# -- DNA: `tagged` is a table of n, title_id, bucket, s (a seed title) -----------------------------


def tagged_sql() -> str:
    """The titles with DNA, each with a real title whose DNA it has."""
    return """
        SELECT n, title_id, bucket, roll('dna-seed', n) % getvariable('dna_titles') AS s
        FROM t WHERE has_dna
    """


def tags_sql(values: int) -> str:
    """All tags: the seed's, and as many of words nearly nobody else has, `values` different ones.

    The first titles take the rare words in turn, so that each occurs; the rest by a power.
    """
    rare = f"greatest(1, {values} - getvariable('dna_value'))"
    return f"""
        WITH rare AS (
            SELECT *, row_number() OVER (ORDER BY n, j) - 1 AS place
            FROM (SELECT n, title_id, bucket, unnest(range(12)) AS j FROM tagged)
        ), numbered AS (
            SELECT *, CASE WHEN place < {rare} THEN place
                           ELSE floor({rare} * pow(share('tag', place), 3))::BIGINT END AS v
            FROM rare
        )
        SELECT tagged.bucket, tagged.title_id, seed.category, seed.label, seed.confidence,
               seed.evidence, seed.model, seed.taxonomy_version
        FROM tagged JOIN seed_title_dna AS seed ON seed.s = tagged.s
        UNION ALL
        SELECT DISTINCT ON (title_id, v) bucket, title_id, category, word || ' ' || v, 0.5,
               ['keyword:' || word], model, taxonomy_version
        FROM (
            SELECT numbered.*, seed.category, seed.label AS word, seed.model, seed.taxonomy_version
            FROM numbered JOIN dna_value AS seed ON seed.i = v % getvariable('dna_value')
        )
    """


def fingerprints_sql(bucket: str) -> str:
    """The seed's fingerprint under the title's id."""
    return (
        "SELECT seed.* REPLACE (tagged.title_id AS title_id) FROM tagged "
        f"JOIN seed_title_fingerprint AS seed ON seed.s = tagged.s WHERE bucket = '{bucket}'"
    )


def embeddings_sql(bucket: str) -> str:
    """A vector of the aspect `all` a title: between its seed's and another's, of unit length."""
    mixed = """
        list_transform(list_zip(a.embedding, b.embedding),
            x -> x[1] + x[2] * (0.2 + 0.6 * share('mix', tagged.n))::FLOAT)
    """
    return f"""
        SELECT title_id, aspect, model, dims, text_hash,
               list_transform(mixed, x -> (x / length)::FLOAT) AS embedding
        FROM (
            SELECT *, sqrt(list_sum(list_transform(mixed, x -> x::DOUBLE * x))) AS length
            FROM (
                SELECT tagged.title_id, a.aspect, a.model, a.dims, md5('text' || tagged.n)
                           AS text_hash, {mixed} AS mixed
                FROM tagged JOIN seed_title_embedding AS a ON a.s = tagged.s AND a.aspect = 'all'
                JOIN seed_title_embedding AS b ON b.aspect = 'all'
                 AND b.s = roll('dna-other', tagged.n)
                           % getvariable('dna_titles')
                WHERE tagged.bucket = '{bucket}'
            )
        )
    """
