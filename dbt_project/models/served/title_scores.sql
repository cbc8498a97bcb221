select
    score.title_id,
    title.kind,
    title.title,
    score.publisher,
    score.metric,
    score.season,
    score.episode,
    score.value,
    score.scale_max,
    score.percent,
    score.count,
    score.count_is_lower_bound,
    score.observed_at,
    score.source,
    score.source_id
from {{ ref('stg_scores') }} as score
join {{ ref('stg_titles') }} as title on title.title_id = score.title_id
