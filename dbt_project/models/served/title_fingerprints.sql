select
    fingerprint.title_id,
    title.kind,
    title.title,
    fingerprint.scores,
    fingerprint.highlight_keys,
    fingerprint.essence_tags,
    fingerprint.advisories,
    fingerprint.suitability,
    fingerprint.viewing_context,
    fingerprint.model,
    fingerprint.taxonomy_version,
    fingerprint.prompt_hash,
    fingerprint.cost_usd
from {{ source('catalogue', 'title_fingerprint') }} as fingerprint
join {{ ref('stg_titles') }} as title on title.title_id = fingerprint.title_id
