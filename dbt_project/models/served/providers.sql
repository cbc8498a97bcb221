select
    provider_id,
    name,
    aliases,
    display_priority,
    priorities
from {{ source('catalogue', 'provider') }}
