{# Every offer with the name of its service and that service's place in the offer's country. #}
select
    offer.title_id,
    offer.country,
    offer.provider_id,
    provider.name as provider,
    offer.type,
    offer.quality,
    offer.price,
    offer.currency,
    offer.url,
    offer.first_seen,
    offer.last_seen,
    offer.valid_from,
    offer.valid_to,
    coalesce((provider.priorities ->> offer.country)::bigint, provider.display_priority)
        as provider_place
from {{ source('catalogue', 'offer') }} as offer
left join {{ source('catalogue', 'provider') }} as provider
    on provider.provider_id = offer.provider_id
