{# A record accepted for two titles of one kind would merge two films into one. #}
select source, kind, source_id, count(distinct title_id) as titles
from {{ ref('crosswalk') }}
where status = 'accepted'
group by source, kind, source_id
having count(distinct title_id) > 1
