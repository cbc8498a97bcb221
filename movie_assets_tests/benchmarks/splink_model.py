"""How Splink 5 is set up for the real legs: columns, blocking, comparisons, training. No figures.

Splink is handed the names as our own matcher spells them, those in a source's ids too, so that what
is measured is blocking, comparing and deciding, and neither side has the cleaner names. Directors
cannot be compared: the legs' spine has none and neither have their records.
"""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from movie_assets.crosswalk.genres import classes_sql
from movie_assets.crosswalk.names import Form, Marked, forms_of, marked
from movie_assets_tests.benchmarks.crosswalk_legs import leg_views

SEED = 20
RANDOM_PAIRS = 1e7
# Chance that two names of one pair agree, of 30 million random pairs. In fewer it is not met, and
# what Splink then assumes, one in a thousand, costs it a point of F1 on Rotten Tomatoes.
TWO_NAMES = 3e-8
RARE_WORD = 300  # titles that may hold a word for it to be worth blocking by

# What the two sides are, in columns of the same names; a side lacks what the other one has.
_SIDES = {
    "a_spine": """
        SELECT title_id AS unique_id, list_concat([title, original_title], names) AS names,
               NULL::BIGINT AS slug_year, year, runtime_min, genres,
               coalesce(vote_count, 0) AS votes
        FROM spine
    """,
    "b_records": """
        SELECT source_id AS unique_id, [title, slug_name] AS names,
               slug_year, year, runtime_min, genres, NULL::BIGINT AS votes
        FROM records JOIN mark USING (source_id)
    """,
}
# Each other's best. What tells a right link from a wrong one best is how far the runner-up of the
# record is behind, so that is what thresholds are put to: on Rotten Tomatoes it keeps a recall of
# .96 at a precision of .995, where the match weight itself keeps .85. Of equals the first by id.
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
    ids = [source_id for (source_id,) in con.execute("SELECT source_id FROM records").fetchall()]
    marks = [marked(source_id) or Marked("", None) for source_id in ids]
    names = pa.array([mark.name for mark in marks], pa.string())
    years = pa.array([mark.year for mark in marks], pa.int64())
    con.register("mark", pa.table({"source_id": ids, "slug_name": names, "slug_year": years}))
    rare: set[str] = set()
    for side, query in _SIDES.items():
        rows = con.execute(f"SELECT unique_id, names FROM ({query})").fetchall()
        told = [_spelt(*row) for row in rows]
        counts = Counter(word for one in told for word in one["words"])
        rare = rare or {word for word, titles in counts.items() if titles <= RARE_WORD}
        for one in told:
            one["words"] = [word for word in one["words"] if word in rare]
        con.register("told", pa.Table.from_pylist(told))
        con.execute(
            f"""
            CREATE TABLE {side} AS
            SELECT told.*, s.* EXCLUDE (unique_id, names, genres, classes),
                   CASE WHEN len(classes) > 0 THEN classes END AS classes
            FROM (SELECT *, {classes_sql("genres")} AS classes FROM ({query})) AS s
            JOIN told USING (unique_id)
            """
        )


def _spelt(unique_id: str, names: Iterable[str | None]) -> dict[str, Any]:
    """A row's names as a matcher of names would want them: one, all, and their parts."""
    forms = [form for name in dict.fromkeys(names) if name for form in forms_of(name)]
    whole = [form for form in forms if form.form in "mb"]
    main = forms[0].spelling if forms else None
    return {
        "unique_id": unique_id,
        "name": main and main.text,
        "key": main and main.key,
        "stem": main and main.key[:6],
        "numbers": main and main.numbers,
        "keys": _keys(whole),
        "all_keys": _keys(forms),
        "words": sorted({word for form in whole for word in form.spelling.text.split()}),
    }


def _keys(forms: Iterable[Form]) -> list[str]:
    return sorted({form.spelling.key for form in forms})


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
    training.estimate_u_using_random_sampling(
        max_pairs=RANDOM_PAIRS, seed=SEED, min_count_per_level=None
    )
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
            levels.CustomLevel("len(list_intersect(keys_l, keys_r)) >= 2").configure(
                u_probability=TWO_NAMES, fix_u_probability=True
            ),
            levels.CustomLevel("list_has_any(keys_l, keys_r)").configure(
                tf_adjustment_column="key", disable_tf_exact_match_detection=True
            ),
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
