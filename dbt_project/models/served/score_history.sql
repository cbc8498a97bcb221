{# The window is cut by title_id first, so a filter on it still reaches the index. #}
select
    seen.title_id,
    title.kind,
    title.title,
    seen.source,
    seen.publisher,
    seen.metric,
    nullif(seen.season, -1) as season,
    nullif(seen.episode, -1) as episode,
    seen.value,
    seen.count,
    seen.observed_at,
    lead(seen.observed_at) over (
        partition by
            seen.title_id, seen.source, seen.publisher, seen.metric, seen.season, seen.episode
        order by seen.observed_at
    ) as superseded_at,
    seen.answer_id
from {{ source('catalogue', 'score_observation') }} as seen
join {{ ref('stg_titles') }} as title on title.title_id = seen.title_id
