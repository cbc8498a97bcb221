select
    score.title_id,
    title.kind,
    title.title,
    score.source,
    score.aspect,
    score.value,
    score.scale_max,
    100 * score.value / score.scale_max as percent,
    score.count
from {{ source('catalogue', 'title_aspect_score') }} as score
join {{ source('catalogue', 'title') }} as title on title.title_id = score.title_id
where {{ is_live('title') }}
