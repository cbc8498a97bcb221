"""What discovery filters titles by, as numbers. Finding titles by them is the database's part."""

from __future__ import annotations

FACETS_VERSION = "1"
BILLED = 10
"""Places of the cast that can be filtered by: ten names are what a poster and a page show."""

# A credit's role in crew facets; the other two hundred jobs are shown, not filtered by.
_ROLES: dict[str, str] = {
    "director": "job = 'Director'",
    "creator": "job = 'Creator'",
    "writer": "department = 'Writing'",
    "composer": "job IN ('Original Music Composer', 'Composer')",
    "cinematographer": "job IN ('Director of Photography', 'Cinematographer')",
}
CREW_ROLES = tuple(_ROLES)
_CREDIT = '[{"person_id":"VARCHAR","department":"VARCHAR","job":"VARCHAR","position":"BIGINT"}]'
_CERTIFICATION = '[{"country":"VARCHAR","certification":"VARCHAR"}]'


def code_sql(words: str) -> str:
    """DuckDB SQL of a facet's number from SQL of its words; Postgres' twin is catalogue.facet_code.

    Shape: the first 60 bits of md5: among a million facets two share a number once in 2 million
           catalogues, and the words would take three times the room.
    """
    return f"('0x' || md5({words})[1:15])::BIGINT"


def facets_sql() -> str:
    """SQL of the contract's `title_facet`.

    Source: views `titles` (contract title), `summaries` (contract title_score_summary), `offers`
            (contract offer, with its history: only what stands now counts).
    Shape:  one row a title; numbers ascend, each once. Few titles of many are gathered first:
            DuckDB works on 2,048 rows at a time, however few of them are left.
    """
    return f"""
        WITH sold AS (
            SELECT DISTINCT country, provider_id, type FROM offers WHERE valid_to IS NULL
        ), coded AS (
            SELECT *, {code_sql("concat_ws(':', 'offer', country, provider_id, type)")} AS code,
                   {code_sql("concat_ws(':', 'offer', country, type)")} AS by_anyone
            FROM sold
        ), offered AS (
            SELECT offers.title_id, list(coded.code) AS codes, list(coded.by_anyone) AS by_anyone
            FROM offers JOIN coded USING (country, provider_id, type)
            WHERE offers.valid_to IS NULL GROUP BY offers.title_id
        ), few AS MATERIALIZED (
            SELECT title_id, kind, year, release_date, original_language, collection, countries,
                   genres, keywords, credits, certifications
            FROM titles
        ), told AS (
            SELECT *, from_json(credits, '{_CREDIT}') AS credited,
                   from_json(certifications, '{_CERTIFICATION}') AS certified
            FROM few
        )
        SELECT told.title_id, told.kind, told.year, told.release_date,
               told.original_language AS language, summaries.overall,
               summaries.audience_count AS votes,
               json_extract_string(told.collection, '$.collection_id') AS collection_id,
               {_numbers(*_told())} AS facets,
               {_numbers(_cast(), *map(_crew, CREW_ROLES))} AS people
        FROM told
        LEFT JOIN summaries ON summaries.title_id = told.title_id
        LEFT JOIN offered ON offered.title_id = told.title_id
    """


def _numbers(*lists: str) -> str:
    """All numbers of some lists, in order; no list is an empty one."""
    return f"list_sort(list_distinct(flatten([{', '.join(f'coalesce({x}, [])' for x in lists)}])))"


def _told() -> tuple[str, ...]:
    """Lists of the numbers of what a title is, and where it can be watched."""
    return (
        _plain("'kind:'", "[told.kind]"),
        _plain("'language:'", "[told.original_language]"),
        _plain("'country:'", "told.countries"),
        _plain("'genre:'", "told.genres"),
        _plain("'keyword:'", "told.keywords"),
        _certified(),
        "offered.codes",
        "offered.by_anyone",
    )


def _plain(prefix: str, values: str) -> str:
    known = f"list_filter({values}, x -> x IS NOT NULL)"
    return f"list_transform({known}, x -> {code_sql(f'{prefix} || x')})"


def _certified() -> str:
    words = "concat_ws(':', 'certification', x.country, x.certification)"
    return f"list_transform(told.certified, x -> {code_sql(words)})"


def _cast() -> str:
    billed = f"x.department = 'Acting' AND x.position < {BILLED} AND x.person_id IS NOT NULL"
    words = code_sql("'cast:' || x.person_id")
    return f"list_transform(list_filter(told.credited, x -> {billed}), x -> {words})"


def _crew(role: str) -> str:
    column, _, test = _ROLES[role].partition(" ")
    of_role = f"x.{column} {test} AND x.person_id IS NOT NULL"
    words = code_sql(f"'crew:{role}:' || x.person_id")
    return f"list_transform(list_filter(told.credited, x -> {of_role}), x -> {words})"
