select
    embedding.title_id,
    title.kind,
    embedding.aspect,
    embedding.model,
    embedding.dims,
    embedding.text_hash,
    embedding.embedding
from {{ source('catalogue', 'title_embedding') }} as embedding
join {{ ref('stg_titles') }} as title on title.title_id = embedding.title_id
