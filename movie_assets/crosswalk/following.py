"""How a claim on an old or damaged id is put right, as SQL. Which ids moved is `redirects`'."""

from __future__ import annotations

from movie_assets.model.plain_names import plain_name_sql

# IMDb's own form; what has fewer digits was cut off, or lost its leading zeros.
IMDB_FORM = "tt[0-9]{7,10}"


def whole_imdb_id_sql(said: str) -> str:
    """SQL of an IMDb id with seven digits at least and no zero too many; null for no id at all.

    A cut id comes out as another title's, so whoever uses this has to compare the titles.

    >>> "lpad" in whole_imdb_id_sql("source_id")
    True
    """
    digits = f"ltrim(substr({said}, 3), '0')"
    return (
        f"CASE WHEN regexp_full_match({said}, 'tt[0-9]{{1,12}}') AND {digits} <> '' "
        f"THEN 'tt' || lpad({digits}, greatest(7, length({digits}))::INTEGER, '0') END"
    )


def plain_names_sql(table: str) -> str:
    """SQL of the plain forms of a record's two names, without empty ones."""
    names = (plain_name_sql(f"{table}.{name}") for name in ("title", "original_title"))
    return f"list_filter([{', '.join(names)}], lambda one: one <> '')"


def claims_of_today_sql(claims: str) -> str:
    """SQL of claims with the id that counts for each today.

    Source: `claims` (title_id, kind, source, source_id, …), and views `redirects` (contract
            source_redirect), `tmdb` and `imdb` (contract source_record).
    Shape:  the claims' columns and `moved_to`: the id that took the place of the one claimed; null
            where that stands.
    Law:    an IMDb id that lost its zeros is mended only where the record of the whole id is one of
            the title's kind and name and within a year of it; so an id that was cut never is.
    """
    return f"""
        SELECT claim.*, coalesce(moved.to_source_id, mended.whole_id) AS moved_to
        FROM {claims} AS claim
        LEFT JOIN redirects AS moved ON moved.source = claim.source
                                    AND moved.from_source_id = claim.source_id
        LEFT JOIN ({_mended_sql(claims)}) AS mended ON claim.source = 'imdb'
              AND mended.title_id = claim.title_id AND mended.source_id = claim.source_id
    """


def _mended_sql(claims: str) -> str:
    """SQL of the few damaged IMDb ids that can be told for whole: title_id, source_id, whole_id."""
    return f"""
        SELECT damaged.title_id, damaged.source_id, whole_id
        FROM (
            SELECT DISTINCT title_id, kind, source_id,
                   {whole_imdb_id_sql("source_id")} AS whole_id
            FROM {claims}
            WHERE source = 'imdb'
              AND NOT regexp_full_match(source_id, 'tt([1-9][0-9]*)?[0-9]{{7}}')
        ) AS damaged
        JOIN tmdb ON tmdb.title_id = damaged.title_id
        JOIN imdb ON imdb.source_id = whole_id AND whole_id <> damaged.source_id
                 AND imdb.kind = damaged.kind AND abs(imdb.year - tmdb.year) <= 1
                 AND list_has_any({plain_names_sql("imdb")}, {plain_names_sql("tmdb")})
    """
