select
    provider_id,
    name,
    aliases,
    display_priority,
    priorities,
    parent_id,
    type,
    status,
    search_url
from {{ source('catalogue', 'provider') }}
