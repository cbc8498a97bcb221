{# A percent is 100 x value / scale_max, between 0 and 100. #}
select title_id, publisher, metric, season, episode, value, scale_max, percent
from {{ ref('title_scores') }}
where percent not between 0 and 100
   or abs(percent - 100 * value / scale_max) > 0.01
