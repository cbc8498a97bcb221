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
    {{ last_seen() }} as last_seen,
    offer.valid_from,
    offer.valid_to,
    offer.valid_to is null as is_current,
    offer.source,
    offer.is_news,
    {{ provider_order() }} as provider_order
from {{ source('catalogue', 'offer') }} as offer
{{ offer_context() }}
{{ join_asked() }}
where {{ is_live('title') }}
