"""What sources saw on offer, brought to one form: pure SQL. What becomes of it is in `offers`.

Four kinds of source, in the order of trust. A field is taken from the first that gives it:

1. `tmdb_watch`: TMDB's watch page of a title in a country, whole there, with quality, price, link;
2. `tmdb`: the title's watch/providers block, whole in every country, without the three;
3. `justwatch`: a provider's gallery in a country, the titles most looked at: never whole;
4. `drop/…`: a dropped file, not whole, unless its mapping says it is a service's whole catalogue:
   then it is whole for what was known from that file's source alone.
"""

from __future__ import annotations

from movie_assets.model.render.duckdb import literal
from movie_assets.streaming.services import CURRENCIES

_BARE_ID = "array_to_string(string_split({}, '/')[1:2], '/')"
# Links into the lists themselves: the views make them from title and country, which never change
# with a title's name as TMDB's own do.
LISTING_SITES = ("https://www.themoviedb.org/", "https://www.justwatch.com/")
_OF_COUNTRY = "MAP {" + ", ".join(f"'{one}': '{code}'" for one, code in CURRENCIES) + "}"
_SERVICE = "title_id, country, provider_id, type"
_KEY = f"{_SERVICE}, quality"


def seen_sql() -> str:
    """SQL of all that is on offer by the newest answers, as `intervals_sql` wants it in `seen`.

    Source: views `listed` (tmdb source_record of living titles), `pages` (tmdb_watch
            source_record of the same, filed under `<title_id>/<country>`), `shown` (shown_sql),
            `dropped` (dropped_sql), `aliases` (provider_id, main_id).
    Shape:  one row an offer and kind of source, under main provider ids; `whole` where its answer
            lists all there is. A page as new as the listing stands for its country by itself; an
            older one tells quality, price and link of what is still listed, and nothing else. Of
            an offer told twice by one answer the cheapest.
    """
    return f"""
        WITH offered AS ({
        _flat_sql(
            "SELECT title_id, requested_at AS seen_at, true AS stands, "
            "unnest(offers) AS offer FROM listed WHERE offers_complete"
        )
    }
        ), paged AS ({
        _flat_sql(
            "SELECT title_id, stands, unnest(offers) AS offer, "
            "CASE WHEN stands THEN requested_at ELSE listed_at END AS seen_at "
            f"FROM ({_pages_sql()})"
        )
    }
        ), refined AS (
            SELECT * FROM paged WHERE stands
            UNION ALL
            SELECT * FROM paged SEMI JOIN offered USING ({_SERVICE}) WHERE NOT stands
        ), standing AS (SELECT DISTINCT title_id, country FROM paged WHERE stands
        ), plain AS ({_without("offered", "refined", _SERVICE)}
        ), told AS (
            SELECT *, 'tmdb' AS source FROM ({_without("plain", "standing", "title_id, country")})
            UNION ALL
            SELECT *, 'tmdb_watch' FROM refined
        ), said_more AS (
            SELECT {_KEY}, arg_min({{'price': price, 'currency': currency, 'url': url}},
                                   {{'p': coalesce(price, 'infinity'),
                                     'c': coalesce(currency, ''), 'u': coalesce(url, '')}}) AS best,
                   any_value(source) AS source, any_value(seen_at) AS seen_at
            FROM told WHERE price IS NOT NULL OR url IS NOT NULL GROUP BY {_KEY}
        )
        SELECT {_KEY}, NULL AS price, NULL AS currency, NULL AS url, any_value(source) AS source,
               any_value(seen_at) AS seen_at, true AS whole, false AS type_is_guess
        FROM ({_without("told", "said_more", _KEY)}) GROUP BY {_KEY}
        UNION ALL
        SELECT {_KEY}, best.price, best.currency, best.url, source, seen_at, true, false
        FROM said_more
        UNION ALL
        SELECT title_id, country, coalesce(main_id, partly.provider_id), type, 'unspecified',
               NULL, NULL, NULL, source, seen_at, false, type_is_guess
        FROM (SELECT *, true AS type_is_guess FROM shown
              UNION ALL BY NAME SELECT *, false AS type_is_guess FROM dropped) AS partly
        LEFT JOIN aliases ON aliases.provider_id = partly.provider_id
    """


def answered_sql() -> str:
    """SQL of the whole answers behind `seen`: title_id, country, source, seen_at.

    Source: views `listed`, `pages` and `catalogues` (catalogues_sql).
    Shape:  an empty country stands for all; a source is named where the answer is whole only for
            what that source told before.
    """
    return f"""
        SELECT title_id, '' AS country, '' AS source, requested_at AS seen_at
        FROM listed WHERE offers_complete
        UNION ALL
        SELECT title_id, country, '', requested_at FROM ({_pages_sql()}) WHERE stands
        UNION ALL
        SELECT title_id, '', source, seen_at FROM catalogues
    """


def shown_sql() -> str:
    """SQL of what galleries show: title_id, country, provider_id, type, source, seen_at, provider.

    Source: views `wanted` (contract title_wanted) and `gallery_services` (galleries_sql).
    Shape:  one row a title and gallery. A gallery confirms whatever the service has of the title,
            and where nobody lists anything it opens an offer with itself for its source; the first
            whole answer of that country which lacks it closes it again.
    """
    return """
        SELECT title_id, country, gallery_services.provider_id, gallery_services.type, source,
               max(seen_at) AS seen_at, wanted.provider
        FROM wanted JOIN gallery_services ON gallery = wanted.provider
        WHERE title_id IS NOT NULL AND wanted.provider <> ''
        GROUP BY ALL
    """


def dropped_sql() -> str:
    """SQL of what dropped files offer: title_id, country, provider_id, type, source, seen_at, name.

    Source: views `drop_records` (drop_records_sql) and `links` (accepted links).
    Shape:  one row a title, file source and offer; of files that are whole catalogues only what
            the newest one holds.
    """
    return f"""
        WITH {_NEWEST_FILE}, offered AS (
            SELECT links.title_id, record.source, record.requested_at,
                   unnest(record.offers) AS offer
            FROM drop_records AS record JOIN links USING (source, source_id)
            LEFT JOIN newest_file ON newest_file.source = record.source
            WHERE newest_file.source IS NULL OR newest_file.answer_id = record.answer_id
        )
        SELECT title_id, offer.country, offer.provider_id, offer.type, source,
               max(requested_at) AS seen_at, min(offer.provider) AS provider
        FROM offered GROUP BY ALL
    """


def catalogues_sql() -> str:
    """SQL of dropped whole catalogues by the titles they ever had: title_id, source, seen_at.

    Source: views `drop_records` and `links`, as `dropped_sql` has them.
    """
    return f"""
        WITH {_NEWEST_FILE}
        SELECT DISTINCT links.title_id, record.source, newest_file.seen_at
        FROM drop_records AS record JOIN links USING (source, source_id)
        JOIN newest_file ON newest_file.source = record.source
    """


def named_sql() -> str:
    """SQL of services as offers name them, an offer a row: title_id, provider_id, name, type.

    Source: views `listed`, `pages`, `shown` and `dropped`.
    """
    return f"""
        SELECT title_id, offer.provider_id, offer.provider AS name, offer.type
        FROM (SELECT title_id, unnest(offers) AS offer FROM listed UNION ALL
              SELECT {_BARE_ID.format("title_id")}, unnest(offers) FROM pages)
        UNION ALL SELECT title_id, provider_id, provider, type FROM shown
        UNION ALL SELECT title_id, provider_id, provider, type FROM dropped
    """


def met_sql() -> str:
    """SQL of the contract's `provider_met`, of all offers of a partition; views as `named_sql`."""
    return f"""
        SELECT provider_id, name, type, count(*) AS offers FROM ({named_sql()}) GROUP BY ALL
    """


# Of the files that are a service's whole catalogue, the one that holds today, by source.
_NEWEST_FILE = """newest_file AS (
            SELECT source, max(requested_at) AS seen_at,
                   arg_max(answer_id, {'at': requested_at, 'id': answer_id}) AS answer_id
            FROM drop_records WHERE offers_complete GROUP BY source
        )"""


def _pages_sql() -> str:
    """SQL of whole pages by title and country, each with whether it stands by itself.

    An empty page is no answer: the site has one for every country it does not know.
    """
    bare = _BARE_ID.format("pages.title_id")
    return f"""
        SELECT {bare} AS title_id, string_split(pages.title_id, '/')[3] AS country,
               pages.requested_at, whole.requested_at AS listed_at, pages.offers,
               whole.title_id IS NULL OR pages.requested_at >= whole.requested_at AS stands
        FROM pages LEFT JOIN (SELECT title_id, requested_at FROM listed WHERE offers_complete)
            AS whole ON whole.title_id = {bare}
        WHERE pages.offers_complete AND len(pages.offers) > 0
    """


def _without(rows: str, few: str, names: str) -> str:
    """SQL of rows that agree with none of a few others in some columns.

    By title first: DuckDB builds an anti join on the many rows, which took 0.25 s a bucket.
    """
    titles = f"(SELECT title_id FROM {few})"
    return f"""
        SELECT * FROM {rows} WHERE title_id NOT IN {titles}
        UNION ALL
        SELECT * FROM (SELECT * FROM {rows} WHERE title_id IN {titles})
        ANTI JOIN {few} USING ({names})
    """


def _flat_sql(rows: str) -> str:
    """SQL of offers under main provider ids, a column a field; a price has its country's currency.

    Source: SQL of title_id, seen_at, stands and one `offer` a row.
    """
    lists = " OR ".join(f"starts_with(offer.url, {literal(site)})" for site in LISTING_SITES)
    return f"""
        SELECT title_id, offer.country, coalesce(main_id, offer.provider_id) AS provider_id,
               offer.type, offer.quality, offer.price,
               CASE WHEN offer.price IS NOT NULL
                    THEN coalesce(offer.currency, {_OF_COUNTRY}[offer.country]) END AS currency,
               CASE WHEN NOT ({lists}) THEN offer.url END AS url, seen_at, stands
        FROM ({rows}) LEFT JOIN aliases ON aliases.provider_id = offer.provider_id
    """
