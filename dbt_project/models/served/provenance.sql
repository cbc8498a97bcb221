select
    title.title_id,
    title.kind,
    field.name as field,
    field.origin ->> 'source' as source,
    field.origin ->> 'rule' as rule,
    (field.origin ->> 'first_seen')::date as first_seen,
    coalesce(title.conflicts -> field.name, '[]'::jsonb) as conflicts
from {{ source('catalogue', 'title') }} as title
cross join lateral jsonb_each(title.provenance) as field (name, origin)
where {{ is_live('title') }}
