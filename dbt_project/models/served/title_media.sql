select
    media.title_id,
    title.kind,
    title.title,
    media.role,
    media.path,
    media.file,
    media.sha256,
    media.bytes,
    media.content_type,
    media.width,
    media.height,
    media.fetched_at,
    media.attribution
from {{ source('catalogue', 'title_media') }} as media
join {{ source('catalogue', 'title') }} as title on title.title_id = media.title_id
where media.outcome = 'found' and {{ is_live('title') }}
