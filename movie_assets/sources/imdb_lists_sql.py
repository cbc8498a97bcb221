"""The lists inside an IMDb title, names and people, as parts of `imdb_sql`'s queries."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields

from movie_assets.model.parts import Credit, Name
from movie_assets.model.render.duckdb import struct_of

# In title.akas a title's types are parted by this character.
_TYPE_SEPARATOR = "chr(2)"
# People in front of the camera. "self" is the whole cast of a documentary or a talk show.
CAST_CATEGORIES = "('actor', 'actress', 'self')"


def nested(part: type[Credit] | type[Name], expressions: Mapping[str, str]) -> str:
    """A nested value with its fields in contract order; what is not given is NULL."""
    return struct_of({one.name: expressions.get(one.name, "NULL") for one in fields(part)})


def names_sql() -> str:
    """A title's names as one list; regions and languages outside the ISO codes become NULL.

    Lists are sorted after they are made: `list(… ORDER BY …)` takes memory a group, and ran out
    of 1.2 GB with an eighth of the titles.
    """
    types = f"string_split(coalesce(types, ''), {_TYPE_SEPARATOR})"
    kind = (
        f"CASE WHEN isOriginalTitle = '1' OR list_contains({types}, 'original') THEN 'original'"
        f" WHEN list_contains({types}, 'working') THEN 'working' ELSE 'alternative' END"
    )
    placed = struct_of(
        {
            "place": "coalesce(TRY_CAST(ordering AS BIGINT), 0)",
            "name": "title",
            "language": "CASE WHEN regexp_full_match(language, '[a-z]{2}') THEN language END",
            "country": "CASE WHEN regexp_full_match(region, '[A-Z]{2}') THEN region END",
            "kind": kind,
        }
    )
    fields_kept = {name: f"item.{name}" for name in ("name", "language", "country", "kind")}
    name = nested(Name, fields_kept)
    return f"""listed_names AS (
    SELECT titleId AS tconst, list({placed}) AS placed
    FROM title_akas SEMI JOIN kept ON kept.tconst = title_akas.titleId
    WHERE title IS NOT NULL
    GROUP BY titleId
),
names AS (
    SELECT tconst, list_transform(list_sort(placed), lambda item: {name}) AS names
    FROM listed_names
)"""


def people_sql() -> str:
    """A title's directors and cast as two lists; all are looked up in name.basics at once."""
    director = {"department": "'Directing'", "job": "'Director'", "position": "item.place"}
    # Billing order counts from 0 over the cast alone, while `ordering` counts directors too.
    actor = {"department": "'Acting'", "character": "item.character", "position": "nth - 1"}
    who = {"person_id": "'imdb/' || item.nconst", "name": "item.name"}
    placed = "{'place': place, 'nconst': nconst, 'name': primaryName, 'character': part_played}"
    directors = (
        f"list_transform(list_sort(directors), lambda item: {nested(Credit, who | director)})"
    )
    actors = f"list_transform(list_sort(actors), lambda item, nth: {nested(Credit, who | actor)})"
    return f"""credited AS (
    SELECT tconst, nconst, false AS directs, coalesce(TRY_CAST(ordering AS BIGINT), 0) AS place,
           {_characters_sql()} AS part_played
    FROM title_principals SEMI JOIN kept ON kept.tconst = title_principals.tconst
    WHERE category IN {CAST_CATEGORIES}
    UNION ALL
    SELECT tconst, unnest(string_split(directors, ',')) AS nconst, true AS directs,
           generate_subscripts(string_split(directors, ','), 1) - 1 AS place, NULL AS part_played
    FROM title_crew SEMI JOIN kept ON kept.tconst = title_crew.tconst
    WHERE directors IS NOT NULL
),
listed_people AS (
    SELECT tconst, list({placed}) FILTER (WHERE directs) AS directors,
           list({placed}) FILTER (WHERE NOT directs) AS actors
    FROM credited JOIN name_basics USING (nconst)
    WHERE primaryName IS NOT NULL
    GROUP BY tconst
),
people AS (
    SELECT tconst, {directors} AS directors, {actors} AS "cast"
    FROM listed_people
)"""


def _characters_sql() -> str:
    """`["Neo","Thomas"]` as `Neo / Thomas`, by pattern: a broken one is no reason to stop."""
    parts = r"""regexp_extract_all(characters, '"((?:[^"\\]|\\.)*)"', 1)"""
    joined = f"array_to_string({parts}, ' / ')"
    return rf"""nullif(replace(replace({joined}, '\"', '"'), '\\', '\'), '')"""
