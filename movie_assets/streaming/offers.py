"""Offers as intervals that only complete answers open, change and close. Nothing is fetched."""

from __future__ import annotations

_KEY = "title_id, country, provider_id, type, quality"
_SEEN_KEY = ", ".join(f"seen.{name}" for name in _KEY.split(", "))


def seen_sql() -> str:
    """SQL of the offers of the newest answers, as `intervals_sql` wants them in `seen`.

    Source: views `listed` (tmdb source_record: every country, but neither price nor quality) and
            `pages` (tmdb_watch source_record, filed under `<title_id>/<country>`, with both).
    Shape:  what is listed, with what the country's complete page says of it; a page as new as the
            listing stands by itself, an older one brings back nothing that is listed no more. A
            page is stamped with the listing it refines.
    """
    return """
        WITH offered AS (
            SELECT title_id, requested_at AS seen_at, unnest(offers) AS offer
            FROM listed WHERE offers_complete
        ), paged AS (
            SELECT listed.title_id, listed.requested_at AS seen_at,
                   string_split(pages.title_id, '/')[3] AS page_country,
                   pages.requested_at >= listed.requested_at AS stands,
                   unnest(pages.offers) AS offer
            FROM pages JOIN listed ON listed.offers_complete
                AND listed.title_id = array_to_string(string_split(pages.title_id, '/')[1:2], '/')
            WHERE pages.offers_complete AND len(pages.offers) > 0
        ), refined AS (
            SELECT paged.* FROM paged WHERE stands
            UNION ALL
            SELECT paged.* FROM paged SEMI JOIN offered ON offered.title_id = paged.title_id
                AND offered.offer.country = paged.page_country
                AND offered.offer.provider_id = paged.offer.provider_id
                AND offered.offer.type = paged.offer.type
            WHERE NOT stands
        ), plain AS (
            SELECT offered.* FROM offered
            ANTI JOIN (SELECT * FROM paged WHERE stands) AS page
                ON page.title_id = offered.title_id AND page.page_country = offered.offer.country
            ANTI JOIN refined ON refined.title_id = offered.title_id
                AND refined.page_country = offered.offer.country
                AND refined.offer.provider_id = offered.offer.provider_id
                AND refined.offer.type = offered.offer.type
        )
        SELECT title_id, offer.country, offer.provider_id, offer.type, offer.quality,
               offer.price, offer.currency, offer.url, seen_at
        FROM (SELECT title_id, offer, seen_at FROM plain
              UNION ALL SELECT title_id, offer, seen_at FROM refined)
    """


def intervals_sql() -> str:
    """SQL of the contract's `offer` after some newer answers.

    Source: views `known` (contract offer: what was held so far), `seen` (title_id, country,
            provider_id, type, quality, price, currency, url, seen_at: the offers of the newest
            complete answers) and `answered` (title_id, seen_at: the titles those answers cover).
    Law:    a title no complete answer covers keeps its offers as they are; the same answer
            applied twice changes nothing, an older one never does; one offer's intervals never
            overlap.
    """
    return f"""
        WITH newest AS (
            SELECT title_id, max(greatest(last_seen, valid_to)) AS told_at
            FROM known GROUP BY title_id
        ), fresh AS (
            SELECT seen.* FROM seen LEFT JOIN newest ON newest.title_id = seen.title_id
            WHERE newest.told_at IS NULL OR seen.seen_at >= newest.told_at
            QUALIFY row_number() OVER (
                PARTITION BY {_SEEN_KEY} ORDER BY price NULLS LAST, currency, url) = 1
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
