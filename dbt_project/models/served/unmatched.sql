select
    side,
    source,
    kind,
    item_id,
    name,
    year,
    decade,
    language,
    reason
from {{ source('catalogue', 'unmatched') }}
