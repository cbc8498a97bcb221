select
    score.title_id,
    title.kind,
    title.title,
    score.publisher,
    score.metric,
    nullif(score.season, -1) as season,
    nullif(score.episode, -1) as episode,
    score.value,
    score.scale_max,
    score.percent,
    score.count,
    score.count_is_lower_bound,
    score.observed_at,
    score.source,
    score.source_id
from {{ source('catalogue', 'title_score') }} as score
join {{ source('catalogue', 'title') }} as title on title.title_id = score.title_id
where {{ is_live('title') }}
