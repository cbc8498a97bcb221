"""A mapping as DuckDB SQL: a chunk of a dropped file into source records and quarantined rows.

A *chunk* is a relation of texts with the `line` each row starts at. `read_sql` makes of it a table
that the other queries are over. No connection is opened here, and no file.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from movie_assets.model.contract import table_of
from movie_assets.model.outcomes import Outcome
from movie_assets.model.parts import Certification, Company, Name, OfferSeen, Text
from movie_assets.model.render.duckdb import literal, select_list, struct_of
from movie_assets.model.source_rows import SourceRecord
from movie_assets.sources.drop_cells_sql import cells_steps, named_cells
from movie_assets.sources.drop_mapping import Mapping as DropMapping
from movie_assets.sources.drop_mapping import plain
from movie_assets.sources.drop_scores_sql import aspects_sql, nested_sql, ratings_sql
from movie_assets.sources.drop_values_sql import once_sql

# Raise it when the same file and mapping give other records.
PARSER_VERSION = "1"
ROW_LEFT_OUT = "Row left out: "
FIELD_LEFT_EMPTY = "Field left empty: "
# As long as the contract lets a quarantined value be.
RAW_WIDTH = 1000
_BRACKETED = r"^(.+?) *[(]([^()]*[^()0-9 ][^()]*)[)]$"
_DIRECT = (
    "title", "original_title", "release_date", "end_date", "runtime_min", "season_count",
    "episode_count", "countries", "languages", "original_language", "genres", "directors", "cast",
    "keywords", "popularity", "status", "adult", "budget", "revenue", "homepage", "url",
)  # fmt: skip


def read_steps(mapping: DropMapping, columns: Mapping[str, str], chunk: str) -> Iterator[str]:
    """SQL in steps, each over the relation `drop_before` that the step before made.

    Shape: `columns` is the chunk's column of each plain name. The last step has a row a row of
           the chunk: beside the cells' values `kind`, `source_id`, `key`, `raw_row`, `left_out`
           {field, reason} of a row without title, kind or id, and `problems`, one
           {field, reason, raw} a cell that could not be read. The table `drop_day` has the run's
           day in its only row, as `today`.
    """
    cells = list(named_cells(mapping))
    kind = "kind" if not isinstance(mapping.kind, str) else f"'{mapping.kind}'"
    problems = ", ".join(
        f"CASE WHEN raw_{one.name} IS NOT NULL AND {one.name} IS NULL THEN "
        f"{{'field': {literal(one.label)}, 'reason': {literal(f'not {one.wanted}')}, "
        f"'raw': raw_{one.name}[:{RAW_WIDTH}]}} END"
        for one in cells
    )
    row = f"concat_ws(' | ', {', '.join(columns.values())})[:{RAW_WIDTH}]"
    # The texts the counts came in tell whether they are rounded; no other text is needed again.
    texts = [f"raw_{one.name}" for one in cells if one.name.startswith("count_")]
    values = [one.name for one in cells if one.name != "kind"]
    yield from cells_steps(mapping, columns, chunk)
    yield f"""
WITH identified AS (
    SELECT line, {", ".join([*values, *texts, ""])} {kind} AS kind, {row} AS raw_row,
           {_source_id_sql(mapping, columns, kind)} AS source_id,
           list_filter([{problems}], lambda one: one IS NOT NULL) AS problems,
           {_left_out_sql(columns, kind)} AS wrong
    FROM drop_before
)
SELECT * EXCLUDE (wrong), {key_sql(mapping, "source_id")} AS key,
       coalesce(wrong, CASE WHEN source_id IS NULL THEN
           {{'field': 'id', 'reason': 'no id'}} END) AS left_out
FROM identified
"""


def repeats_sql(read: str, seen: str) -> str:
    """SQL of the lines read whose id was there before, and on which line.

    Shape: `seen` has `key` and `line` of the rows of the chunks before; an UPDATE of `read` by it
           leaves such rows out.
    """
    return f"""
UPDATE {read}
SET left_out = {{'field': 'id', 'reason': 'the same title as line ' || repeats.earlier}}
FROM (
    SELECT rows.line, coalesce({seen}.line, rows.first_line) AS earlier
    FROM (
        SELECT line, key, min(line) OVER (PARTITION BY key) AS first_line
        FROM {read} WHERE left_out IS NULL
    ) AS rows LEFT JOIN {seen} ON {seen}.key = rows.key
    WHERE {seen}.line IS NOT NULL OR rows.first_line < rows.line
) AS repeats WHERE {read}.line = repeats.line
"""


def key_sql(mapping: DropMapping, source_id: str) -> str:
    """A row's id as a number: of ten million the chance that two agree is one in 400,000."""
    return f"md5_number_lower({literal(mapping.source + '/')} || {source_id})"


def _source_id_sql(mapping: DropMapping, columns: Mapping[str, str], kind: str) -> str:
    """The file's own id, else a hash of what tells its rows apart: the same in every file."""
    if mapping.id is not None:
        prefix = f"replace({literal(mapping.id_prefix)}, '{{kind}}', {kind})"
        return f"{prefix} || id"
    if mapping.identity:
        told = [columns[plain(name)] for name in mapping.identity]
    else:
        dated = "year(field_release_date)" if "release_date" in mapping.fields else "NULL"
        year = "field_year" if "year" in mapping.fields else dated
        told = ["field_title", f"{year}::VARCHAR"]
    parts = ", ".join(f"lower(coalesce({one}, ''))" for one in told)
    return f"{kind} || '/row-' || md5(concat_ws(chr(31), {kind}, {parts}))[:16]"


def _left_out_sql(columns: Mapping[str, str], kind: str) -> str:
    empty = " AND ".join(f"{column} IS NULL" for column in columns.values())
    reasons = {
        empty: ("row", "every field is empty"),
        "field_title IS NULL": ("title", "no title"),
        f"{kind} IS NULL": ("kind", "no kind of title we know"),
    }
    cases = " ".join(
        f"WHEN {test} THEN {{'field': '{field}', 'reason': '{reason}'}}"
        for test, (field, reason) in reasons.items()
    )
    return f"CASE {cases} END"


def records_sql(mapping: DropMapping, read: str) -> str:
    """SQL of the source records of the rows read that are not left out.

    Shape: parameters $answer_id and $requested_at. A mapping without scores says nothing of
           them, so its records are `found`; with scores, one without any is `no_score_yet`.
    """
    columns = select_list(table_of(SourceRecord), _record_columns(mapping))
    return f"SELECT\n    {columns}\nFROM {read} WHERE left_out IS NULL"


def quarantine_sql(mapping: DropMapping, read: str) -> str:
    """SQL of the quarantine of the rows read; parameters $file and $seen_at.

    Shape: one row a row left out, one a field left empty; a left-out row's fields are not told.
    """
    common = f"{literal(mapping.source)} AS source, $file AS file, line"
    return f"""
SELECT {common}, left_out.field AS field,
       {literal(ROW_LEFT_OUT)} || left_out.reason AS reason, raw_row AS raw, $seen_at AS seen_at
FROM {read} WHERE left_out IS NOT NULL
UNION ALL
SELECT {common}, problem.field, {literal(FIELD_LEFT_EMPTY)} || problem.reason, problem.raw, $seen_at
FROM (SELECT line, unnest(problems) AS problem FROM {read} WHERE left_out IS NULL)
"""


def _record_columns(mapping: DropMapping) -> dict[str, str]:
    ratings, aspects = ratings_sql(mapping), aspects_sql(mapping)
    is_scored = f"len({ratings}) + len({aspects}) > 0"
    scored = f"CASE WHEN {is_scored} THEN '{Outcome.FOUND}' ELSE '{Outcome.NO_SCORE_YET}' END"
    fixed = {
        "source": literal(mapping.source),
        "source_id": "source_id",
        "title_id": f"{literal(mapping.source)} || '/' || source_id",
        "outcome": scored if mapping.scores else f"'{Outcome.FOUND}'",
        "answer_id": "$answer_id",
        "requested_at": "$requested_at",
        "observed_at": "$requested_at",
        "parser_version": f"'{PARSER_VERSION}'",
        "kind": "kind",
        "offers_complete": "true" if mapping.whole_catalogue else "false",
    }
    direct = {name: f"field_{name}" for name in _DIRECT if name in mapping.fields}
    lists = {
        "year": _year(mapping),
        "names": _names(mapping),
        "ratings": ratings,
        "aspect_ratings": aspects,
        **_nested(mapping),
    }
    return fixed | direct | {name: sql for name, sql in lists.items() if sql != "[]"}


def _year(mapping: DropMapping) -> str:
    known = [
        sql
        for name, sql in (("year", "field_year"), ("release_date", "year(field_release_date)"))
        if name in mapping.fields
    ]
    return f"coalesce({', '.join(known)})" if known else "NULL"


def _names(mapping: DropMapping) -> str:
    def name(text: str, kind: str | None) -> str:
        values = {"name": text, "kind": literal(kind) if kind else "NULL"}
        return f"CASE WHEN {text} <> '' THEN {nested_sql(Name, values)} END"

    found = [name("field_title", None)]
    if "original_title" in mapping.fields:
        found.insert(0, name("field_original_title", "original"))
    if mapping.bracketed_names:
        for group in (1, 2):
            part = f"regexp_extract(field_title, {literal(_BRACKETED)}, {group})"
            found.append(name(part, "alternative"))
    listed = f"list_filter([{', '.join(found)}], lambda one: one IS NOT NULL)"
    told = f"list_transform({listed}, lambda one: one.name)"
    return f"list_filter({listed}, lambda one, nth: list_position({told}, one.name) = nth)"


def _nested(mapping: DropMapping) -> dict[str, str]:
    """The lists of structs that one cell or several cells make."""
    found = {
        "external_ids": _if_any(
            f"CASE WHEN external_{number} IS NOT NULL THEN "
            f"{struct_of({'source': literal(one.source), 'id': f'external_{number}'})} END"
            for number, one in enumerate(mapping.external_ids)
        ),
        "offers": _if_any(_offers(mapping)),
    }
    for field, made in {
        "companies": nested_sql(Company, {"name": "one"}),
        "networks": nested_sql(Company, {"name": "one"}),
    }.items():
        if field in mapping.fields:
            found[field] = f"list_transform({once_sql(f'field_{field}')}, lambda one: {made})"
    for field, made in {
        "overviews": nested_sql(Text, {"language": "'en'", "text": "field_overviews"}),
        "taglines": nested_sql(Text, {"language": "'en'", "text": "field_taglines"}),
        "certifications": nested_sql(
            Certification,
            {
                "country": literal(mapping.certification_country or ""),
                "certification": "field_certifications",
            },
        ),
    }.items():
        if field in mapping.fields:
            found[field] = f"CASE WHEN field_{field} IS NOT NULL THEN [{made}] END"
    return found


def _offers(mapping: DropMapping) -> list[str]:
    made: list[str] = []
    for number, offer in enumerate(mapping.offers):
        value = nested_sql(
            OfferSeen,
            {
                "country": literal(offer.country),
                "provider_id": str(offer.provider_id),
                "provider": literal(offer.provider),
                "type": literal(offer.type),
                "quality": "'unspecified'",
            },
        )
        if offer.when:
            value = f"CASE WHEN offer_{number} = {literal(offer.equals)} THEN {value} END"
        made.append(value)
    return made


def _if_any(items: Iterable[str]) -> str:
    listed = list(items)
    return f"list_filter([{', '.join(listed)}], lambda one: one IS NOT NULL)" if listed else "[]"
