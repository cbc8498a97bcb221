select
    title.title_id,
    title.kind,
    item.position,
    item.name ->> 'name' as name,
    item.name ->> 'language' as language,
    item.name ->> 'country' as country,
    item.name ->> 'kind' as name_kind
from {{ source('catalogue', 'title') }} as title
cross join lateral jsonb_array_elements(title.names) with ordinality as item (name, position)
where {{ is_live('title') }}
