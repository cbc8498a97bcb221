select
    source,
    from_source_id,
    to_source_id,
    decided_on
from {{ source('catalogue', 'source_redirect') }}
