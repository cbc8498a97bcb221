select
    dna.title_id,
    title.kind,
    title.title,
    dna.category,
    dna.label,
    dna.confidence,
    dna.evidence,
    dna.model,
    dna.taxonomy_version,
    dna.prompt_hash,
    dna.cost_usd,
    coalesce(value.cluster, dna.label) as cluster
from {{ source('catalogue', 'title_dna') }} as dna
join {{ ref('stg_titles') }} as title on title.title_id = dna.title_id
left join {{ source('catalogue', 'dna_value') }} as value
    on value.category = dna.category and value.label = dna.label
