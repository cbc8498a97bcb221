"""Other days of a scaled lake: the next one, on which 1 % changed, and the thirty before.

The lake of the first day is `scaled_lake`'s; files are rewritten as the landing would leave them.
"""

from __future__ import annotations

from collections.abc import Sequence

import duckdb

from movie_assets.model.ids import BUCKET_PARTITIONS
from movie_assets.resources.lake import Lake, dataset
from movie_assets_tests.benchmarks.scaled_lake import SCORED, VERSION

NEXT_DAY = "2025-07-02"
AT = f"TIMESTAMPTZ '{NEXT_DAY} 00:00:00+00'"
GONE_SHARE = 0.0005
# Of thirty days: a fifth of the titles moves in popularity every day, the rest one day in ten; a
# score of the same fifth every fifth day, of the rest one day in thirty; 15 % of the offers ended
# and came back on other terms (services turn over some 6 % a month, prices some more).
DAILY_SHARE, NOW_AND_THEN = 0.2, 0.1
SCORE_STEPS = (5, 30)
CLOSED_SHARE = 0.15


def change(
    con: duckdb.DuckDBPyConnection,
    lake: Lake,
    share: float = 0.01,
    buckets: Sequence[str] = BUCKET_PARTITIONS,
) -> None:
    """The next day: of `share` of the titles TMDB says something new, and scores of as many move.

    A fourth each: a runtime, a name, an offer less, an offer more; watch pages have other prices.
    One title in two thousand is gone. What changed is told from ids, so twice is the same.
    """
    for bucket in buckets:
        _rewrite(con, lake, "source_record", "tmdb", bucket, _tmdb_sql(share))
        _rewrite(con, lake, "source_record", "tmdb_watch", bucket, _watch_sql(share))
        _rewrite(con, lake, "title_spine", "", bucket, _spine_sql())
        _rewrite(con, lake, "popularity_daily", "", bucket, _popularity_sql(share))
        for source in SCORED:
            _rewrite(con, lake, "score_seen", source, bucket, _scores_sql(share))


def keep_days(con: duckdb.DuckDBPyConnection, lake: Lake, days: int = 30) -> None:
    """Histories as `days` days leave them, ending with the first day the lake holds."""
    for bucket in BUCKET_PARTITIONS:
        _rewrite(con, lake, "popularity_daily", "", bucket, _popularity_days_sql(days))
        for source in SCORED:
            _rewrite(con, lake, "score_seen", source, bucket, _score_days_sql(days))
        listed = lake.scan(dataset("source_record", "tmdb"), [bucket])
        query = _ended_offers_sql(listed, days)
        lake.write(con, dataset("offer"), bucket, query, inputs=f"{VERSION}-days")


def _rewrite(
    con: duckdb.DuckDBPyConnection, lake: Lake, table: str, branch: str, partition: str, query: str
) -> None:
    """Write a file anew; `query` reads what it holds as `held`."""
    ds = dataset(table, branch)
    con.execute(f"CREATE OR REPLACE TEMP VIEW held AS SELECT * FROM {lake.scan(ds, [partition])}")
    lake.write(con, ds, partition, query, inputs=f"{VERSION}-changed")


# -- the next day ----------------------------------------------------------------------------------


def _changed(share: float, column: str = "title_id", salt: str = "change") -> str:
    return f"share('{salt}', {column}) < {share}"


def _tmdb_sql(share: float) -> str:
    new_name = (
        "{'name': title || ' Redux', 'language': 'en', 'country': 'US', 'kind': 'alternative'}"
    )
    new_offer = (
        "{'country': 'US', 'provider_id': 8, 'provider': 'Netflix', 'type': 'free', 'quality': "
        "'unspecified', 'price': NULL, 'currency': NULL, 'url': url || '/watch?locale=US', "
        "'display_priority': 1}"
    )
    return f"""
        SELECT * EXCLUDE (is_new, what) REPLACE (
            CASE WHEN is_new AND what = 0 THEN coalesce(runtime_min, 90) + 1 ELSE runtime_min END
                AS runtime_min,
            CASE WHEN is_new AND what = 1 THEN list_append(names, {new_name}) ELSE names END
                AS names,
            CASE WHEN is_new AND what = 2 THEN offers[2:]
                 WHEN is_new AND what = 3 THEN list_append(offers, {new_offer})
                 ELSE offers END AS offers,
            {_newer("title_id")}
        )
        FROM (SELECT *, {_changed(share)} AS is_new, roll('what', title_id) % 4 AS what FROM held)
    """


def _newer(what: str) -> str:
    return (
        f"CASE WHEN is_new THEN md5('next' || {what}) ELSE answer_id END AS answer_id, "
        f"CASE WHEN is_new THEN {AT} ELSE requested_at END AS requested_at, "
        f"CASE WHEN is_new THEN {AT} ELSE observed_at END AS observed_at"
    )


def _watch_sql(share: float) -> str:
    own_title = "array_to_string(string_split(title_id, '/')[1:2], '/')"
    return f"""
        SELECT * EXCLUDE (is_new) REPLACE (
            CASE WHEN is_new
                 THEN list_transform(offers, x -> struct_update(x, price := x.price + 1))
                 ELSE offers END AS offers,
            {_newer("title_id")}
        )
        FROM (SELECT *, {_changed(share, own_title)} AS is_new FROM held)
    """


def _spine_sql() -> str:
    vanishes = f"(origin = 'tmdb' AND state = 'active' AND {_changed(GONE_SHARE, salt='vanish')})"
    return f"""
        SELECT * REPLACE (
            CASE WHEN {vanishes} THEN 'gone' ELSE state END AS state,
            CASE WHEN {vanishes} THEN DATE '{NEXT_DAY}' ELSE gone_since END AS gone_since)
        FROM held
    """


def _popularity_sql(share: float) -> str:
    return f"""
        SELECT * FROM held
        UNION ALL
        SELECT title_id, DATE '{NEXT_DAY}', round(popularity * 1.1, 4)
        FROM held WHERE {_changed(share)} AND day = DATE '{NEXT_DAY}' - 1
    """


def _scores_sql(share: float) -> str:
    moved = "CASE WHEN percent > 90 THEN -0.01 ELSE 0.01 END * scale_max"
    return f"""
        SELECT * FROM held
        UNION ALL
        SELECT * REPLACE (
            round(value + {moved}, 1) AS value,
            round(100 * round(value + {moved}, 1) / scale_max, 4) AS percent,
            count + 7 AS count, {AT} AS observed_at,
            md5('next' || source || source_id) AS answer_id)
        FROM held WHERE season = -1 AND {_changed(share, "source_id", "score")}
            AND observed_at = {AT} - INTERVAL 1 DAY
    """


# -- the thirty days before ------------------------------------------------------------------------


def _popularity_days_sql(days: int) -> str:
    return f"""
        WITH popular AS (
            SELECT *, percent_rank() OVER (ORDER BY popularity DESC, title_id) < {DAILY_SHARE}
                          AS daily
            FROM held
        )
        SELECT title_id, day, popularity FROM held
        UNION ALL
        SELECT title_id, day - k::INT,
               round(popularity * (0.9 + 0.2 * share('day', title_id || k)), 4)
        FROM popular, range(1, {days}) AS r(k)
        WHERE daily OR share('moves', title_id || k) < {NOW_AND_THEN}
    """


def _score_days_sql(days: int) -> str:
    often, seldom = SCORE_STEPS
    return f"""
        WITH ranked AS (
            SELECT *, percent_rank() OVER (ORDER BY count DESC, source_id) < {DAILY_SHARE} AS often
            FROM held
        )
        SELECT * FROM held
        UNION ALL
        SELECT * EXCLUDE (often, k) REPLACE (
            greatest(count - k, 1) AS count, observed_at - to_days(k::INT) AS observed_at,
            md5(answer_id || k) AS answer_id)
        FROM ranked, range(1, {days}) AS r(k)
        WHERE (roll('seen', source_id) + k) % (CASE WHEN often THEN {often} ELSE {seldom} END) = 0
    """


def _ended_offers_sql(listed: str, days: int) -> str:
    """Contract offer: terms that ended in those days; what stands now is told by the answers."""
    key = "title_id || o.country || o.provider_id || o.type"
    ended = f"({{at}} - to_days((roll('ended', {key}) % {days - 1})::INT))"
    began = f"({{at}} - to_days({days}))"
    at = f"({AT} - INTERVAL 1 DAY)"
    return f"""
        SELECT title_id, o.country, o.provider_id, o.type, 'hd' AS quality, 1.99 AS price,
               'USD' AS currency, o.url, {began.format(at=at)} AS first_seen,
               {ended.format(at=at)} AS last_seen, {began.format(at=at)} AS valid_from,
               {ended.format(at=at)} AS valid_to, 'tmdb' AS source, true AS is_news
        FROM (SELECT title_id, unnest(offers) AS o FROM {listed})
        WHERE share('ends', {key}) < {CLOSED_SHARE}
    """
