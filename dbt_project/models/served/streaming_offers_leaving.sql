select
    offer.title_id,
    title.kind,
    title.title,
    offer.country,
    offer.provider_id,
    provider.name as provider,
    {{ provider_order() }} as provider_order,
    offer.type,
    offer.quality,
    offer.price,
    offer.currency,
    offer.source,
    offer.first_seen,
    offer.valid_to as closed_at
from {{ source('catalogue', 'offer') }} as offer
{{ offer_context() }}
where offer.valid_to > {{ week_ago() }}
  and not exists (
    select from {{ source('catalogue', 'offer') }} as later
    where {{ same_service('later', 'offer') }}
      and (later.valid_to is null or later.valid_to > offer.valid_to)
  )
  and {{ is_live('title') }}
order by offer.country, provider_order, provider.name, title.title
