select
    link.title_id,
    link.kind,
    title.title,
    title.year,
    link.source,
    link.source_id,
    link.status,
    link.method,
    link.probability,
    link.evidence,
    link.runner_up,
    link.runner_up_probability,
    link.decided_at,
    link.rule_version
from {{ source('catalogue', 'crosswalk') }} as link
left join {{ source('catalogue', 'title') }} as title on title.title_id = link.title_id
