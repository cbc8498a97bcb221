"""Offers as intervals that only complete answers open, change and close. Nothing is fetched."""

from __future__ import annotations

_KEY = "title_id, country, provider_id, type, quality"


def seen_sql() -> str:
    """SQL of the offers of the newest answers, as `intervals_sql` wants them in `seen`.

    Source: views `listed` (tmdb source_record: every country, but neither price nor quality) and
            `pages` (tmdb_watch source_record, filed under `<title_id>/<country>`, with both).
    Shape:  where a complete page of a title and country is at hand, its offers stand for that
            country's; a page is stamped with the listing it refines.
    """
    return """
        WITH paged AS (
            SELECT array_to_string(string_split(title_id, '/')[1:2], '/') AS title_id,
                   string_split(title_id, '/')[3] AS country, offers
            FROM pages WHERE offers_complete AND len(offers) > 0
        ), offered AS (
            SELECT title_id, requested_at AS seen_at, unnest(offers) AS offer
            FROM listed WHERE offers_complete
        )
        SELECT title_id, offer.country, offer.provider_id, offer.type, offer.quality,
               offer.price, offer.currency, offer.url, seen_at
        FROM offered ANTI JOIN paged
            ON paged.title_id = offered.title_id AND paged.country = offered.offer.country
        UNION ALL
        SELECT paged.title_id, o.country, o.provider_id, o.type, o.quality, o.price, o.currency,
               o.url, listed.requested_at
        FROM (SELECT *, unnest(offers) AS o FROM paged) AS paged
        JOIN listed ON listed.title_id = paged.title_id AND listed.offers_complete
    """


def intervals_sql() -> str:
    """SQL of the contract's `offer` after some newer answers.

    Source: views `known` (contract offer: what was held so far), `seen` (title_id, country,
            provider_id, type, quality, price, currency, url, seen_at: the offers of the newest
            complete answers) and `answered` (title_id, seen_at: the titles those answers cover).
    Law:    a title no complete answer covers keeps its offers as they are; the same answer
            applied twice changes nothing; one offer's intervals never overlap.
    """
    return f"""
        WITH fresh AS (
            SELECT * FROM seen
            QUALIFY row_number() OVER (
                PARTITION BY {_KEY} ORDER BY price NULLS LAST, currency, url) = 1
        ), held AS (
            SELECT known.*, answered.seen_at AS answered_at,
                   fresh.title_id IS NOT NULL AS still_there,
                   (fresh.price, fresh.currency, fresh.url)
                       IS NOT DISTINCT FROM (known.price, known.currency, known.url) AS same_terms
            FROM known
            LEFT JOIN answered ON answered.title_id = known.title_id
                AND known.valid_to IS NULL AND answered.seen_at > known.last_seen
            LEFT JOIN fresh ON answered.title_id IS NOT NULL
                AND fresh.title_id = known.title_id AND fresh.country = known.country
                AND fresh.provider_id = known.provider_id AND fresh.type = known.type
                AND fresh.quality = known.quality
        ), kept AS (
            SELECT {_KEY}, price, currency, url, first_seen,
                   CASE WHEN answered_at IS NOT NULL AND still_there THEN answered_at
                        ELSE last_seen END AS last_seen,
                   valid_from,
                   CASE WHEN answered_at IS NOT NULL AND NOT (still_there AND same_terms)
                        THEN answered_at ELSE valid_to END AS valid_to
            FROM held
        ), opened AS (
            SELECT fresh.*, (
                       SELECT min(known.first_seen) FROM known
                       WHERE known.title_id = fresh.title_id AND known.country = fresh.country
                         AND known.provider_id = fresh.provider_id AND known.type = fresh.type
                         AND known.quality = fresh.quality
                   ) AS known_since
            FROM fresh ANTI JOIN (SELECT * FROM kept WHERE valid_to IS NULL) AS open
            USING ({_KEY})
        )
        SELECT {_KEY}, price, currency, url, first_seen, last_seen, valid_from, valid_to FROM kept
        UNION ALL
        SELECT {_KEY}, price, currency, url, coalesce(known_since, seen_at), seen_at,
               seen_at, NULL
        FROM opened
    """
