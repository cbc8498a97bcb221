{# By language all titles are ranked, over all languages only the first thousand of the index. The
   two are written apart: a common part read twice would be made whole, whoever asks for one. #}
with ranked as (
    select
        facet.language,
        row_number() over (
            partition by facet.language order by popularity.popularity desc, facet.title_id
        ) as rank,
        facet.title_id,
        popularity.popularity,
        popularity.day
    from {{ source('catalogue', 'title_facet') }} as facet
    join {{ source('catalogue', 'title_popularity') }} as popularity
        on popularity.title_id = facet.title_id
    where facet.language is not null
      and {{ is_live('facet') }}
    union all
    select
        '' as language,
        row_number() over (order by first.popularity desc, first.title_id) as rank,
        first.title_id,
        first.popularity,
        first.day
    from (
        select popularity.title_id, popularity.popularity, popularity.day
        from {{ source('catalogue', 'title_popularity') }} as popularity
        join {{ source('catalogue', 'title_facet') }} as facet
            on facet.title_id = popularity.title_id
        where {{ is_live('facet') }}
        order by popularity.popularity desc, popularity.title_id
        limit 1000
    ) as first
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
