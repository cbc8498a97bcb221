{# One reading: the genre `null`, which is added to each title, counts the titles themselves. #}
with counted as (
    select title.kind, genre.name, count(*) as titles
    from {{ ref('stg_titles') }} as title
    cross join lateral unnest(title.genres || null::text) as genre (name)
    group by title.kind, genre.name
),

shared as (
    select
        kind,
        name,
        titles,
        max(titles) filter (where name is null) over (partition by kind) as of_kind
    from counted
)

select
    kind,
    name as genre,
    titles,
    {{ percent('titles', 'of_kind') }} as share
from shared
where name is not null
