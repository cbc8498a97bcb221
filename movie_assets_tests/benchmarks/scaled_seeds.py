"""What the scaled lake is made of: pools of words, people and records out of a finished run's lake.

Nothing of the scaled titles themselves is decided here.
"""

from __future__ import annotations

import duckdb

from movie_assets.resources.lake import Lake, dataset

# A language by the country of an alternative name; IMDb tells only the country.
LANGUAGE_OF = {
    "DE": "de", "AT": "de", "FR": "fr", "ES": "es", "MX": "es", "AR": "es", "PE": "es",
    "IT": "it", "PT": "pt", "BR": "pt", "PL": "pl", "HU": "hu", "RU": "ru", "JP": "ja",
    "CN": "zh", "TW": "zh", "HK": "zh", "KR": "ko", "TR": "tr", "SE": "sv", "RO": "ro",
    "GR": "el", "BG": "bg", "UA": "uk", "CZ": "cs", "NL": "nl", "FI": "fi", "NO": "no",
}  # fmt: skip
PERMUTATIONS = 128


def make_macros(con: duckdb.DuckDBPyConnection) -> None:
    """Chance that never changes: a number, or a share in [0, 1), of a salt and a row's number.

    DuckDB's own hash is the same as long as the lock file names the same DuckDB; md5 would take
    twenty times as long (1.2 s a salt at full size).
    """
    con.execute("CREATE MACRO roll(salt, n) AS (hash(n, salt) >> 1)::BIGINT")
    con.execute("CREATE MACRO share(salt, n) AS (roll(salt, n) % 1000003) / 1000003.0")
    # The first half of a name's words (more than an article), and the second; of one word both are
    # the word.
    con.execute(
        "CREATE MACRO head_words(name) AS array_to_string(string_split(name, ' ')[1:greatest("
        "(len(string_split(name, ' ')) + 1) // 2, "
        "CASE WHEN lower(string_split(name, ' ')[1]) IN ('the', 'a', 'an') THEN 2 ELSE 1 END)], "
        "' ')"
    )
    con.execute(
        "CREATE MACRO tail_words(name) AS array_to_string("
        "string_split(name, ' ')[len(string_split(name, ' ')) // 2 + 1:], ' ')"
    )


def make_pools(con: duckdb.DuckDBPyConnection, home: Lake) -> None:
    """The pools as temporary tables, and how many rows they have as variables of their names."""
    tmdb = home.scan(dataset("source_record", "tmdb"))
    imdb = home.scan(dataset("source_record", "imdb"))
    con.execute(f"""
        CREATE TEMP TABLE seed AS
        SELECT row_number() OVER (PARTITION BY kind ORDER BY source_id) - 1 AS s, * EXCLUDE (offers)
        FROM {tmdb} WHERE outcome = 'found'
    """)
    con.execute("""
        CREATE TEMP TABLE main_name AS
        SELECT row_number() OVER (ORDER BY title) - 1 AS i, title AS name,
               head_words(title) AS head, tail_words(title) AS tail
        FROM (SELECT DISTINCT trim(title) AS title FROM seed WHERE length(trim(title)) > 0)
    """)
    _other_names(con, tmdb, imdb)
    con.execute("""
        CREATE TEMP TABLE person_part AS
        SELECT row_number() OVER (ORDER BY name) - 1 AS i, head_words(name) AS head,
               tail_words(name) AS tail
        FROM (SELECT DISTINCT unnest(credits).name AS name FROM seed)
    """)
    _offer_order(con, tmdb)
    tropes = home.scan(dataset("source_record", "tv_tropes"))
    con.execute(f"""
        CREATE TEMP TABLE seed_tropes AS
        SELECT row_number() OVER (ORDER BY source_id) - 1 AS s, tropes
        FROM {tropes} WHERE outcome = 'found' AND len(tropes) > 0
    """)
    _dna_seeds(con, home)
    for pool in ("person_part", "other_name", "main_name", "seed_tropes", "dna_value"):
        con.execute(f"SET VARIABLE {pool} = (SELECT count(*) FROM {pool})")
    con.execute("SET VARIABLE dna_titles = (SELECT count(DISTINCT s) FROM seed_title_fingerprint)")


def _other_names(con: duckdb.DuckDBPyConnection, tmdb: str, imdb: str) -> None:
    """Names in other languages, each language's in one stretch of `i` from `low`, `size` long."""
    languages = ", ".join(f"('{country}', '{lang}')" for country, lang in LANGUAGE_OF.items())
    con.execute(f"""
        CREATE TEMP TABLE other_name AS
        WITH spoken (country, language) AS (VALUES {languages}),
        named AS (
            SELECT n.name, n.language, n.country
            FROM (SELECT unnest(names) AS n FROM {tmdb}) WHERE n.kind = 'translated'
            UNION ALL
            SELECT n.name, spoken.language, n.country
            FROM (SELECT unnest(names) AS n FROM {imdb} UNION ALL
                  SELECT unnest(names) AS n FROM {tmdb}) JOIN spoken ON spoken.country = n.country
            WHERE n.kind = 'alternative'
        ), distinct_names AS (
            SELECT trim(name) AS name, language, min(country) AS country FROM named
            WHERE language <> 'en' AND length(trim(name)) > 0 GROUP BY ALL
        ), numbered AS (
            SELECT row_number() OVER (ORDER BY language, name) - 1 AS i, * FROM distinct_names
        )
        SELECT i, language, country, name, head_words(name) AS head, tail_words(name) AS tail,
               min(i) OVER (PARTITION BY language) AS low,
               count(*) OVER (PARTITION BY language) AS size
        FROM numbered
    """)


def _offer_order(con: duckdb.DuckDBPyConnection, tmdb: str) -> None:
    """Every offer key there is, in several weighted random orders: frequent ones come early."""
    con.execute(f"""
        CREATE TEMP TABLE offer_order AS
        WITH keys AS (
            SELECT o.country, o.provider_id, o.provider, o.type, min(o.display_priority) AS place,
                   count(*) AS weight
            FROM (SELECT unnest(offers) AS o FROM {tmdb}) GROUP BY ALL
        ), drawn AS (
            SELECT k, keys.*, -ln(1 - share('offer', k || country || provider_id || type))
                       / sqrt(weight) AS moment
            FROM keys, range({PERMUTATIONS}) AS r(k)
        )
        SELECT k, row_number() OVER (
                   PARTITION BY k ORDER BY moment, country, provider_id, type) - 1 AS j,
               country, provider_id, provider, type, place
        FROM drawn
    """)


def _dna_seeds(con: duckdb.DuckDBPyConnection, home: Lake) -> None:
    for name in ("title_dna", "title_fingerprint", "title_embedding"):
        con.execute(f"""
            CREATE TEMP TABLE seed_{name} AS
            SELECT dense_rank() OVER (ORDER BY title_id) - 1 AS s, *
            FROM {home.scan(dataset(name))}
        """)
    con.execute("""
        CREATE TEMP TABLE dna_value AS
        SELECT row_number() OVER (ORDER BY category, label) - 1 AS i, category, label,
               min(model) AS model, min(taxonomy_version) AS taxonomy_version
        FROM seed_title_dna GROUP BY category, label
    """)


def size_of(con: duckdb.DuckDBPyConnection, pool: str, where: str = "true") -> int:
    """How many rows a pool has."""
    row = con.execute(f"SELECT count(*) FROM {pool} WHERE {where}").fetchone()
    assert row is not None
    return int(row[0])
