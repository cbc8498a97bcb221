select
    popularity.title_id,
    title.kind,
    popularity.day,
    popularity.popularity
from {{ source('catalogue', 'popularity_daily') }} as popularity
join {{ source('catalogue', 'title') }} as title on title.title_id = popularity.title_id
where {{ is_live('title') }}
