"""What the matcher is given and what its word becomes, as SQL. How pairs are compared is `match`.

A record whose id a title gives needs no matching, unless the two do not look like one film.
"""

from __future__ import annotations

from movie_assets.crosswalk.assign import REVIEW_AT

# Part of each title's hash of names: forms made by older rules are made again.
FORMS_VERSION = "forms-5"
# A runner-up less likely than this tells nobody anything.
_WORTH_TELLING = 0.02
_ACTORS = 10  # the first billed are those that every source names
_NAMES = """list_sort(list_distinct(list_filter(
    list_prepend({main}, list_transform(names, lambda one: one.name)), lambda x: x IS NOT NULL)))"""
_LANGUAGES = """list_sort(list_distinct(list_filter(
    list_prepend(original_language, languages), lambda x: x IS NOT NULL)))"""
_COLUMNS = f"""source, source_id, kind, title, {_NAMES.format(main="original_title")} AS names,
    year, release_date::VARCHAR AS release_date, runtime_min::DOUBLE AS runtime_min, genres,
    directors, "cast"[:{_ACTORS}] AS actors, countries,
    {_LANGUAGES} AS languages"""


def named_sql() -> str:
    """SQL of the titles' names: title_id, title, original_title, names[], names_hash.

    Source: view `tmdb` (contract source_record, found ones).
    """
    return f"""
        SELECT title_id, title, original_title, {_NAMES.format(main="title")} AS names,
               md5('{FORMS_VERSION}' || [title, original_title]::VARCHAR
                   || list_transform(names, lambda one: one.name)::VARCHAR) AS names_hash
        FROM tmdb
    """


def spine_sql() -> str:
    """SQL of the titles as `match.SPINE` has them, without names: those are kept as forms.

    Source: views `tmdb` (contract source_record, found ones) and `imdb` (likewise), whose votes
            count where TMDB gives a title IMDb's id: the weights were fitted on IMDb's numbers.
    """
    return f"""
        WITH given AS (
            SELECT title_id, unnest(external_ids).source AS source, unnest(external_ids).id AS id
            FROM tmdb
        ), voted AS (
            SELECT given.title_id, max(imdb.ratings[1].count) AS vote_count
            FROM given JOIN imdb ON given.source = 'imdb' AND imdb.source_id = given.id
            GROUP BY given.title_id
        )
        SELECT title_id, kind, NULL::VARCHAR AS title, NULL::VARCHAR AS original_title,
               NULL::VARCHAR[] AS names, year, runtime_min::DOUBLE AS runtime_min, genres,
               vote_count, release_date::VARCHAR AS release_date, directors,
               "cast"[:{_ACTORS}] AS actors, countries, {_LANGUAGES} AS languages
        FROM tmdb LEFT JOIN voted USING (title_id)
    """


def records_sql() -> str:
    """SQL of the records that no id ties to a title that looks like them, as `match.RECORDS`.

    Source: views `tmdb`, `wikidata`, `imdb` (contract source_record, found ones) and `dropped`
            (see `dropped.drop_records_sql`), of every partition.
    Shape:  also record_hash, which changes when anything here does.
    """
    return f"""
        WITH given AS (
            SELECT unnest(external_ids).source AS source, unnest(external_ids).id AS id,
                   kind, year FROM tmdb
            UNION ALL
            SELECT unnest(wikidata.external_ids).source, unnest(wikidata.external_ids).id,
                   tmdb.kind, tmdb.year
            FROM wikidata JOIN tmdb ON tmdb.title_id = wikidata.title_id
        ), claimed AS (
            SELECT DISTINCT imdb.source_id
            FROM imdb JOIN given ON given.source = 'imdb' AND given.id = imdb.source_id
            WHERE given.kind = imdb.kind AND coalesce(abs(given.year - imdb.year) <= 1, true)
        ), unclaimed AS (
            SELECT {_COLUMNS} FROM imdb ANTI JOIN claimed USING (source_id)
            WHERE NOT coalesce(adult, false)
            UNION ALL
            SELECT {_COLUMNS} FROM dropped ANTI JOIN dropped_id USING (source, source_id)
        )
        SELECT *, md5(unclaimed::VARCHAR) AS record_hash FROM unclaimed
        WHERE kind IN ('movie', 'tv')
    """


def matches_sql() -> str:
    """SQL of the contract's `record_match`: what the matcher made of each record it was given.

    Source: `decision` (see `assign.decisions_sql`) and `unclaimed` (see `records_sql`).
    Parameter: $spine, the version of the titles they were compared with.
    """
    return """
        SELECT d.source, d.source_id, d.kind, u.title AS name, u.year, d.title_id, d.status,
               d.probability, d.evidence, d.runner_up, d.runner_up_probability, d.rule_version,
               u.record_hash, $spine AS spine_version
        FROM decision AS d JOIN unclaimed AS u USING (source, source_id)
    """


def matched_candidates_sql(matches: str) -> str:
    """SQL of the contract's `crosswalk_candidate` for the pairs the matcher holds possible.

    Source: `matches` is a relation of contract record_match. The runner-up stands beside the best.
    """
    return f"""
        SELECT title_id, kind, source, source_id, 'blocked_match' AS method, probability,
               evidence, rule_version
        FROM {matches} WHERE title_id IS NOT NULL AND probability >= {REVIEW_AT}
        UNION ALL
        SELECT runner_up, kind, source, source_id, 'blocked_match', runner_up_probability,
               json_object('runner_up_to', title_id)::VARCHAR, rule_version
        FROM {matches}
        WHERE probability >= {REVIEW_AT} AND runner_up_probability >= {_WORTH_TELLING}
    """
