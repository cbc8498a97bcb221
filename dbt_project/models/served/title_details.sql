{# Made for one title and country at a time: every part is a subquery that looks up its own rows by
   index, so nothing is aggregated that nobody asked for. #}
{% set here = "item.value ->> 'country' = country.country" %}
{% set read_here = "item.value ->> 'language' = any (country.languages)" %}
{# Texts for this very country first, then by how widely their language is read there. #}
{% set nearest = "(" ~ here ~ ") desc nulls last, array_position(country.languages, "
    ~ "item.value ->> 'language'), item.place" %}
select
    title.title_id,
    country.country,
    jsonb_build_object(
        'title_id', title.title_id,
        'kind', title.kind,
        'title', title.title,
        'original_title', title.original_title,
        'year', title.year,
        'release_date', title.release_date,
        'end_date', title.end_date,
        'registration_date', title.registration_date,
        'status', title.status,
        'in_production', title.in_production,
        'adult', title.adult,
        'original_language', title.original_language,
        'languages', title.languages,
        'countries', title.countries,
        'runtime_min', title.runtime_min,
        'genres', title.genres,
        'keywords', title.keywords,
        'tropes', title.tropes,
        'overview', title.overview,
        'tagline', title.tagline,
        'poster_path', title.poster_path,
        'backdrop_path', title.backdrop_path,
        'wikipedia_abstract', title.wikipedia_abstract,
        'season_count', title.season_count,
        'episode_count', title.episode_count,
        'budget', jsonb_build_object(
            'amount', title.budget_amount, 'currency', title.budget_currency
        ),
        'revenue', jsonb_build_object(
            'amount', title.revenue_amount, 'currency', title.revenue_currency
        ),
        'companies', coalesce(title.companies, '[]'),
        'networks', coalesce(title.networks, '[]'),
        'seasons', coalesce(title.seasons, '[]'),
        'images', coalesce(title.images, '[]'),
        'videos', coalesce(title.videos, '[]'),
        'recommendations', title.recommendations,
        'similar', title.similar,
        'first_seen', title.first_seen
    )
    || jsonb_build_object(
        'popularity', (
            select jsonb_build_object('popularity', popularity.popularity, 'day', popularity.day)
            from {{ source('catalogue', 'title_popularity') }} as popularity
            where popularity.title_id = title.title_id
        ),
        'score_summary', (
            select to_jsonb(summary) - '{title_id,row_hash}'::text[]
            from {{ source('catalogue', 'title_score_summary') }} as summary
            where summary.title_id = title.title_id
        ),
        'local', jsonb_build_object(
            'names', {{ listed('title.names', here ~ ' or ' ~ read_here, nearest) }},
            'overview', {{ listed('title.overviews', here ~ ' or ' ~ read_here, nearest) }} -> 0,
            'certifications', {{ listed('title.certifications', here) }},
            'releases', {{ listed(
                'title.releases', here, "item.value ->> 'released', item.place"
            ) }}
        ),
        'offers', (
            select coalesce(
                jsonb_agg(
                    to_jsonb(offer) - '{title_id,country,valid_to,provider_place}'::text[]
                    order by offer.provider_place, offer.provider, offer.provider_id,
                        offer.type, offer.quality
                ),
                '[]'
            )
            from {{ ref('stg_offers') }} as offer
            where offer.title_id = title.title_id
              and offer.country = country.country
              and offer.valid_to is null
        ),
        'cast', {{ listed(
            'title.credits',
            "item.value ->> 'department' = 'Acting' and item.value ->> 'job' is null",
            "(item.value -> 'position')::int, item.place",
            "item.value - '{department,job}'::text[]"
        ) }},
        'crew', (
            select coalesce(jsonb_object_agg(job.name, job.people), '{}')
            from (
                select
                    coalesce(item.value ->> 'job', item.value ->> 'department') as name,
                    jsonb_agg(
                        item.value - '{department,job,character,position}'::text[]
                        order by item.place
                    ) as people
                from jsonb_array_elements(title.credits) with ordinality as item (value, place)
                where item.value ->> 'department' <> 'Acting' or item.value ->> 'job' is not null
                group by 1
            ) as job
        ),
        'collection', title.collection || (
            select jsonb_build_object(
                'members', coalesce(
                    jsonb_agg(
                        jsonb_build_object(
                            'title_id', member.title_id,
                            'title', member.title,
                            'year', member.year,
                            'poster_path', member.poster_path
                        )
                        order by member.year, member.release_date, member.title_id
                    ),
                    '[]'
                )
            )
            from {{ source('catalogue', 'title_facet') }} as facet
            join {{ source('catalogue', 'title') }} as member on member.title_id = facet.title_id
            where facet.collection_id = title.collection ->> 'collection_id'
              and facet.title_id <> title.title_id
              and {{ is_live('member') }}
        ),
        'dna', (
            select coalesce(
                jsonb_agg(
                    jsonb_build_object(
                        'category', dna.category, 'label', dna.label,
                        'confidence', dna.confidence, 'model', dna.model
                    )
                    order by dna.category, dna.confidence desc, dna.label, dna.model
                ),
                '[]'
            )
            from {{ source('catalogue', 'title_dna') }} as dna
            where dna.title_id = title.title_id
        ),
        'fingerprints', (
            select coalesce(
                jsonb_agg(
                    to_jsonb(fingerprint) - '{title_id,row_hash,prompt_hash,cost_usd}'::text[]
                    order by fingerprint.model
                ),
                '[]'
            )
            from {{ source('catalogue', 'title_fingerprint') }} as fingerprint
            where fingerprint.title_id = title.title_id
        ),
        'ids', jsonb_build_object(
            'tmdb', title.tmdb_id,
            'imdb', title.imdb_id,
            'wikidata', title.wikidata_id,
            'external', coalesce(title.external_ids, '[]')
        ),
        'links', jsonb_build_object(
            'homepage', title.homepage,
            'wikipedia', title.wikipedia_url,
            'records', (
                select coalesce(
                    jsonb_agg(
                        jsonb_build_object('source', link.source, 'source_id', link.source_id)
                        order by link.source, link.source_id
                    ),
                    '[]'
                )
                from {{ source('catalogue', 'crosswalk') }} as link
                where link.title_id = title.title_id
                  and link.status = 'accepted'
            )
        ),
        'provenance', title.provenance || jsonb_build_object('conflicts', title.conflicts)
    )
    || (
        select jsonb_build_object(
            'scores', coalesce(
                jsonb_agg(score.told order by score.publisher, score.metric)
                    filter (where score.season is null),
                '[]'
            ),
            'season_scores', coalesce(
                jsonb_agg(
                    score.told
                    order by score.season, score.episode nulls first, score.publisher, score.metric
                ) filter (where score.season is not null),
                '[]'
            )
        )
        from (
            select
                score.publisher,
                score.metric,
                score.season,
                score.episode,
                jsonb_strip_nulls(to_jsonb(score) - 'title_id') as told
            from {{ ref('stg_scores') }} as score
            where score.title_id = title.title_id
        ) as score
    ) as details
from {{ ref('stg_titles') }} as title
cross join {{ ref('stg_countries') }} as country
