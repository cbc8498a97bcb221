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
    {{ watch_url() }} as url,
    {{ url_kind() }} as url_kind,
    offer.source,
    news.opened_at
from (
    select title_id, country, provider_id, type, max(valid_from) as opened_at
    from {{ source('catalogue', 'offer') }}
    where is_news and valid_from > {{ week_ago() }}
    group by title_id, country, provider_id, type
) as news
join {{ source('catalogue', 'offer') }} as offer
    on {{ same_service('offer', 'news') }} and offer.valid_to is null
{{ offer_context() }}
where {{ is_live('title') }}
order by offer.country, provider_order, provider.name, title.title
