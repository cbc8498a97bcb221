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
    whole = whole_imdb_id_sql("claim.source_id")
    return f"""
        SELECT claim.*, coalesce(moved.to_source_id, record.source_id) AS moved_to
        FROM {claims} AS claim
        LEFT JOIN redirects AS moved ON moved.source = claim.source
                                    AND moved.from_source_id = claim.source_id
        LEFT JOIN tmdb ON claim.source = 'imdb' AND tmdb.title_id = claim.title_id
                      AND NOT regexp_full_match(claim.source_id, 'tt([1-9][0-9]*)?[0-9]{{7}}')
        LEFT JOIN imdb AS record ON record.source_id = {whole} AND tmdb.title_id IS NOT NULL
                      AND record.source_id <> claim.source_id AND record.kind = claim.kind
                      AND abs(record.year - tmdb.year) <= 1
                      AND list_has_any({plain_names_sql("record")}, {plain_names_sql("tmdb")})
    """
