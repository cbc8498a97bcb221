{# One offer has one set of terms at a time; its intervals may touch but not overlap. #}
select title_id, country, provider_id, type, quality, valid_from, valid_to, next_from
from (
    select
        title_id, country, provider_id, type, quality, valid_from, valid_to,
        lead(valid_from) over (
            partition by title_id, country, provider_id, type, quality
            order by valid_from
        ) as next_from
    from {{ ref('streaming_offers_history') }}
) as interval_of_offer
where valid_to <= valid_from
   or next_from < coalesce(valid_to, 'infinity')
