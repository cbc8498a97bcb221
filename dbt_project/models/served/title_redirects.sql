select
    from_title_id,
    to_title_id,
    reason,
    decided_on
from {{ source('catalogue', 'title_redirect') }}
