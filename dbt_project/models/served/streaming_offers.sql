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
    {{ watch_url() }} as url,
    offer.first_seen,
    {{ last_seen() }} as last_seen,
    offer.valid_from,
    offer.source,
    {{ url_kind() }} as url_kind,
    {{ provider_order() }} as provider_order,
    {{ quality_order('offer.quality') }} as quality_order,
    offer.price = cheapest.price as is_best_price
from {{ source('catalogue', 'offer') }} as offer
{{ offer_context() }}
{{ join_asked() }}
left join (
    select title_id, country, provider_id, type, min(price) as price
    from {{ source('catalogue', 'offer') }}
    where valid_to is null and price is not null
    group by title_id, country, provider_id, type
) as cheapest on {{ same_service('cheapest', 'offer') }}
where offer.valid_to is null
  and {{ is_live('title') }}
