"""Offers as intervals that whole answers open, change and close. What was seen is in `sightings`.

The law, a title and country at a time:

- a whole answer says all there is: what it has is open, what it lacks is closed from then on;
- a sighting that is not whole (a gallery, a file) confirms what is open, or opens what no whole
  answer as new denies; it closes nothing;
- a failure and a silence change nothing, an answer older than one taken in neither, and the same
  answer twice is one;
- the intervals of one offer (title, country, service, type, quality) never overlap; one that a
  second reading of the same answer takes back was never there.

What comes out for a title depends on that title's rows alone.
"""

from __future__ import annotations

_SERVICE = "title_id, country, provider_id, type"
_KEY = f"{_SERVICE}, quality"
_COLUMNS = (
    f"{_KEY}, price, currency, url, first_seen, last_seen, valid_from, valid_to, source, is_news"
)


def intervals_sql() -> str:
    """SQL of the contract's `offer` after some newer answers.

    Source: views `known` (contract offer: what was held so far), `told` (contract offer_answer:
            which answers it rests on), `seen` (sightings.seen_sql) and `answered`
            (sightings.answered_sql).
    """
    return f"""
        WITH {_times_sql()}, whole AS (
            SELECT seen.*, {_TOLD_AT} AS told_at, {_FIRST_AT} AS first_at
            FROM seen {_join_times("seen")}
            WHERE whole AND ({_TOLD_AT} IS NULL OR seen_at >= {_TOLD_AT})
        ), {_kept_sql()}, {_opened_sql()}, partial AS (
            SELECT seen.*, greatest({_TOLD_AT}, {_BATCH_AT}) AS looked_at
            FROM seen {_join_times("seen")}
            WHERE NOT whole AND (looked_at IS NULL OR seen_at > looked_at)
        ), {_confirmed_sql()}
        SELECT {_COLUMNS} FROM confirmed
        UNION ALL BY NAME
        {_opened_partly_sql()}
    """


def answers_sql() -> str:
    """SQL of the contract's `offer_answer` after the same answers.

    Source: views `told` and `answered`, as `intervals_sql` has them.
    """
    return """
        SELECT title_id, country, min(first_at) AS first_at, max(last_at) AS last_at
        FROM (SELECT title_id, country, first_at, last_at FROM told UNION ALL
              SELECT title_id, country, seen_at, seen_at FROM answered WHERE source = '')
        GROUP BY title_id, country
    """


def renamed_sql(known: str) -> str:
    """SQL of offers under the provider ids of today, whatever was an alias when they were held.

    Source: a relation of contract offer, and view `aliases` (provider_id, main_id).
    Law:    a main id's own history stands; an alias's moves to it where it has none.
    """
    return f"""
        SELECT * FROM {known} ANTI JOIN aliases USING (provider_id)
        UNION ALL BY NAME
        SELECT * FROM (
            SELECT old.* REPLACE (main_id AS provider_id)
            FROM {known} AS old JOIN aliases USING (provider_id)
            QUALIFY rank() OVER (PARTITION BY title_id, country, main_id, type, quality
                                 ORDER BY old.provider_id) = 1
        ) AS moved
        ANTI JOIN (SELECT {_KEY} FROM {known}) AS own USING ({_KEY})
    """


# Of a row joined with `by_title` and `by_country`: the newest whole answer taken in before, the
# first one ever, and the newest of those that come in now.
_TOLD_AT = "greatest(by_title.told_at, by_country.told_at)"
_FIRST_AT = "least(by_title.first_at, by_country.first_at)"
_BATCH_AT = "greatest(by_title.batch_at, by_country.batch_at)"


def _times_sql() -> str:
    """SQL of the times of whole answers: of every country, and of single ones (few have any)."""
    return """times AS (
            SELECT title_id, country, min(first_at) AS first_at, max(last_at) AS told_at,
                   max(seen_at) AS batch_at
            FROM (SELECT title_id, country, first_at, last_at, NULL AS seen_at FROM told UNION ALL
                  SELECT title_id, country, NULL, NULL, seen_at FROM answered WHERE source = '')
            GROUP BY title_id, country
        ), by_title AS (SELECT * FROM times WHERE country = ''
        ), by_country AS (SELECT * FROM times WHERE country <> '')"""


def _join_times(rows: str) -> str:
    return (
        f"LEFT JOIN by_title ON by_title.title_id = {rows}.title_id "
        f"LEFT JOIN by_country ON by_country.title_id = {rows}.title_id "
        f"AND by_country.country = {rows}.country"
    )


def _same_sql(left: str, right: str, names: str) -> str:
    """SQL that two relations agree in some columns, none of which is ever null."""
    return " AND ".join(f"{left}.{name} = {right}.{name}" for name in names.split(", "))


def _kept_sql() -> str:
    """SQL of what was held, changed and closed: `judged` is what a newer whole answer spoke of.

    A link or a source that changes is put right in place: only other terms are a new interval.
    """
    same = ", ".join(f"whole.{name}" for name in ("price", "currency"))
    held = ", ".join(f"open.{name}" for name in ("price", "currency"))
    return f"""own_catalogue AS (
            SELECT title_id, source, max(seen_at) AS seen_at FROM answered WHERE source <> ''
            GROUP BY title_id, source
        ), still AS (SELECT DISTINCT {_SERVICE}, source FROM seen WHERE NOT whole
        ), open AS (SELECT * FROM known WHERE valid_to IS NULL
        ), held AS (
            SELECT open.* EXCLUDE (url, source), {_BATCH_AT} AS batch_at,
                   {_BATCH_AT} >= open.last_seen
                       AND {_BATCH_AT} >= coalesce({_TOLD_AT}, {_BATCH_AT}) AS judged,
                   whole.title_id IS NOT NULL AS there,
                   there AND ({same}) IS NOT DISTINCT FROM ({held}) AS stays,
                   CASE WHEN stays THEN whole.url ELSE open.url END AS url,
                   CASE WHEN stays THEN whole.source ELSE open.source END AS source,
                   CASE WHEN own_catalogue.seen_at > open.last_seen AND still.title_id IS NULL
                        THEN own_catalogue.seen_at END AS dropped_at
            FROM open {_join_times("open")}
            LEFT JOIN whole ON {_same_sql("whole", "open", _KEY)}
            LEFT JOIN own_catalogue ON {_same_sql("own_catalogue", "open", "title_id, source")}
            LEFT JOIN still ON {_same_sql("still", "open", f"{_SERVICE}, source")}
        ), judged AS (
            SELECT * EXCLUDE (last_seen, valid_to), true AS was_open,
                   CASE WHEN judged AND there THEN batch_at ELSE last_seen END AS last_seen,
                   CASE WHEN judged AND NOT stays THEN batch_at
                        WHEN NOT (judged AND there) THEN dropped_at END AS valid_to
            FROM held
        ), kept AS (
            SELECT {_COLUMNS}, was_open FROM judged WHERE valid_to IS DISTINCT FROM valid_from
            UNION ALL
            SELECT {_COLUMNS}, false FROM known WHERE valid_to IS NOT NULL
        )"""


def _opened_sql() -> str:
    """SQL of what whole answers have and nobody held; `past` is what was held of the service."""
    return f"""missing AS (
            SELECT * FROM whole
            ANTI JOIN (SELECT {_KEY} FROM kept WHERE valid_to IS NULL) AS live USING ({_KEY})
        ), past AS (
            SELECT {_SERVICE}, min(first_seen) AS first_seen, max(valid_to) AS ended_at,
                   bool_or(was_open) AS was_open
            FROM kept SEMI JOIN (SELECT {_SERVICE} FROM missing UNION ALL
                                  SELECT {_SERVICE} FROM seen WHERE NOT whole) AS wanted
                USING ({_SERVICE})
            GROUP BY {_SERVICE}
        ), opened AS (
            SELECT {_KEY}, price, currency, url, source,
                   coalesce(past.first_seen, seen_at) AS first_seen,
                   greatest(seen_at, ended_at) AS last_seen,
                   greatest(seen_at, ended_at) AS valid_from,
                   NULL::TIMESTAMP WITH TIME ZONE AS valid_to,
                   coalesce(first_at < seen_at, false) AND NOT coalesce(was_open, false) AS is_news
            FROM missing LEFT JOIN past USING ({_SERVICE})
        ), current AS (
            SELECT {_COLUMNS} FROM kept UNION ALL BY NAME SELECT {_COLUMNS} FROM opened
        )"""


def _confirmed_sql() -> str:
    """SQL of all intervals, those that are open seen as late as a partial sighting saw them.

    A gallery does not say in which way the service has a title, so it confirms every way.
    """
    return """sighting AS (
            SELECT title_id, country, provider_id, max(seen_at) FILTER (WHERE type_is_guess)
                       AS guessed_at,
                   map_from_entries(list({'k': type, 'v': seen_at})
                       FILTER (WHERE NOT type_is_guess)) AS typed_at
            FROM (SELECT title_id, country, provider_id, type, type_is_guess,
                         max(seen_at) AS seen_at FROM partial GROUP BY ALL)
            GROUP BY title_id, country, provider_id
        ), confirmed AS (
            SELECT current.* REPLACE (CASE WHEN valid_to IS NULL
                       THEN greatest(last_seen, guessed_at, typed_at[type])
                       ELSE last_seen END AS last_seen)
            FROM current LEFT JOIN sighting USING (title_id, country, provider_id)
        )"""


def _opened_partly_sql() -> str:
    """SQL of offers that partial sightings open, galleries before files: none is open there."""
    return f"""
        SELECT {_SERVICE}, 'unspecified' AS quality, price, currency, url, source,
               coalesce(past.first_seen, seen_at) AS first_seen, seen_at AS last_seen,
               seen_at AS valid_from, NULL AS valid_to,
               looked_at IS NOT NULL AND NOT coalesce(was_open, false) AS is_news
        FROM partial LEFT JOIN past USING ({_SERVICE})
        WHERE NOT EXISTS (
            SELECT 1 FROM current AS live
            WHERE live.title_id = partial.title_id AND live.country = partial.country
              AND live.provider_id = partial.provider_id AND live.valid_to IS NULL
              AND (live.type = partial.type OR partial.type_is_guess))
          AND (ended_at IS NULL OR ended_at <= seen_at)
        QUALIFY row_number() OVER (PARTITION BY {_SERVICE}
                                   ORDER BY NOT type_is_guess, seen_at DESC, source) = 1
    """
