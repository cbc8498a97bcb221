{# Not materialised: ranking 1.2 M titles takes about as long as refreshing a table of them would,
   after each of the daily loads that move nearly every popularity. #}
with standing as (
    select
        facet.language,
        popularity.title_id,
        popularity.popularity,
        popularity.day
    from {{ source('catalogue', 'title_popularity') }} as popularity
    join {{ source('catalogue', 'title_facet') }} as facet
        on facet.title_id = popularity.title_id
    where {{ is_live('facet') }}
),

ranked as (
    select
        language,
        row_number() over (
            partition by language order by popularity desc, title_id
        ) as rank,
        title_id,
        popularity,
        day
    from standing
    where language is not null
    union all
    select
        '' as language,
        row_number() over (order by popularity desc, title_id) as rank,
        title_id,
        popularity,
        day
    from standing
)

select
    ranked.language,
    ranked.rank,
    ranked.title_id,
    title.title,
    title.year,
    ranked.popularity,
    ranked.day
from ranked
join {{ source('catalogue', 'title') }} as title on title.title_id = ranked.title_id
where ranked.rank <= 1000
