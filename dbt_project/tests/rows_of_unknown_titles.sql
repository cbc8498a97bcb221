{# Rows of a title that is neither in the catalogue nor redirected: no view shows them. A warning,
   since loads of two tables are two transactions and this may run between them. #}
{{ config(severity='warn') }}
{% set tables = [
    'title_score', 'score_observation', 'offer', 'title_dna', 'title_fingerprint',
    'title_embedding', 'title_popularity',
] %}
{% for table in tables %}
select
    '{{ table }}' as table_name,
    count(distinct orphan.title_id) as titles,
    min(orphan.title_id) as for_example
from {{ source('catalogue', table) }} as orphan
where not exists (
    select from {{ source('catalogue', 'title') }} as title
    where title.title_id = orphan.title_id
)
and not exists (
    select from {{ source('catalogue', 'title_redirect') }} as redirect
    where redirect.from_title_id = orphan.title_id
)
having count(*) > 0
{{ 'union all' if not loop.last }}
{% endfor %}
