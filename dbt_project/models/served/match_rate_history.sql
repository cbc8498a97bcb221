select
    day,
    side,
    source,
    kind,
    nullif(decade, -1) as decade,
    nullif(language, '') as language,
    items,
    matched,
    in_review,
    {{ percent('matched', 'items') }} as percent
from {{ source('catalogue', 'match_rate_history') }}
