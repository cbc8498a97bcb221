{# Of the newest day: records of sources are not in this database, so what is counted comes counted. #}
select
    source,
    kind,
    nullif(decade, -1) as decade,
    nullif(language, '') as language,
    items as titles,
    matched,
    {{ percent('matched', 'items') }} as percent,
    side,
    in_review,
    day
from {{ source('catalogue', 'match_rate_history') }}
where day = (select max(day) from {{ source('catalogue', 'match_rate_history') }})
