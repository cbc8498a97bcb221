select
    offer.title_id,
    title.kind,
    title.title,
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
    offer.valid_to is null as is_current
from {{ source('catalogue', 'offer') }} as offer
join {{ source('catalogue', 'title') }} as title on title.title_id = offer.title_id
left join {{ source('catalogue', 'provider') }} as provider
    on provider.provider_id = offer.provider_id
where {{ is_live('title') }}
