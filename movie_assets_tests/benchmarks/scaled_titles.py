"""The scaled titles: who they are, how popular, what each source has of them. No source records.

One relation `everyone` (`t` a part of it), a row a title, `n` its rank by popularity from 0.
Everything is told from `n` by a hash (see `scaled_seeds.make_macros`), so the same sizes give the
same titles.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import duckdb

from movie_assets.model.ids import partition_sql
from movie_assets.model.render.duckdb import literal
from movie_assets_tests.benchmarks.scaled_seeds import PERMUTATIONS, size_of

# Prime and larger than any number of titles, so that n -> n * step % prime is one to one.
PRIME = 2_000_003


@dataclass(frozen=True, slots=True)
class Sizes:
    """How many there are of what; all of it at factor 1.0."""

    titles: int
    names: int
    offers: int
    imdb: int
    tmdb_scored: int
    rotten_tomatoes: int
    metacritic: int
    wikidata: int
    wikipedia: int
    tv_tropes: int
    watched: int
    dna: int
    dna_values: int
    persons: int


def sizes(factor: float) -> Sizes:
    """The sizes at a factor: titles in whole sixties, five films and a show in turn."""

    def of(count: int) -> int:
        return max(1, round(count * factor))

    return Sizes(
        titles=max(1, round(20_000 * factor)) * 60,
        names=of(3_000_000),
        offers=of(10_000_000),
        imdb=of(1_000_000),
        tmdb_scored=of(480_000),
        rotten_tomatoes=of(200_000),
        metacritic=of(80_000),
        wikidata=of(300_000),
        wikipedia=of(200_000),
        tv_tropes=of(25_000),
        watched=of(6_000),
        dna=of(70_000),
        dna_values=of(300_000),
        persons=of(600_000),
    )


def make_titles(con: duckdb.DuckDBPyConnection, size: Sizes, folder: Path) -> None:
    """The view `everyone`, over a file in a folder: a gigabyte in memory would be missed later."""
    con.execute(_ranked(con, size))
    con.execute(_named())
    con.execute(_covered(con, size))
    con.execute(_counted())
    file = literal(str(folder / "titles.parquet"))
    con.execute(f"""
        COPY (
            SELECT *, {partition_sql()} AS bucket,
                   CASE WHEN has_imdb THEN {partition_sql("'imdb/' || tconst")} END AS imdb_bucket
            FROM counted ORDER BY bucket, n
        ) TO {file}
    """)
    con.execute(f"CREATE VIEW everyone AS SELECT * FROM read_parquet({file})")
    for name in ("ranked", "named", "covered", "counted"):
        con.execute(f"DROP TABLE {name}")


def tmdb_id_sql(n: str) -> str:
    """TMDB's id of the title of a rank: spread over the numbers as ids are."""
    return f"(1 + ({n}) * 1000003 % {PRIME})"


def _ranked(con: duckdb.DuckDBPyConnection, size: Sizes) -> str:
    """Ids, kinds and seeds. Every 60th is a film that only IMDb knows, but for the popular tenth.

    A third has a seed of another language than English, so that originals differ from titles.
    """
    films, shows = size_of(con, "seed", "kind = 'movie'"), size_of(con, "seed", "kind = 'tv'")
    tmdb_id = tmdb_id_sql("n")
    return f"""
        CREATE TEMP TABLE ranked AS
        SELECT *, CASE WHEN origin = 'tmdb' THEN kind || '/' || {tmdb_id}
                       ELSE 'imdb/' || tconst END AS title_id,
               CASE WHEN origin = 'tmdb' THEN {tmdb_id} END AS tmdb_id,
               roll('seed', n) % (CASE kind WHEN 'movie' THEN {films} ELSE {shows} END) AS s
        FROM (
            SELECT n, (n + 0.5) / {size.titles} AS u,
                   CASE WHEN n % 6 = 5 THEN 'tv' ELSE 'movie' END AS kind,
                   CASE WHEN n % 60 = 31 AND n * 10 >= {size.titles} THEN 'imdb' ELSE 'tmdb' END
                       AS origin,
                   'tt' || (10000000 + n * 611953 % {PRIME}) AS tconst,
                   share('foreign', n) < 0.35 AS is_foreign
            FROM range({size.titles}) AS r(n)
        )
    """


def _named() -> str:
    """Names: the real ones to the most popular, spliced ones to the rest, 4 % of them namesakes.

    Of ten spliced ones four end in a person's last name and three in a word made of two of them:
    most words of real titles are rare, and a universe of 2,700 titles has too few. A namesake takes
    the name of a more popular title; its year is its own.
    """

    def made(one: str, other: str) -> str:
        first, last = f"{one}.tail", f"{other}.tail"
        return f"{first}[:length({first}) // 2 + 1] || lower({last}[length({last}) // 2 + 1:])"

    return f"""
        CREATE TEMP TABLE named AS
        WITH drawn AS (
            SELECT *, CASE WHEN share('namesake', n) < 0.04 THEN roll('like', n) % (n + 1)
                           ELSE n END AS like_n
            FROM ranked
        ), placed AS (
            SELECT *, like_n < getvariable('main_name') AS is_real,
                   CASE WHEN is_real THEN like_n
                        ELSE roll('a', like_n) % getvariable('main_name') END AS a,
                   CASE WHEN is_real THEN like_n
                        ELSE roll('b', like_n) % getvariable('main_name') END AS b,
                   roll('ending', like_n) % 10 AS ending,
                   roll('p', like_n) % getvariable('person_part') AS p,
                   roll('q', like_n) % getvariable('person_part') AS q,
                   CASE WHEN is_foreign THEN roll('c', like_n) % getvariable('other_name') END AS c
            FROM drawn
        )
        SELECT placed.* EXCLUDE (a, b, c, p, q, like_n, is_real, ending),
               CASE WHEN a.i = b.i THEN a.name
                    ELSE a.head || ' ' || CASE WHEN ending < 3 THEN b.tail
                        WHEN ending < 7 THEN p.tail ELSE {made("p", "q")} END END AS title,
               c.head || ' ' || CASE WHEN ending < 2 THEN d.tail
                   WHEN ending < 5 THEN q.tail ELSE {made("q", "p")} END AS foreign_title,
               c.language AS foreign_language,
               2025 - floor(125 * pow(share('year', n), 2.2))::INT AS year
        FROM placed
        JOIN main_name AS a ON a.i = placed.a JOIN main_name AS b ON b.i = placed.b
        JOIN person_part AS p ON p.i = placed.p JOIN person_part AS q ON q.i = placed.q
        LEFT JOIN other_name AS c ON c.i = placed.c
        LEFT JOIN other_name AS d ON d.i = c.low + roll('d', like_n) % c.size
    """


def _covered(con: duckdb.DuckDBPyConnection, size: Sizes) -> str:
    """Which source has the title: the popular ones first, the more by chance the wider it is.

    And how many further names and offers, by weights that fall with the rank, the sums exact.
    """
    row = con.execute("SELECT count(*) + count(foreign_title) FROM named").fetchone()
    assert row is not None
    more_names = max(0, size.names - row[0])
    name_weight = "(CASE WHEN u > 0.1 AND roll('named', n) % 10 < 6 THEN 0 ELSE 1 END)"
    offer_weight = (
        "(CASE WHEN origin = 'imdb' OR (u > 0.3 AND roll('offered', n) % 2 = 0) THEN 0 ELSE 1 END)"
    )

    def first(count: int | str, spread: float, salt: str, where: str = "origin = 'tmdb'") -> str:
        place = (
            f"row_number() OVER (PARTITION BY {where} ORDER BY u + {spread} * share('{salt}', n))"
        )
        return f"({where} AND {place} <= {count})"

    of_imdb = f"{size.imdb} - (SELECT count(*) FROM ranked WHERE origin = 'imdb')"
    return f"""
        CREATE TEMP TABLE covered AS
        SELECT n, {_shared_out(more_names, f"(1e6 / (u + 0.004))::BIGINT * {name_weight}")}
                   AS more_names,
               {_shared_out(size.offers, f"(1e6 / (u + 0.01))::BIGINT * {offer_weight}")}
                   AS offers,
               origin = 'imdb' OR {first(of_imdb, 0.6, "imdb")} AS has_imdb,
               {first(size.tmdb_scored, 0.3, "scored")} AS has_tmdb_score,
               {first(size.rotten_tomatoes, 0.1, "rt")} AS has_rotten_tomatoes,
               {first(size.metacritic, 0.05, "mc")} AS has_metacritic,
               {first(size.wikidata, 0.2, "wd")} AS has_wikidata,
               {first(size.wikipedia, 0.1, "wp")} AS has_wikipedia,
               {first(size.tv_tropes, 0.02, "tvt", "origin = 'tmdb' AND kind = 'movie'")}
                   AS has_tv_tropes,
               {first(size.watched, 0.0, "watch")} AS is_watched,
               {first(size.dna, 0.02, "dna", "true")} AS has_dna,
               roll('gone', n) % 1000 = 0 AND n * 10 >= {size.titles} AND origin = 'tmdb' AS is_gone
        FROM ranked
    """


def _counted() -> str:
    """How much there is of each title: popularity, votes and counts fall by a power (Zipf)."""
    return f"""
        CREATE TEMP TABLE counted AS
        SELECT *,
               floor(30 / (1 + 100 * u))::INT + roll('cast', n) % 4 AS cast_count,
               CASE WHEN u < 0.02 THEN 4 WHEN roll('crew', n) % 5 > 0 THEN 1 ELSE 0 END
                   AS crew_count,
               CASE WHEN kind = 'tv' THEN 1 + floor(12 / (1 + 30 * u))::INT ELSE 0 END
                   AS season_count,
               roll('order', n) % {PERMUTATIONS} AS offer_order,
               round(1000 * pow(1 + 1.2e6 * u, -0.55) * (0.9 + 0.2 * share('pop', n)), 4)
                   AS popularity,
               {_score("imdb", 10)} AS imdb_value,
               5 + floor(3e6 * pow(1 + 1.2e6 * u, -0.82))::BIGINT
                   + CASE origin WHEN 'imdb' THEN 100 ELSE 0 END AS imdb_votes,
               {_score("tmdb", 10)} AS tmdb_value,
               1 + floor(3e4 * pow(1 + 1.2e6 * u, -0.7))::BIGINT AS tmdb_votes,
               {_score("rt-critics", 100)} AS rt_critics,
               {_score("rt-audience", 100)} AS rt_audience,
               5 + floor(500 * pow(1 + 2400 * u, -0.6))::BIGINT AS rt_reviews,
               (CASE WHEN u < 0.005 THEN 250000 WHEN u < 0.02 THEN 10000 WHEN u < 0.06 THEN 1000
                     ELSE 50 END)::BIGINT AS rt_votes,
               {_score("mc-critics", 100)} AS mc_critics,
               {_score("mc-audience", 10)} AS mc_audience,
               4 + floor(60 * pow(1 + 2400 * u, -0.4))::BIGINT AS mc_reviews,
               4 + floor(3000 * pow(1 + 24000 * u, -0.8))::BIGINT AS mc_votes,
               lower(trim(regexp_replace(strip_accents(title), '[^A-Za-z0-9]+', '-', 'g'), '-'))
                   AS slug
        FROM named JOIN covered USING (n)
    """


def _shared_out(total: int, weight: str) -> str:
    """A whole number each, by weight, that add up to the total: steps of the running sum."""
    so_far = f"(sum({weight}) OVER (ORDER BY n))::HUGEINT"
    all_of_it = f"(sum({weight}) OVER ())::HUGEINT"
    before = f"({so_far} - {weight})"
    return f"({total} * {so_far} // {all_of_it} - {total} * {before} // {all_of_it})::INT"


def _score(salt: str, scale: int) -> str:
    """A score: the mean of three chances, between 20 and 98 % of the scale."""
    chances = " + ".join(f"share('{salt}-{part}', n)" for part in range(3))
    digits = 1 if scale == 10 else 0
    return f"round({scale} * (0.2 + 0.26 * ({chances})), {digits})"
