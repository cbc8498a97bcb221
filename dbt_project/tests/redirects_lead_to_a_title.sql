{# A merged id must lead to a title that stands, in one step. #}
{{ config(severity='warn') }}
select redirect.from_title_id, redirect.to_title_id
from {{ ref('title_redirects') }} as redirect
left join {{ ref('titles') }} as title on title.title_id = redirect.to_title_id
where redirect.to_title_id is not null
  and title.title_id is null
