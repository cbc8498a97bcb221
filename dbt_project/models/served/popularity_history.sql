select
    popularity.title_id,
    title.kind,
    popularity.day,
    popularity.popularity
from {{ source('catalogue', 'popularity_daily') }} as popularity
join {{ ref('stg_titles') }} as title on title.title_id = popularity.title_id
