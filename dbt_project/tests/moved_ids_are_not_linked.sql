{# A link stands on the id of today, and no chain of ids is left to walk. A warning, since loads of
   two tables are two transactions. #}
{{ config(severity='warn') }}
select redirect.source, redirect.from_source_id, redirect.to_source_id
from {{ ref('source_redirects') }} as redirect
where exists (
    select from {{ ref('crosswalk') }} as link
    where link.source = redirect.source
      and link.source_id = redirect.from_source_id
      and link.status = 'accepted'
      and link.method <> 'human'
)
or exists (
    select from {{ ref('source_redirects') }} as next_one
    where next_one.source = redirect.source
      and next_one.from_source_id = redirect.to_source_id
)
