{# Null is not zero: 0 from 0 votes is no score at all and must not be served as one. #}
select title_id, publisher, metric, season, episode, value, count
from {{ ref('title_scores') }}
where count = 0
