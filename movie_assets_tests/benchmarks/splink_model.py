"""How Splink 5 is set up for the real legs: columns, blocking, comparisons, training. No figures.

Splink is handed the names as our own matcher spells them, those in a source's ids too, so that what
is measured is blocking, comparing and deciding, and neither side has the cleaner names. Directors
cannot be compared: the legs' spine has none and neither have their records.
"""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any

import duckdb

from movie_assets.crosswalk import match
from movie_assets_tests.benchmarks.crosswalk_legs import leg_views

SEED = 20
RARE_WORD = 300  # titles that may hold a word for it to be worth blocking by

# Of each side its names as a matcher of people's names would want them: one, all, and their parts.
_NAMES = """
    SELECT {number}, arg_min(text, place) AS name, arg_min(key, place) AS key,
           arg_min(numbers, place) AS numbers,
           list_sort(list(DISTINCT key) FILTER (form IN ('m', 'b', 's'))) AS keys,
           list_sort(list(DISTINCT key)) AS all_keys
    FROM (SELECT *, list_position(['m', 'b', 's', 'p', 'h', 't'], form) AS place FROM {forms})
    GROUP BY {number}
"""
_WORDS = """
    SELECT {number}, list_sort(list(DISTINCT word)) AS words
    FROM (SELECT {number}, unnest(string_split(text, ' ')) AS word FROM {forms}
          WHERE form IN ('m', 'b', 's'))
    JOIN (SELECT word FROM (SELECT DISTINCT title_no, unnest(string_split(text, ' ')) AS word
                            FROM title_form WHERE form IN ('m', 'b'))
          GROUP BY word HAVING count(*) <= {rare}) USING (word)
    GROUP BY {number}
"""

# Each other's best. What tells a right link from a wrong one best is how far the runner-up of the
# record is behind, so that is what thresholds are put to: on Rotten Tomatoes it keeps a recall of
# .95 at a precision of .995, where the match weight itself keeps .04. Of equals the first by id.
_LINKS = """
    CREATE TABLE link AS
    SELECT unique_id_l AS title_id, unique_id_r AS source_id, match_probability >= 0.5 AS taken,
           match_weight - coalesce(lead(match_weight) OVER record, -99) AS weight
    FROM {scored}
    WINDOW record AS (PARTITION BY unique_id_r ORDER BY match_weight DESC, unique_id_l),
           title AS (PARTITION BY unique_id_l ORDER BY match_weight DESC, unique_id_r)
    QUALIFY row_number() OVER record = 1 AND row_number() OVER title = 1
"""


def prepared(con: duckdb.DuckDBPyConnection, folder: Path, leg: str) -> None:
    """Tables `a_spine` and `b_records` as Splink reads them. Splink's left side is the first."""
    leg_views(con, folder, leg)
    match.prepare_titles(con)
    match.prepare_records(con)
    told = (("NULL", "coalesce(vote_count, 0)"), ("slug_year", "NULL::BIGINT"))
    sides = (
        ("a_spine", "title", "title_no", "title_form", "title_id"),
        ("b_records", "all_record", "record_no", "all_record_form", "source_id"),
    )
    for (table, source, number, forms, identity), (slug, votes) in zip(sides, told, strict=True):
        names = _NAMES.format(number=number, forms=forms)
        words = _WORDS.format(number=number, forms=forms, rare=RARE_WORD)
        con.execute(
            f"""
            CREATE TABLE {table} AS
            SELECT {identity} AS unique_id, name, key, left(key, 6) AS stem, numbers, keys,
                   all_keys, coalesce(words, []) AS words, s.year::BIGINT AS year,
                   {slug}::BIGINT AS slug_year, runtime_min::DOUBLE AS runtime_min,
                   CASE WHEN len(classes) > 0 THEN classes END AS classes, {votes} AS votes
            FROM {source} AS s
            LEFT JOIN ({names}) USING ({number}) LEFT JOIN ({words}) USING ({number})
            """
        )


def predicted(con: duckdb.DuckDBPyConnection) -> int:
    """Train on both tables and leave `link` (see `_LINKS`); how many pairs were scored."""
    from splink import DuckDBAPI, Linker  # noqa: PLC0415  the group `challenger` may be missing

    api = DuckDBAPI(con)
    tables = [api.register(name, dataset_display_name=name) for name in ("a_spine", "b_records")]
    linker = Linker(tables, _settings(_known(con)), log_level=logging.ERROR)
    training = linker.training
    training.estimate_probability_two_random_records_match(
        ["l.key = r.key AND l.year = r.year"], recall=0.8
    )
    training.estimate_u_using_random_sampling(max_pairs=5e6, seed=SEED)
    training.estimate_parameters_using_expectation_maximisation("l.key = r.key")
    training.estimate_parameters_using_expectation_maximisation(
        "l.year = r.year AND l.stem = r.stem"
    )
    scored = linker.inference.predict()
    con.execute(_LINKS.format(scored=scored.physical_name))
    ((pairs,),) = con.execute(f"SELECT count(*) FROM {scored.physical_name}").fetchall()
    return pairs


def _known(con: duckdb.DuckDBPyConnection) -> set[str]:
    """The fields that any record has; the others could neither be trained nor tell anything."""
    columns = {"year": "year", "slug_year": "slug_year", "runtime": "runtime_min"}
    columns |= {"genres": "classes", "votes": "unique_id"}
    counts = ", ".join(f"count({column})" for column in columns.values())
    (row,) = con.execute(f"SELECT {counts} FROM b_records").fetchall()
    return {name for name, count in zip(columns, row, strict=True) if count}


def _settings(known: set[str]) -> Any:
    from splink import SettingsCreator  # noqa: PLC0415
    from splink.blocking_rule_library import CustomRule  # noqa: PLC0415

    near = "abs(l.year - r.year) <= "
    return SettingsCreator(
        link_type="link_only",
        blocking_rules_to_generate_predictions=[
            CustomRule(f"l.keys = r.keys AND {near}10", arrays_to_explode=["keys"]),
            CustomRule(f"l.all_keys = r.all_keys AND {near}2", arrays_to_explode=["all_keys"]),
            CustomRule(f"l.words = r.words AND {near}1", arrays_to_explode=["words"]),
            CustomRule(f"l.stem = r.stem AND {near}1"),
        ],
        comparisons=[_names(), *(_levels(*told) for told in _FIELDS if told[0] in known)],
        retain_matching_columns=False,
        retain_intermediate_calculation_columns=False,
        em_convergence=0.0001,
        max_iterations=50,
    )


def _names() -> Any:
    from splink import comparison_level_library as levels  # noqa: PLC0415
    from splink import comparison_library as comparisons  # noqa: PLC0415

    alike = "jaro_winkler_similarity(name_l, name_r) >= {} AND numbers_l = numbers_r"
    return comparisons.CustomComparison(
        [
            levels.NullLevel("key"),
            levels.CustomLevel("len(list_intersect(keys_l, keys_r)) >= 2 AND key_l = key_r"),
            levels.ExactMatchLevel("key", term_frequency_adjustments=True),
            levels.CustomLevel("list_has_any(keys_l, keys_r)"),
            levels.CustomLevel(
                "list_has_any(all_keys_l, keys_r) OR list_has_any(keys_l, all_keys_r)"
            ),
            levels.CustomLevel(alike.format(0.95)),
            levels.CustomLevel(alike.format(0.88)),
            levels.ElseLevel(),
        ],
        output_column_name="name",
    )


# Name, the column that must be there on both sides, and the levels, best first.
_FIELDS = (
    (
        "year",
        "year_l IS NULL OR year_r IS NULL",
        (
            "year_l = year_r",
            "year_l = year_r - 1",
            "year_l = year_r + 1",
            "abs(year_l - year_r) = 2",
            "abs(year_l - year_r) <= 4",
        ),
    ),
    (
        "slug_year",
        "slug_year_r IS NULL",
        ("year_l = slug_year_r", "abs(year_l - slug_year_r) = 1"),
    ),
    (
        "runtime",
        "runtime_min_l IS NULL OR runtime_min_r IS NULL",
        ("abs(runtime_min_l - runtime_min_r) <= 2", "abs(runtime_min_l - runtime_min_r) <= 10"),
    ),
    (
        "genres",
        "classes_l IS NULL OR classes_r IS NULL",
        ("len(list_intersect(classes_l, classes_r)) >= 2", "list_has_any(classes_l, classes_r)"),
    ),
    ("votes", "false", ("votes_l >= 10000", "votes_l >= 1000", "votes_l >= 100", "votes_l > 0")),
)


def _levels(name: str, unknown: str, told: tuple[str, ...]) -> Any:
    from splink import comparison_level_library as levels  # noqa: PLC0415
    from splink import comparison_library as comparisons  # noqa: PLC0415

    return comparisons.CustomComparison(
        [
            levels.CustomLevel(unknown).configure(is_null_level=True),
            *map(levels.CustomLevel, told),
            levels.ElseLevel(),
        ],
        output_column_name=name,
    )
