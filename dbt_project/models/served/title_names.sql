{# The list's own subquery: dbt takes a `with` outside brackets for the start of its own. #}
select
    title.title_id,
    title.kind,
    item.position,
    item.name ->> 'name' as name,
    item.name ->> 'language' as language,
    item.name ->> 'country' as country,
    item.name ->> 'kind' as name_kind
from {{ ref('stg_titles') }} as title
cross join lateral (
    select name, position
    from jsonb_array_elements(title.names) with ordinality as listed (name, position)
) as item
