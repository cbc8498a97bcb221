{# The catalogue keeps the fields of each source, and a day only where it is not the one the title
   came on. A field that several sources were united in names them all, the most trusted first. #}
select
    title.title_id,
    title.kind,
    told.field,
    told.source,
    told.rule,
    coalesce((title.provenance -> 'since' ->> told.field)::date, title.first_seen) as first_seen,
    coalesce(title.conflicts -> told.field, '[]'::jsonb) as conflicts
from {{ ref('stg_titles') }} as title
cross join lateral (
    select
        field.name as field,
        string_agg(
            source.name, '+' order by array_position(rule.sources, source.name), source.name
        ) as source,
        rule.rule
    from jsonb_each(title.provenance -> 'sources') as source (name, fields)
    cross join lateral jsonb_array_elements_text(source.fields) as field (name)
    left join {{ source('catalogue', 'survivorship_rule') }} as rule on rule.field = field.name
    group by field.name, rule.rule
) as told
