{# Of the title itself both are null: -1 only stands in the key, which takes no null. #}
select
    score.title_id,
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
