"""The registry of streaming services, as SQL. What we know of them beside it is in `services`."""

from __future__ import annotations

from collections.abc import Iterable

from movie_assets.model.render.duckdb import literal
from movie_assets.streaming.services import (
    AD_SERVICES,
    ALIASES,
    CHANNELS,
    FREE_SERVICES,
    GALLERY_NAMES,
    PLAN_WITH_ADS,
    SEARCHES,
    SERVICE_TYPES,
)

_PLAIN = (
    "trim(regexp_replace(strip_accents(lower(replace({name}, '+', ' plus'))), '\\W+', ' ', 'g'))"
)


def aliases_sql() -> str:
    """SQL of (provider_id, main_id): ids whose offers are shown under another.

    Source: view `listed_providers` (contract provider: TMDB's list).
    Shape:  one row an alias; a main id is never an alias itself. Beside those of `services`, a
            plan with advertisements is its service, where the list has one of that name.
    """
    return f"""
        WITH said(provider_id, main_id) AS ({_values((a.provider_id, a.main_id) for a in ALIASES)}
        ), mains AS (
            SELECT {_plain("name")} AS plain, min(provider_id) AS main_id
            FROM listed_providers ANTI JOIN said USING (provider_id) GROUP BY plain
        ), plan AS (
            SELECT provider_id, regexp_replace({_plain("name")}, '{PLAN_WITH_ADS}', '') AS plain
            FROM listed_providers ANTI JOIN said USING (provider_id)
            WHERE regexp_matches({_plain("name")}, '{PLAN_WITH_ADS}')
        )
        SELECT provider_id, main_id FROM said
        UNION ALL
        SELECT provider_id, main_id FROM plan JOIN mains USING (plain)
    """


def galleries_sql() -> str:
    """SQL of (gallery, provider_id, type): the service a gallery's name means, and how it shows.

    Source: views `listed_providers`, `aliases` (aliases_sql) and `galleries` (gallery: the name
            in JustWatch's address).
    Shape:  one row a gallery; a name the list does not have gets a negative id of its own, the
            same every time.
    """
    plain = "replace({}, ' ', '-')"
    return f"""
        WITH said(gallery, provider_id) AS ({_values(GALLERY_NAMES)}
        ), listed AS (
            SELECT {plain.format(_plain("name"))} AS gallery,
                   min(coalesce(main_id, provider_id)) AS provider_id
            FROM listed_providers LEFT JOIN aliases USING (provider_id) GROUP BY gallery
        ), meant AS (
            SELECT gallery, coalesce(said.provider_id, listed.provider_id,
                       -1 - ('0x' || md5(gallery)[1:7])::BIGINT) AS provider_id
            FROM galleries LEFT JOIN said USING (gallery) LEFT JOIN listed USING (gallery)
        )
        SELECT gallery, provider_id,
               CASE WHEN provider_id IN {FREE_SERVICES} THEN 'free'
                    WHEN provider_id IN {AD_SERVICES} THEN 'ads' ELSE 'flatrate' END AS type
        FROM meant
    """


def registry_sql() -> str:
    """SQL of the contract's `provider`: TMDB's list and whatever else offers name.

    Source: views `listed_providers`, `aliases` and `met` (contract provider_met).
    Shape:  one row a main id; an alias's names, ids and places in the countries' orders are its
            main one's. A name is the list's, else the one most offers give.
    """
    return f"""
        WITH named AS (
            SELECT provider_id AS own_id, name, 2 AS trust, 0 AS offers FROM listed_providers
            UNION ALL
            SELECT provider_id, unnest(aliases), 1, 0 FROM listed_providers
            UNION ALL
            SELECT provider_id, name, 0, sum(offers) FROM met GROUP BY provider_id, name
        ), called AS (
            SELECT coalesce(main_id, own_id) AS provider_id, named.*
            FROM named LEFT JOIN aliases ON aliases.provider_id = own_id
        ), service AS (
            SELECT provider_id,
                   first(name ORDER BY own_id <> provider_id, trust DESC, offers DESC, name)
                       AS name,
                   list_sort(list(DISTINCT name)) AS names,
                   list_sort(list(DISTINCT own_id) FILTER (WHERE own_id <> provider_id)) AS ids,
                   bool_or(trust > 0) AS is_listed
            FROM called GROUP BY provider_id
        ), place AS (
            SELECT coalesce(main_id, listed_providers.provider_id) AS provider_id, display_priority,
                   unnest(json_keys(coalesce(priorities, '{{}}'))) AS country, priorities
            FROM listed_providers LEFT JOIN aliases USING (provider_id)
        ), placed AS (
            SELECT provider_id, country, min((priorities ->> country)::INTEGER) AS place
            FROM place GROUP BY ALL
        ), ordered AS (
            SELECT provider_id, min(place) AS display_priority,
                   to_json(map_from_entries(
                       list({{'k': country, 'v': place}} ORDER BY country)))::VARCHAR AS priorities
            FROM placed GROUP BY provider_id
        ), sold(offer_type, type) AS ({_values(SERVICE_TYPES)}
        ), kind AS (
            SELECT provider_id, first(type ORDER BY offers DESC, type) AS type FROM (
                SELECT coalesce(main_id, met.provider_id) AS provider_id, sold.type,
                       sum(offers) AS offers
                FROM met LEFT JOIN aliases USING (provider_id) JOIN sold ON offer_type = met.type
                GROUP BY ALL)
            GROUP BY provider_id
        ), search(provider_id, search_url) AS ({_values(SEARCHES)})
        SELECT service.provider_id, service.name,
               list_filter(names, lambda one: one <> service.name)
                   || list_transform(coalesce(ids, []), lambda one: one::VARCHAR) AS aliases,
               ordered.display_priority, ordered.priorities, kind.type, search.search_url,
               {_parent("service.name")} AS parent_id,
               CASE WHEN is_listed THEN 'listed' WHEN service.provider_id < 0 THEN 'unknown'
                    ELSE 'unlisted' END AS status
        FROM service LEFT JOIN ordered USING (provider_id) LEFT JOIN kind USING (provider_id)
        LEFT JOIN search USING (provider_id)
    """


def _plain(name: str) -> str:
    """SQL of a service's name in plain words: small letters, no marks, a plus in full."""
    return _PLAIN.format(name=name)


def _parent(name: str) -> str:
    cases = " ".join(
        f"WHEN ends_with(lower({name}), {literal(ending)}) THEN {parent}"
        for ending, parent in CHANNELS
    )
    return f"CASE {cases} END"


def _values(rows: Iterable[tuple[int | str, int | str]]) -> str:
    """A VALUES list of pairs."""
    pairs = (", ".join(literal(v) if isinstance(v, str) else str(v) for v in row) for row in rows)
    return "VALUES " + ", ".join(f"({pair})" for pair in pairs)
