select
    offer.title_id,
    title.kind,
    title.title,
    offer.country,
    offer.provider_id,
    offer.provider,
    offer.type,
    offer.quality,
    offer.price,
    offer.currency,
    offer.url,
    offer.first_seen,
    offer.last_seen,
    offer.valid_from
from {{ ref('stg_offers') }} as offer
join {{ ref('stg_titles') }} as title on title.title_id = offer.title_id
where offer.valid_to is null
