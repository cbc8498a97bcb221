with tier as (
    select
        source,
        'popularity ' || min_popularity as tier,
        target_days, titles, known_titles, fresh_titles, weight, known_weight, fresh_weight,
        weighted_age_days, oldest_good_at, measured_at
    from {{ source('catalogue', 'title_freshness') }}
    union all
    select
        source,
        'all',
        null, sum(titles)::bigint, sum(known_titles)::bigint, sum(fresh_titles)::bigint,
        sum(weight), sum(known_weight), sum(fresh_weight),
        sum(weighted_age_days * known_weight) / nullif(sum(known_weight), 0),
        min(oldest_good_at), max(measured_at)
    from {{ source('catalogue', 'title_freshness') }}
    group by source
)

select
    source,
    tier,
    target_days,
    titles,
    known_titles,
    fresh_titles,
    {{ percent('known_titles', 'titles') }} as known_percent,
    {{ percent('fresh_titles', 'titles') }} as fresh_percent,
    {{ percent('known_weight::numeric', 'weight::numeric') }} as viewed_known_percent,
    {{ percent('fresh_weight::numeric', 'weight::numeric') }} as viewed_fresh_percent,
    round(weighted_age_days::numeric, 2)::double precision as viewed_age_days,
    oldest_good_at,
    measured_at
from tier
